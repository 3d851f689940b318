package background_test

import (
	"bytes"
	"errors"
	"io"
	"log/slog"
	"mime"
	"mime/multipart"
	"net"
	"net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"mddash/background"
	"mddash/domain"
	"mddash/language"
	"mddash/store"
	"mddash/store/storetest"
)

// postOffice is a mail server that keeps what it is given.
type postOffice struct {
	addr string

	mu      sync.Mutex
	letters []string
	users   []string
	tries   int
	refuse  error // said to every recipient
}

func openPostOffice(t *testing.T) *postOffice {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	office := &postOffice{addr: listener.Addr().String()}
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &counter{office: office}, nil }))
	server.AllowInsecureAuth = true
	server.Domain = "mail.example"
	go server.Serve(listener)
	t.Cleanup(func() { server.Close() })
	return office
}

func (o *postOffice) say(err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.refuse = err
}

func (o *postOffice) taken() (letters []string, tries int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return append([]string{}, o.letters...), o.tries
}

// counter is one connection to the post office.
type counter struct{ office *postOffice }

func (c *counter) AuthMechanisms() []string { return []string{sasl.Plain} }

func (c *counter) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if password != "p@ss" {
			return errors.New("wrong password")
		}
		c.office.mu.Lock()
		defer c.office.mu.Unlock()
		c.office.users = append(c.office.users, user)
		return nil
	}), nil
}

func (c *counter) Mail(string, *smtp.MailOptions) error { return nil }

func (c *counter) Rcpt(string, *smtp.RcptOptions) error {
	c.office.mu.Lock()
	defer c.office.mu.Unlock()
	c.office.tries++
	return c.office.refuse
}

func (c *counter) Data(r io.Reader) error {
	text, err := io.ReadAll(r)
	c.office.mu.Lock()
	defer c.office.mu.Unlock()
	c.office.letters = append(c.office.letters, string(text))
	return err
}

func (c *counter) Reset()        {}
func (c *counter) Logout() error { return nil }

// desk is a store with mail waiting in it, and workers who send it.
type desk struct {
	t     *testing.T
	store *store.Store
	clock *storetest.Clock
	log   *lines
}

func work(t *testing.T, url string) *desk {
	t.Helper()
	d := &desk{t: t, clock: storetest.At(time.Date(2026, 5, 21, 9, 30, 0, 0, time.UTC)), log: &lines{}}
	d.store = storetest.NewAt(t, d.clock.Now)
	mailer, err := background.NewMailer(url, "mddash <mddash@example.com>")
	if err != nil {
		t.Fatal(err)
	}
	languages, err := language.Load()
	if err != nil {
		t.Fatal(err)
	}
	crew := background.Start(background.Work{Store: d.store, Mail: mailer, Languages: languages, Log: slog.New(slog.NewTextHandler(d.log, nil)), MailEvery: 5 * time.Millisecond, RemindEvery: 30 * time.Millisecond,
		FullURL: func(path string) string { return "https://dash.example/base" + path }})
	t.Cleanup(crew.Stop)
	return d
}

func (d *desk) put(m domain.Mail) {
	d.t.Helper()
	if err := d.store.System().SendMail(d.t.Context(), m); err != nil {
		d.t.Fatal(err)
	}
}

// until waits for something that happens in the background.
func until(t *testing.T, what string, done func() bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); !done(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("it never came to this: %s", what)
		}
	}
}

func TestALetterThatWaitsIsSentOnce(t *testing.T) {
	office := openPostOffice(t)
	d := work(t, "smtp://ann:p%40ss@"+office.addr+"?tls=none")
	d.put(domain.Mail{To: "ben@example.com", Subject: "Grüße\r\nBcc: evil@example.com", Body: "Set it here:\nhttp://dash.example/reset?token=a=b\n"})
	until(t, "one letter", func() bool { letters, _ := office.taken(); return len(letters) == 1 })
	time.Sleep(50 * time.Millisecond)
	letters, _ := office.taken()
	if len(letters) != 1 || len(office.users) != 1 || office.users[0] != "ann" {
		t.Fatalf("%d letters, signed in as %v", len(letters), office.users)
	}
	letter, err := mail.ReadMessage(strings.NewReader(letters[0]))
	if err != nil {
		t.Fatal(err)
	}
	for header, want := range map[string]string{
		"To": "<ben@example.com>", "From": `"mddash" <mddash@example.com>`, "Auto-Submitted": "auto-generated", "Bcc": "",
		"Content-Type": "text/plain; charset=UTF-8",
	} {
		if got := letter.Header.Get(header); got != want {
			t.Errorf("%s: %q, want %q", header, got, want)
		}
	}
	if letter.Header.Get("Date") == "" || letter.Header.Get("Message-ID") == "" {
		t.Errorf("headers: %v", letter.Header)
	}
}

