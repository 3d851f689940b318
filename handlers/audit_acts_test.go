package handlers_test

import (
	"bytes"
	"io"
	"mime/multipart"
	"regexp"

	"github.com/descope/virtualwebauthn"

	"mddash/domain"
	"mddash/handlers/apptest"
)

const another = "four horses eat green cake"

// acts are all routes that the audit log tells of: who does it, and what the log says then. A does what comes before.
var acts = map[string]struct {
	says string
	do   func(c *cast, p *apptest.Person, ready func())
}{
	"POST /signup": {"account create by x1 of x1, signin in by x1 of x1", func(c *cast, _ *apptest.Person, ready func()) {
		ready()
		c.app.Nobody().Post("/signup", apptest.Form("name", "x1", "email", "x1@example.com", "password", apptest.Password)).Want(303)
	}},
	"POST /invite/:token": {"account create by x2 of x2, invite update by x2 of, signin in by x2 of x2", func(c *cast, _ *apptest.Person, ready func()) {
		code, _ := c.invite("x2@example.com")
		ready()
		c.app.Nobody().Post("/invite/"+code, apptest.Form("name", "x2", "email", "x2@example.com", "password", apptest.Password)).Want(303)
	}},
	"POST /signin": {"signin in by P of P", func(c *cast, p *apptest.Person, ready func()) {
		ready()
		c.app.Nobody().Post("/signin", apptest.Form("email", p.User.Email, "password", apptest.Password)).Want(303)
	}},
	"POST /signin/code": {"signin in by P of P", func(c *cast, p *apptest.Person, ready func()) {
		app := p.Guarded()
		visitor := c.app.Nobody()
		visitor.Post("/signin", apptest.Form("email", p.User.Email, "password", apptest.Password)).Want(303)
		ready()
		visitor.Post("/signin/code", apptest.Form("code", app.Code())).WantTo("/")
	}},
	"POST /settings/two-factor/app": {"account update by P of P", func(c *cast, p *apptest.Person, ready func()) {
		p.Post("/settings/two-factor", apptest.Form("password", apptest.Password)).Want(303)
		phone := p.Phone()
		ready()
		made := p.Post("/settings/two-factor/app", apptest.Form("code", phone.Code())).Want(200)
		c.secrets = append(c.secrets, regexp.MustCompile(`(?m)^\w{4}-\w{4}-\w{4}`).FindAllString(made.Body, -1)...)
		c.secrets = append(c.secrets, domain.TOTPText(phone.Secret))
	}},
	"POST /settings/two-factor/codes": {"account update by P of P", func(c *cast, p *apptest.Person, ready func()) {
		phone := p.Guarded()
		ready()
		p.Post("/settings/two-factor/codes", apptest.Form("password", apptest.Password, "code", phone.Code())).Want(200)
	}},
	"POST /settings/two-factor/removal": {"account update by P of P", func(c *cast, p *apptest.Person, ready func()) {
		phone := p.Guarded()
		ready()
		p.Post("/settings/two-factor/removal", apptest.Form("password", apptest.Password, "code", phone.Recovery[0])).Want(303)
	}},
	"POST /admin/users/:id/two-factor/removal": {"account update by admin of P", func(c *cast, p *apptest.Person, ready func()) {
		p.Guarded()
		ready()
		c.admin.Post("/admin/users/"+p.User.ID+"/two-factor/removal", nil).Want(303)
	}},
	"POST /signout": {"signin out by P of P", func(c *cast, p *apptest.Person, ready func()) { ready(); p.Post("/signout", nil).Want(303) }},
	"POST /forgot": {"signin forgot by  of P", func(c *cast, p *apptest.Person, ready func()) {
		ready()
		c.app.Nobody().Post("/forgot", apptest.Form("email", p.User.Email)).Want(200)
	}},
	"POST /reset": {"account update by P of P", func(c *cast, p *apptest.Person, ready func()) {
		code := c.reset(p)
		ready()
		c.app.Nobody().Post("/reset", apptest.Form("token", code, "new_password", another)).Want(303)
	}},
	"POST /settings/profile": {"account update by Jo of Jo", func(c *cast, p *apptest.Person, ready func()) {
		ready()
		p.Post("/settings/profile", apptest.Form("name", "Jo", "timezone", "UTC", "week_start", "1", "work_start", "09:00", "work_end", "17:00")).Want(303)
	}},
	"POST /settings/password": {"account update by P of P", func(c *cast, p *apptest.Person, ready func()) {
		ready()
		p.Post("/settings/password", apptest.Form("current_password", apptest.Password, "new_password", another)).Want(303)
	}},
	"POST /settings/logins/end": {"signin ended by P of P", func(c *cast, p *apptest.Person, ready func()) { ready(); p.Post("/settings/logins/end", nil).Want(303) }},
	"POST /settings/logins/:id/end": {"signin ended by P of P", func(c *cast, p *apptest.Person, ready func()) {
		p.Elsewhere()
		logins, err := c.app.Store.As(p.User).Logins(c.Context())
		if err != nil {
			c.Fatal(err)
		}
		ready()
		p.Post("/settings/logins/"+logins[0].ID+"/end", nil).Want(303)
	}},
	"POST /settings/passkeys/new": {"passkey create by P of P", func(c *cast, p *apptest.Person, ready func()) {
		ready()
		p.AddPasskey(apptest.NewDevice(virtualwebauthn.KeyTypeEC2), "laptop")
	}},
	"POST /settings/passkeys/:id/edit": {"passkey update by P of P", func(c *cast, p *apptest.Person, ready func()) {
		id := c.passkey(p)
		ready()
		p.Post("/settings/passkeys/"+id+"/edit", apptest.Form("name", "work")).Want(303)
	}},
	"POST /settings/passkeys/:id/removal": {"passkey delete by P of P", func(c *cast, p *apptest.Person, ready func()) {
		id := c.passkey(p)
		ready()
		p.Post("/settings/passkeys/"+id+"/removal", apptest.Form("password", apptest.Password)).Want(303)
	}},
	"POST /signin/passkey": {"signin in by P of P", func(c *cast, p *apptest.Person, ready func()) {
		d, browser := apptest.NewDevice(virtualwebauthn.KeyTypeEC2), c.app.Nobody()
		p.AddPasskey(d, "laptop")
		ready()
		browser.Post("/signin/passkey", apptest.Form("answer", d.Signed(browser.ToSign()))).Want(200)
	}},
	"POST /settings/tokens": {"token update by P of P", func(c *cast, p *apptest.Person, ready func()) {
		ready()
		made := p.Post("/settings/tokens", apptest.Form("name", "script", "scopes", "read")).Want(200)
		c.secrets = append(c.secrets, regexp.MustCompile(`mdd_[\w-]{43}`).FindString(made.Body))
	}},
	"POST /settings/tokens/:id/revocation": {"token delete by P of P", func(c *cast, p *apptest.Person, ready func()) {
		id := c.token(p)
		ready()
		p.Post("/settings/tokens/"+id+"/revocation", nil).Want(303)
	}},
	"POST /settings/feeds": {"link create by P of P", func(c *cast, p *apptest.Person, ready func()) {
		ready()
		p.Post("/settings/feeds", apptest.Form("of", "all")).Want(303)
	}},
	"POST /settings/feeds/:id/edit": {"link update by P of P", func(c *cast, p *apptest.Person, ready func()) {
		id := c.feed(p)
		ready()
		p.Post("/settings/feeds/"+id+"/edit", apptest.Form("reminders", "on")).Want(303)
	}},
	"POST /settings/feeds/:id/renewal": {"link renewed by P of P", func(c *cast, p *apptest.Person, ready func()) {
		id := c.feed(p)
		ready()
		p.Post("/settings/feeds/"+id+"/renewal", nil).Want(303)
	}},
	"POST /settings/feeds/:id/removal": {"link delete by P of P", func(c *cast, p *apptest.Person, ready func()) {
		id := c.feed(p)
		ready()
		p.Post("/settings/feeds/"+id+"/removal", nil).Want(303)
	}},
	"POST /settings/webhooks": {"webhook create by P of hooks.example.com", func(c *cast, p *apptest.Person, ready func()) {
		ready()
		p.Post("/settings/webhooks", apptest.Form("name", "Chat", "url", "https://hooks.example.com/services/T0K3N")).Want(200)
	}},
	"POST /settings/webhooks/:id/edit": {"webhook update by P of other.example.com", func(c *cast, p *apptest.Person, ready func()) {
		id := c.hook(p)
		ready()
		p.Post("/settings/webhooks/"+id+"/edit", apptest.Form("name", "Chat", "url", "https://other.example.com/T0K3N")).Want(303)
	}},
	"POST /settings/webhooks/:id/pause": {"webhook update by P of hooks.example.com", func(c *cast, p *apptest.Person, ready func()) {
		id := c.hook(p)
		ready()
		p.Post("/settings/webhooks/"+id+"/pause", apptest.Form("active", "false")).Want(303)
	}},
	"POST /settings/webhooks/:id/secret": {"webhook renewed by P of hooks.example.com", func(c *cast, p *apptest.Person, ready func()) {
		id := c.hook(p)
		ready()
		p.Post("/settings/webhooks/"+id+"/secret", nil).Want(200)
	}},
	"POST /settings/webhooks/:id/removal": {"webhook delete by P of hooks.example.com", func(c *cast, p *apptest.Person, ready func()) {
		id := c.hook(p)
		ready()
		p.Post("/settings/webhooks/"+id+"/removal", nil).Want(303)
	}},
	"POST /settings/account/removal": {"account delete by  of", func(c *cast, p *apptest.Person, ready func()) {
		ready()
		p.Post("/settings/account/removal", apptest.Form("password", apptest.Password)).Want(303)
	}},
	"POST /notes/:id/sharing/link": {"link create by P of P", func(c *cast, p *apptest.Person, ready func()) {
		id := c.note(p)
		ready()
		p.Post("/notes/"+id+"/sharing/link", nil).Want(303)
	}},
	"POST /notes/:id/sharing/link/removal": {"link delete by P of P", func(c *cast, p *apptest.Person, ready func()) {
		id := c.note(p)
		p.Post("/notes/"+id+"/sharing/link", nil).Want(303)
		ready()
		p.Post("/notes/"+id+"/sharing/link/removal", nil).Want(303)
	}},
	"PUT /api/v1/notes/:id/link": {"link create by P of P", func(c *cast, p *apptest.Person, ready func()) {
		id := c.note(p)
		ready()
		p.JSON("PUT", "/api/v1/notes/"+id+"/link", `{}`).Want(200)
	}},
	"DELETE /api/v1/notes/:id/link": {"link delete by P of P", func(c *cast, p *apptest.Person, ready func()) {
		id := c.note(p)
		p.JSON("PUT", "/api/v1/notes/"+id+"/link", `{}`).Want(200)
		ready()
		p.JSON("DELETE", "/api/v1/notes/"+id+"/link", nil).Want(204)
	}},
	"GET /settings/data/export.zip": {"account exported by P of", func(c *cast, p *apptest.Person, ready func()) {
		ready()
		p.Get("/settings/data/export.zip").Want(200)
	}},
	"GET /api/v1/export": {"account exported by P of", func(c *cast, p *apptest.Person, ready func()) {
		script := p.Script("read")
		ready()
		script.Get("/api/v1/export").Want(200)
	}},
	"POST /settings/data/notes": {"account imported by P of P", func(c *cast, p *apptest.Person, ready func()) {
		ready()
		sendFile(p, "/settings/data/notes", "Plan.md", "# Plan\n").Want(200)
	}},
	"POST /settings/data/imports/:id/confirmation": {"account imported by P of P", func(c *cast, p *apptest.Person, ready func()) {
		ready()
		place := sendFile(p, "/settings/data/imports", "Plan.md", "# Plan\n").Want(303).To()
		c.app.TakeOthers()
		p.Post(place+"/confirmation", nil).Want(303)
		c.app.TakeOthers()
	}},
	"POST /events/import": {"account imported by P of P", func(c *cast, p *apptest.Person, ready func()) {
		ready()
		sendFile(p, "/events/import", "club.ics", oneEvent).Want(303)
		c.app.TakeOthers()
	}},
	"POST /api/v1/events/import": {"account imported by P of P", func(c *cast, p *apptest.Person, ready func()) {
		ready()
		p.Send("POST", "/api/v1/events/import", "text/calendar", []byte(oneEvent)).Want(200)
	}},
	"POST /api/v1/import": {"account imported by P of P", func(c *cast, p *apptest.Person, ready func()) {
		ready()
		p.Send("POST", "/api/v1/import?dry_run=true", "text/markdown", []byte("# Plan\n")).Want(200)
		p.Send("POST", "/api/v1/import", "text/markdown", []byte("# Plan\n")).Want(200)
	}},
	"POST /undo/:batch": {"account undone by P of P, account redone by P of P", func(c *cast, p *apptest.Person, ready func()) {
		batch := p.Send("POST", "/api/v1/import", "text/markdown", []byte("# Plan\n")).Want(200).Header.Get("Mddash-Batch")
		ready()
		for range 2 {
			batch = p.Post("/undo/"+batch, nil).Want(303).Header.Get("X-Batch")
		}
	}},
	"POST /undo": {"account undone by P of P", func(c *cast, p *apptest.Person, ready func()) {
		p.Send("POST", "/api/v1/events/import", "text/calendar", []byte(oneEvent)).Want(200)
		ready()
		p.Post("/undo", nil).Want(303)
	}},
	"POST /api/v1/undo/:batch": {"account undone by P of P", func(c *cast, p *apptest.Person, ready func()) {
		batch := p.Send("POST", "/api/v1/import", "text/markdown", []byte("# Plan\n")).Want(200).Header.Get("Mddash-Batch")
		ready()
		p.JSON("POST", "/api/v1/undo/"+batch, nil).Want(204)
	}},
	"POST /admin/invites": {"invite create by admin of", func(c *cast, _ *apptest.Person, ready func()) {
		ready()
		c.admin.Post("/admin/invites", apptest.Form("email", "y1@example.com", "roles", "client")).Want(200)
	}},
	"POST /admin/invites/:id/revocation": {"invite delete by admin of", func(c *cast, _ *apptest.Person, ready func()) {
		_, id := c.invite("y2@example.com")
		ready()
		c.admin.Post("/admin/invites/"+id+"/revocation", nil).Want(303)
	}},
	"POST /admin/users/:id/role": {"account update by admin of P", func(c *cast, p *apptest.Person, ready func()) {
		ready()
		c.admin.Post("/admin/users/"+p.User.ID+"/role", apptest.Form("role", "client")).Want(303)
	}},
	"POST /admin/users/:id/access": {"account update by admin of P", func(c *cast, p *apptest.Person, ready func()) {
		ready()
		c.admin.Post("/admin/users/"+p.User.ID+"/access", apptest.Form("disabled", "true")).Want(303)
	}},
	"POST /admin/users/:id/removal": {"account delete by admin of", func(c *cast, p *apptest.Person, ready func()) {
		ready()
		c.admin.Post("/admin/users/"+p.User.ID+"/removal", nil).Want(303)
	}},
	"POST /admin/jobs/:job/round": {"operation run by admin of mail", func(c *cast, _ *apptest.Person, ready func()) {
		ready()
		c.admin.Post("/admin/jobs/mail/round", nil).Want(303)
	}},
	"POST /admin/queues/:queue/retry": {"operation retry by admin of mail", func(c *cast, _ *apptest.Person, ready func()) {
		ready()
		c.admin.Post("/admin/queues/mail/retry", nil).Want(303)
	}},
	"POST /api/v1/auth/signup":   {"account create by x3 of x3, signin in by x3 of x3", signUpAs("signup", "x3")},
	"POST /api/v1/auth/register": {"account create by x4 of x4, signin in by x4 of x4", signUpAs("register", "x4")},
	"POST /api/v1/auth/signin":   {"signin in by P of P", signInBy("signin")},
	"POST /api/v1/auth/login":    {"signin in by P of P", signInBy("login")},
	"POST /api/v1/auth/signout": {"signin out by P of P", func(c *cast, p *apptest.Person, ready func()) {
		ready()
		p.JSON("POST", "/api/v1/auth/signout", nil).Want(204)
	}},
	"POST /api/v1/auth/forgot": {"signin forgot by  of P", func(c *cast, p *apptest.Person, ready func()) {
		ready()
		c.app.Nobody().JSON("POST", "/api/v1/auth/forgot", map[string]string{"email": p.User.Email}).Want(202)
	}},
	"POST /api/v1/auth/reset": {"account update by P of P", func(c *cast, p *apptest.Person, ready func()) {
		code := c.reset(p)
		ready()
		c.app.Nobody().JSON("POST", "/api/v1/auth/reset", map[string]string{"token": code, "new_password": another}).Want(204)
	}},
	"POST /api/v1/auth/password": {"account update by P of P", func(c *cast, p *apptest.Person, ready func()) {
		ready()
		p.JSON("POST", "/api/v1/auth/password", map[string]string{"current_password": apptest.Password, "new_password": another}).Want(204)
	}},
	"PATCH /api/v1/auth/me": {"account update by Kim of Kim", func(c *cast, p *apptest.Person, ready func()) {
		ready()
		p.JSON("PATCH", "/api/v1/auth/me", `{"name":"Kim"}`).Want(200)
	}},
	"POST /api/v1/tokens": {"token update by P of P", func(c *cast, p *apptest.Person, ready func()) {
		ready()
		p.JSON("POST", "/api/v1/tokens", `{"name":"script","scopes":["read"]}`).Want(201)
	}},
	"DELETE /api/v1/tokens/:id": {"token delete by P of P", func(c *cast, p *apptest.Person, ready func()) {
		id := c.token(p)
		ready()
		p.JSON("DELETE", "/api/v1/tokens/"+id, nil).Want(204)
	}},
	"POST /api/v1/feeds": {"link create by P of P", func(c *cast, p *apptest.Person, ready func()) {
		ready()
		p.JSON("POST", "/api/v1/feeds", `{}`).Want(201)
	}},
	"PATCH /api/v1/feeds/:id":      {"link update by P of P", changesFeed("PATCH", `{"todos":false}`, "", 200)},
	"PUT /api/v1/feeds/:id":        {"link update by P of P", changesFeed("PUT", `{"todos":false}`, "", 200)},
	"POST /api/v1/feeds/:id/renew": {"link renewed by P of P", changesFeed("POST", nil, "/renew", 200)},
	"DELETE /api/v1/feeds/:id":     {"link delete by P of P", changesFeed("DELETE", nil, "", 204)},
	"POST /api/v1/webhooks": {"webhook create by P of hooks.example.com", func(c *cast, p *apptest.Person, ready func()) {
		ready()
		p.JSON("POST", "/api/v1/webhooks", `{"url":"https://hooks.example.com/services/T0K3N"}`).Want(201)
	}},
	"PATCH /api/v1/webhooks/:id":       {"webhook update by P of hooks.example.com", changesHook("PATCH", `{"active":false}`, "", 200)},
	"PUT /api/v1/webhooks/:id":         {"webhook update by P of other.example.com", changesHook("PUT", `{"url":"https://other.example.com/T0K3N"}`, "", 200)},
	"POST /api/v1/webhooks/:id/secret": {"webhook renewed by P of hooks.example.com", changesHook("POST", nil, "/secret", 200)},
	"DELETE /api/v1/webhooks/:id":      {"webhook delete by P of hooks.example.com", changesHook("DELETE", nil, "", 204)},
}

