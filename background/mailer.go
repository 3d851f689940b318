package background

import (
	"context"
	"errors"
	"fmt"
	"net/mail"
	"net/url"
	"strconv"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	"mddash/domain"
)

// Mailer hands letters to a mail server.
type Mailer struct {
	from    string
	host    string
	options []gomail.Option
}

// NewMailer reads the address of a mail server: smtp://user:password@host:port, smtps://…, with ?tls=none, starttls or
// tls. What is wrong with it is said without repeating it, because a password may be in it.
func NewMailer(server, from string) (*Mailer, error) {
	u, err := url.Parse(server)
	if err != nil || (u.Scheme != "smtp" && u.Scheme != "smtps") || u.Hostname() == "" {
		return nil, errors.New("this is no mail server; write smtp://user:password@mail.example.com:587 or smtps://… " +
			"(signs such as @ and / in the password as %40 and %2F)")
	}
	if u.Path != "" && u.Path != "/" {
		return nil, errors.New("a mail server has no path; write smtp://user:password@mail.example.com:587")
	}
	encryption, port, err := encryptionOf(u)
	if err != nil {
		return nil, err
	}
	if from == "" {
		return nil, errors.New("MDDASH_MAIL_FROM is missing; set who mail is from, such as mddash@example.com")
	}
	if _, err := mail.ParseAddress(from); err != nil {
		return nil, fmt.Errorf("MDDASH_MAIL_FROM: %q is no address; write it such as mddash@example.com", from)
	}
	m := &Mailer{from: from, host: u.Hostname()}
	m.options = append(encryption, gomail.WithPort(port), gomail.WithTimeout(15*time.Second))
	if password, given := u.User.Password(); given {
		auth := gomail.SMTPAuthAutoDiscover
		if u.Query().Get("tls") == "none" {
			auth = gomail.SMTPAuthPlainNoEnc // it was asked for, so the server is believed to be near
		}
		m.options = append(m.options, gomail.WithUsername(u.User.Username()), gomail.WithPassword(password), gomail.WithSMTPAuth(auth))
	}
	_, err = m.client()
	return m, err
}

// encryptionOf says how to reach the server, and at which port where none is given.
func encryptionOf(u *url.URL) (options []gomail.Option, port int, err error) {
	how := u.Query().Get("tls")
	for name := range u.Query() {
		if name != "tls" {
			return nil, 0, fmt.Errorf("there is no option %q; the only one is ?tls=none, starttls or tls", name)
		}
	}
	if u.Scheme == "smtps" {
		if how != "" && how != "tls" {
			return nil, 0, fmt.Errorf("smtps:// is encrypted from the start, and ?tls=%s says otherwise; write smtp://…?tls=%s, or leave it out", how, how)
		}
		how = "tls"
	}
	switch how {
	case "tls":
		options, port = []gomail.Option{gomail.WithSSL()}, 465
	case "none":
		options, port = []gomail.Option{gomail.WithTLSPolicy(gomail.NoTLS)}, 25
	case "", "starttls":
		options, port = []gomail.Option{gomail.WithTLSPolicy(gomail.TLSMandatory)}, 587
	default:
		return nil, 0, fmt.Errorf("?tls=%s is not known; write none, starttls or tls", how)
	}
	if u.Port() != "" {
		if port, err = strconv.Atoi(u.Port()); err != nil || port < 1 || port > 65535 {
			return nil, 0, errors.New("the port is none; write a number from 1 to 65535")
		}
	}
	return options, port, nil
}

func (m *Mailer) client() (*gomail.Client, error) { return gomail.NewClient(m.host, m.options...) }

// errRefused is a letter that this server will never take.
var errRefused = errors.New("refused for good")

// Send hands one letter over. It answers errRefused where there is no sense in trying again.
func (m *Mailer) Send(ctx context.Context, letter domain.Mail) error {
	msg := gomail.NewMsg()
	if err := msg.From(m.from); err != nil {
		return err
	}
	if err := msg.To(letter.To); err != nil {
		return fmt.Errorf("%w: %w", errRefused, err)
	}
	msg.Subject(letter.Subject)
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	if letter.ReplyTo != "" {
		if err := msg.ReplyTo(letter.ReplyTo); err != nil {
			return fmt.Errorf("%w: %w", errRefused, err)
		}
	}
	msg.SetBodyString(gomail.TypeTextPlain, letter.Body)
	if letter.Unsubscribe != "" {
		msg.SetGenHeader("List-Unsubscribe", "<"+letter.Unsubscribe+">")
		msg.SetGenHeader("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
	}
	if letter.HTML != "" {
		msg.AddAlternativeString(gomail.TypeTextHTML, letter.HTML)
	}
	if letter.Calendar != "" {
		// RFC 6047, 2.4: mail programs offer their own buttons for a part that names its method.
		kind := gomail.ContentType("text/calendar; method=" + letter.Method)
		msg.AddAlternativeString(kind, letter.Calendar)
		if err := msg.AttachReader("invitation.ics", strings.NewReader(letter.Calendar), gomail.WithFileContentType("application/ics")); err != nil {
			return fmt.Errorf("attach an event: %w", err)
		}
	}
	client, err := m.client()
	if err != nil {
		return err
	}
	err = client.DialAndSendWithContext(ctx, msg)
	var refused *gomail.SendError
	if errors.As(err, &refused) && refused.ErrorCode() >= 500 {
		return fmt.Errorf("%w: %w", errRefused, err)
	}
	return err
}

// Host is the name of the mail server.
func (m *Mailer) Host() string { return m.host }

// Probe connects as for a letter, encrypted and signed in as it is set, and sends none.
func (m *Mailer) Probe(ctx context.Context) error {
	client, err := m.client()
	if err != nil {
		return err
	}
	if err := client.DialWithContext(ctx); err != nil {
		return err
	}
	return client.Close()
}