func TestALetterBringsItsEventAsMailProgramsExpectIt(t *testing.T) {
	office := openPostOffice(t)
	d := work(t, "smtp://"+office.addr+"?tls=none")
	d.put(domain.Mail{To: "ben@example.com", ReplyTo: "maya@example.com", Subject: "Invitation", Body: "When: then\n", Calendar: "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n", Method: "REQUEST"})
	until(t, "one letter", func() bool { letters, _ := office.taken(); return len(letters) == 1 })
	letters, _ := office.taken()
	letter, err := mail.ReadMessage(strings.NewReader(letters[0]))
	if err != nil {
		t.Fatal(err)
	}
	if got := letter.Header.Get("Reply-To"); got != "<maya@example.com>" {
		t.Errorf("answers go to %q", got)
	}
	for _, want := range []string{"multipart/mixed", "multipart/alternative", "text/plain", "text/calendar; method=REQUEST", "application/ics", `filename="invitation.ics"`} {
		if !strings.Contains(letters[0], want) {
			t.Errorf("there is no %s in\n%s", want, letters[0])
		}
	}
}

func TestAReminderComesByMailOnce(t *testing.T) {
	office := openPostOffice(t)
	d := work(t, "smtp://"+office.addr+"?tls=none")
	ann, err := d.store.SignUp(t.Context(), domain.SignUpInput{Email: "ann@example.com", Password: "wet paint on the third bench", Name: "Ann"}, "open")
	if err != nil {
		t.Fatal(err)
	}
	moment := d.clock.Now().Add(-time.Minute).Format(time.RFC3339)
	if _, err := d.store.As(ann).AddNote(t.Context(), domain.NoteInput{Title: "Rent <b>&\u200b http://evil.example", ReminderAt: &moment}); err != nil {
		t.Fatal(err)
	}
	until(t, "one letter", func() bool { letters, _ := office.taken(); return len(letters) == 1 })
	time.Sleep(100 * time.Millisecond)
	letters, _ := office.taken()
	letter, err := mail.ReadMessage(strings.NewReader(letters[0]))
	if err != nil || len(letters) != 1 || letter.Header.Get("To") != "<ann@example.com>" {
		t.Errorf("%d letters, %v, the first is\n%s", len(letters), err, letters[0])
	}
	parts := alternatives(t, letter)
	for _, want := range []string{"Reminder: “Rent <b>", "https://dash.example/base/inbox/", "https://dash.example/base/unsubscribe/"} {
		if !strings.Contains(parts["text/plain"], want) {
			t.Errorf("the text lacks %q:\n%s", want, parts["text/plain"])
		}
	}
	for _, want := range []string{"Rent &lt;b&gt;&amp;", `<a href="https://dash.example/base/inbox/`} {
		if !strings.Contains(parts["text/html"], want) {
			t.Errorf("the page lacks %q:\n%s", want, parts["text/html"])
		}
	}
	for kind, text := range parts {
		if strings.Contains(text, "http://evil") || strings.Contains(text, "<img") || strings.Contains(text, "src=") {
			t.Errorf("%s has links or pictures of somebody else's:\n%s", kind, text)
		}
	}
	stop := letter.Header.Get("List-Unsubscribe")
	if !strings.HasPrefix(stop, "<https://dash.example/base/unsubscribe/") || letter.Header.Get("List-Unsubscribe-Post") != "List-Unsubscribe=One-Click" {
		t.Errorf("it is stopped by %q", stop)
	}
	token := strings.TrimSuffix(strings.TrimPrefix(stop, "<https://dash.example/base/unsubscribe/"), ">")
	if letters, err := d.store.StopLetters(t.Context(), token, true); err != nil || letters.Coming {
		t.Errorf("got %+v, %v", letters, err)
	}
}

// alternatives are the forms of a letter by their types.
func alternatives(t *testing.T, letter *mail.Message) map[string]string {
	t.Helper()
	_, params, err := mime.ParseMediaType(letter.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string]string{}
	for reader := multipart.NewReader(letter.Body, params["boundary"]); ; {
		part, err := reader.NextPart()
		if err == io.EOF {
			return parts
		}
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(part) // quoted-printable is read by the reader
		if err != nil {
			t.Fatal(err)
		}
		kind, _, _ := strings.Cut(part.Header.Get("Content-Type"), ";")
		parts[kind] = string(text)
	}
}

