package views

import (
	"context"
	"net/url"
	"strings"
	"time"

	"mddash/domain"
	"mddash/views/ui"
)

// SharingPage is who reads and writes a note beside its owner, and its public page.
type SharingPage struct {
	Note   domain.Note
	Owner  ui.Person
	Shares []domain.Share
	// People can be chosen by name.
	People []domain.Person
	// Link is the public page; the zero one where there is none. LinkURL is its address.
	Link    domain.PublicLink
	LinkURL string
	Now     time.Time
	// Project whose people read the note too; empty for none.
	Project string

	Typed   SharingFields
	Message string
	Errors  ui.Errors
}

// SharingFields are what was typed on it.
type SharingFields struct {
	Email, Permission, ExpiresOn string
	NoPassword                   bool
	// OfLink is true where they came from the form of the public link.
	OfLink bool
}

// TypedSharing are the fields as they were sent.
func TypedSharing(form url.Values) SharingFields {
	return SharingFields{Email: strings.TrimSpace(form.Get("email")), Permission: form.Get("permission"), ExpiresOn: form.Get("expires_at"), NoPassword: form.Get("no_password") != "", OfLink: form.Has("expires_at")}
}

// LinkInput is the public page as it was asked for. A day counts to its end; the one that is set already stays what it is.
func (p SharingPage) LinkInput(form url.Values) domain.PublicLinkInput {
	in := domain.PublicLinkInput{Renew: form.Has("renew")}
	if day := p.Typed.ExpiresOn; day == p.expiresOn() && !p.Link.ExpiresAt.IsZero() {
		at := p.Link.ExpiresAt.UTC().Format(time.RFC3339Nano)
		in.ExpiresAt = &at
	} else if day != "" {
		at := day + "T23:59"
		in.ExpiresAt = &at
	}
	if password := form.Get("password"); password != "" || p.Typed.NoPassword {
		in.Password = &password
		if p.Typed.NoPassword {
			in.Password = new(string)
		}
	}
	return in
}

func (p SharingPage) public() bool { return p.Link.Token != "" }

func (p SharingPage) title(ctx context.Context) string {
	return ui.T(ctx, "Share “%s”", p.Note.Title)
}

func (p SharingPage) act(what string) string { return SharingPath(p.Note.ID) + what }

func (p SharingPage) shareAct(share domain.Share, what string) string {
	return p.act("/people/" + idText(share.ID) + "/" + what)
}

// SharingPath is where a note's owner shares it.
func SharingPath(noteID int64) string { return NotePath(noteID) + "/sharing" }

func (p SharingPage) expiresOn() string {
	if p.Link.ExpiresAt.IsZero() {
		return ""
	}
	return p.Link.ExpiresAt.In(p.Now.Location()).Format(time.DateOnly)
}

// shownExpiry is what the field of the day holds: what was typed, where the form comes back.
func (p SharingPage) shownExpiry() string {
	if p.Typed.OfLink {
		return p.Typed.ExpiresOn
	}
	return p.expiresOn()
}

func (p SharingPage) linkWords(ctx context.Context) string {
	words := ui.T(ctx, "No account needed.")
	switch {
	case p.Link.ExpiresAt.IsZero():
	case !p.Link.ExpiresAt.After(p.Now):
		words = ui.T(ctx, "It has ended.")
	default:
		words += ui.T(ctx, " Ends %s.", InSentence(ctx, Moment(ctx, p.Link.ExpiresAt, p.Now)))
	}
	if p.Link.Guarded {
		words += ui.T(ctx, " Asks for a password.")
	}
	return words
}

func (p SharingPage) passwordHelp(ctx context.Context) string {
	if p.Link.Guarded {
		return ui.T(ctx, "Left empty, the one that there is stays.")
	}
	return ui.T(ctx, "Left empty, it asks for none. At least 6 characters.")
}

// sharedName is what somebody is called: by name where they were chosen by it, else by the address that was typed.
func sharedName(s domain.Share) string {
	if s.Name != "" {
		return s.Name
	}
	return s.Email
}

func permissionName(ctx context.Context, permission string) string {
	if permission == domain.PermissionEdit {
		return ui.T(ctx, "Can edit")
	}
	return ui.T(ctx, "Can view")
}

func permissions(ctx context.Context) []ui.Option {
	return []ui.Option{{Value: domain.PermissionView, Text: ui.T(ctx, "Can view")}, {Value: domain.PermissionEdit, Text: ui.T(ctx, "Can edit")}}
}

func otherPermission(permission string) string {
	if permission == domain.PermissionEdit {
		return domain.PermissionView
	}
	return domain.PermissionEdit
}
