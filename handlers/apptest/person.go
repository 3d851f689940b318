package apptest

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"

	"mddash/domain"
)

// Person is somebody at a browser, with cookies of their own, or a script of theirs. Redirects are not followed, so
// that a test can see them.
type Person struct {
	Name string
	User domain.User // as it was when the account was made

	app    *App
	client *http.Client
	header http.Header
}

// SignIn goes through the form.
func (p *Person) SignIn() {
	p.app.t.Helper()
	p.Post("/signin", Form("email", p.User.Email, "password", Password, "stay", "true")).Want(http.StatusSeeOther)
}

// Elsewhere is the same person at another browser, signed in there too.
func (p *Person) Elsewhere() *Person {
	p.app.t.Helper()
	other := p.app.browser()
	other.Name, other.User = p.Name, p.User
	other.SignIn()
	return other
}

// With is the same browser, sending another header along.
func (p *Person) With(name, value string) *Person {
	other := *p
	other.header = p.header.Clone()
	other.header.Set(name, value)
	return &other
}

// HTMX is the same browser, asking for pieces of pages.
func (p *Person) HTMX() *Person {
	return p.With("HX-Request", "true").With("HX-Request-Type", "partial")
}

// Bearer is a script with a token and without cookies.
func (p *Person) Bearer(token string) *Person {
	p.app.t.Helper()
	other := p.With("Authorization", "Bearer "+token)
	client := *p.client
	client.Jar = nil
	other.client = &client
	return other
}

// Script is a script with an API token of the person's for some scopes.
func (p *Person) Script(scopes ...string) *Person {
	p.app.t.Helper()
	_, secret, err := p.app.Store.As(p.User).AddAPIToken(context.Background(), domain.APITokenInput{Name: "script", Scopes: scopes})
	if err != nil {
		p.app.t.Fatal(err)
	}
	return p.Bearer(secret)
}

// Get asks for a path, which begins with a slash.
func (p *Person) Get(path string) *Answer {
	p.app.t.Helper()
	return p.Send(http.MethodGet, path, "", nil)
}

// Stream asks for an answer that goes on until ctx ends, and gives it as it begins.
func (p *Person) Stream(ctx context.Context, path string) *http.Response {
	p.app.t.Helper()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, p.app.URL+path, nil)
	if err != nil {
		p.app.t.Fatal(err)
	}
	request.Header.Set("Accept", "text/event-stream")
	res, err := p.client.Do(request)
	if err != nil {
		p.app.t.Fatal(err)
	}
	return res
}

// Post sends a form.
func (p *Person) Post(path string, form url.Values) *Answer {
	p.app.t.Helper()
	return p.Send(http.MethodPost, path, "application/x-www-form-urlencoded", []byte(form.Encode()))
}

// JSON sends a value to the API, or a string as it is; nil sends no body.
func (p *Person) JSON(method, path string, body any) *Answer {
	p.app.t.Helper()
	switch body := body.(type) {
	case nil:
		return p.Send(method, path, "", nil)
	case string:
		return p.Send(method, path, "application/json", []byte(body))
	}
	text, err := json.Marshal(body)
	if err != nil {
		p.app.t.Fatal(err)
	}
	return p.Send(method, path, "application/json", text)
}

// Send sends anything.
func (p *Person) Send(method, path, contentType string, body []byte) *Answer {
	p.app.t.Helper()
	return p.send(method, path, contentType, bytes.NewReader(body))
}

// Chunked sends anything without saying how much it is.
func (p *Person) Chunked(method, path, contentType string, body []byte) *Answer {
	p.app.t.Helper()
	return p.send(method, path, contentType, io.MultiReader(bytes.NewReader(body)))
}

func (p *Person) send(method, path, contentType string, body io.Reader) *Answer {
	p.app.t.Helper()
	request, err := http.NewRequest(method, p.app.URL+path, body)
	if err != nil {
		p.app.t.Fatal(err)
	}
	for name, values := range p.header {
		request.Header[name] = values
	}
	if host := p.header.Get("Host"); host != "" {
		request.Host = host
	}
	if contentType != "" {
		request.Header.Set("Content-Type", contentType)
	}
	response, err := p.client.Do(request)
	if err != nil {
		p.app.t.Fatalf("%s %s: %v", method, path, err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		p.app.t.Fatalf("%s %s: %v", method, path, err)
	}
	return &Answer{person: p, asked: method + " " + path, Status: response.StatusCode, Header: response.Header, Body: string(text)}
}

// Cookie is what the browser holds for the program under a name, "" for nothing.
func (p *Person) Cookie(name string) string {
	p.app.t.Helper()
	if p.client.Jar == nil {
		return ""
	}
	for _, cookie := range p.client.Jar.Cookies(mustParse(p.app.t, p.app.URL+"/")) {
		if cookie.Name == name {
			return cookie.Value
		}
	}
	return ""
}

// SetCookie puts a cookie into the browser; an empty value takes it away.
func (p *Person) SetCookie(name, value string) {
	p.app.t.Helper()
	cookie := &http.Cookie{Name: name, Value: value, Path: "/", Secure: strings.HasPrefix(name, "__")}
	if value == "" {
		cookie.MaxAge = -1
	}
	p.client.Jar.SetCookies(mustParse(p.app.t, p.app.URL+"/"), []*http.Cookie{cookie})
}