func signUpAs(path, name string) func(c *cast, p *apptest.Person, ready func()) {
	return func(c *cast, _ *apptest.Person, ready func()) {
		ready()
		c.app.Nobody().JSON("POST", "/api/v1/auth/"+path, map[string]string{"name": name, "email": name + "@example.com", "password": apptest.Password}).Want(201)
	}
}

func signInBy(path string) func(c *cast, p *apptest.Person, ready func()) {
	return func(c *cast, p *apptest.Person, ready func()) {
		ready()
		c.app.Nobody().JSON("POST", "/api/v1/auth/"+path, map[string]string{"email": p.User.Email, "password": apptest.Password}).Want(200)
	}
}

func changesFeed(method string, body any, path string, status int) func(c *cast, p *apptest.Person, ready func()) {
	return func(c *cast, p *apptest.Person, ready func()) {
		id := c.feed(p)
		ready()
		p.With("If-Match", "*").JSON(method, "/api/v1/feeds/"+id+path, body).Want(status)
	}
}

func changesHook(method string, body any, path string, status int) func(c *cast, p *apptest.Person, ready func()) {
	return func(c *cast, p *apptest.Person, ready func()) {
		id := c.hook(p)
		ready()
		p.With("If-Match", "*").JSON(method, "/api/v1/webhooks/"+id+path, body).Want(status)
	}
}

// oneEvent is a calendar's text.
const oneEvent = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:talk\r\nDTSTART:20261201T100000Z\r\nSUMMARY:Talk\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"

// sendFile sends a form with one file.
func sendFile(p *apptest.Person, path, name, text string) *apptest.Answer {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	file, _ := form.CreateFormFile("file", name) // a buffer takes everything
	_, _ = io.WriteString(file, text)
	_ = form.Close()
	return p.Send("POST", path, form.FormDataContentType(), body.Bytes())
}