func TestALetterIsInTheLanguageOfWhoGetsIt(t *testing.T) {
	office := openPostOffice(t)
	d := work(t, "smtp://"+office.addr+"?tls=none")
	name, german, moment := "Ann", "de", d.clock.Now().Add(-time.Minute).Format(time.RFC3339)
	ann, err := d.store.SignUp(t.Context(), domain.SignUpInput{Email: "ann@example.com", Password: "wet paint on the third bench", Name: name}, "open")
	if err != nil {
		t.Fatal(err)
	}
	if ann, err = d.store.As(ann).UpdateProfile(t.Context(), domain.ProfileInput{Name: &name, Language: &german}); err != nil {
		t.Fatal(err)
	}
	if _, err := d.store.As(ann).AddNote(t.Context(), domain.NoteInput{Title: "Rent", ReminderAt: &moment}); err != nil {
		t.Fatal(err)
	}
	until(t, "one letter", func() bool { letters, _ := office.taken(); return len(letters) == 1 })
	letters, _ := office.taken()
	letter, err := mail.ReadMessage(strings.NewReader(letters[0]))
	if err != nil {
		t.Fatal(err)
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(letter.Header.Get("Subject"))
	parts := alternatives(t, letter)
	for want, got := range map[string]string{"Erinnerung: „Rent“": subject, "Keine solchen E-Mails mehr: https://": parts["text/plain"], `<html lang="de">`: parts["text/html"]} {
		if err != nil || !strings.Contains(got, want) {
			t.Errorf("%q is not in %q", want, got)
		}
	}
}

func TestALetterThatIsNotTakenIsTriedAgainLater(t *testing.T) {
	office := openPostOffice(t)
	office.say(&smtp.SMTPError{Code: 451, Message: "later"})
	d := work(t, "smtp://"+office.addr+"?tls=none")
	d.put(domain.Mail{To: "ben@example.com", Subject: "Hello", Body: "geheim\n"})
	until(t, "one try", func() bool { _, tries := office.taken(); return tries == 1 })
	until(t, "a line in the log", func() bool { return strings.Contains(d.log.String(), "waits for another try") })
	if _, tries := office.taken(); tries != 1 {
		t.Errorf("%d tries at once", tries)
	}
	office.say(nil)
	d.clock.Advance(2 * time.Minute)
	until(t, "the letter", func() bool { letters, _ := office.taken(); return len(letters) == 1 })
	if strings.Contains(d.log.String(), "geheim") {
		t.Errorf("the log tells what is in letters:\n%s", d.log)
	}
}

func TestALetterThatIsRefusedForGoodIsGivenUp(t *testing.T) {
	office := openPostOffice(t)
	office.say(&smtp.SMTPError{Code: 550, Message: "no such mailbox"})
	d := work(t, "smtp://"+office.addr+"?tls=none")
	d.put(domain.Mail{To: "ben@example.com", Subject: "Hello", Body: "Hello\n"})
	until(t, "a line in the log", func() bool { return strings.Contains(d.log.String(), "given up") })
	d.clock.Advance(72 * time.Hour)
	time.Sleep(50 * time.Millisecond)
	if _, tries := office.taken(); tries != 1 {
		t.Errorf("%d tries", tries)
	}
}

func TestAServerThatEncryptsNothingGetsNothingUnlessToldSo(t *testing.T) {
	office := openPostOffice(t)
	d := work(t, "smtp://ann:p%40ss@"+office.addr)
	d.put(domain.Mail{To: "ben@example.com", Subject: "Hello", Body: "Hello\n"})
	until(t, "a line in the log", func() bool { return strings.Contains(d.log.String(), "STARTTLS") })
	if letters, tries := office.taken(); len(letters)+tries+len(office.users) != 0 {
		t.Error("something went over the wire as it is")
	}
	if strings.Contains(d.log.String(), "p@ss") {
		t.Errorf("the log holds the password:\n%s", d.log)
	}
}

func TestAddressesOfMailServers(t *testing.T) {
	for url, wrong := range map[string]string{
		"smtp://user:pass@mail.example.com:587": "", "smtps://mail.example.com": "", "smtp://mail.example.com?tls=none": "", "smtp://[::1]:25?tls=starttls": "",
		"smtps://mail.example.com?tls=tls": "", "smtp://mail.example.com?tls=tls": "",
		"mail.example.com": "no mail server", "http://mail.example.com": "no mail server", "smtp://": "no mail server", "smtp://user:pa/ss@mail.example.com": "no mail server",
		"smtp://mail.example.com/path": "no path", "smtp://mail.example.com?tls=maybe": "not known", "smtp://mail.example.com?ssl=1": "no option",
		"smtps://mail.example.com?tls=none": "says otherwise", "smtp://mail.example.com:99999": "port",
	} {
		_, err := background.NewMailer(url, "mddash@example.com")
		if (err == nil) != (wrong == "") || (err != nil && !strings.Contains(err.Error(), wrong)) {
			t.Errorf("%s: %v, want %q", url, err, wrong)
		}
		if err != nil && strings.Contains(err.Error(), "pa/ss") {
			t.Errorf("%s: the error repeats the password: %v", url, err)
		}
	}
	for _, from := range []string{"", "mddash", "a@b@c", "a@example.com\r\nBcc: x@example.com"} {
		if _, err := background.NewMailer("smtp://mail.example.com", from); err == nil || !strings.Contains(err.Error(), "MDDASH_MAIL_FROM") {
			t.Errorf("from %q: %v", from, err)
		}
	}
}

// lines are what was logged.
type lines struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}
