package apptest

import (
	"encoding/json"
	"html"
	"net/http"
	"net/url"
	"strings"
)

// Answer is what came back, read to its end.
type Answer struct {
	Status int
	Header http.Header
	Body   string

	person *Person
	asked  string
}

// Want fails the test unless the answer has a status and holds all texts, as a person would read them.
func (a *Answer) Want(status int, texts ...string) *Answer {
	a.person.app.t.Helper()
	if a.Status != status {
		a.person.app.t.Fatalf("%s by %s: status %d, want %d\n%s", a.asked, a.who(), a.Status, status, a.excerpt())
	}
	for _, text := range texts {
		if !strings.Contains(a.Body, text) && !strings.Contains(html.UnescapeString(a.Body), text) {
			a.person.app.t.Fatalf("%s by %s: the answer has no %q\n%s", a.asked, a.who(), text, a.excerpt())
		}
	}
	return a
}

// WantNot fails the test if the answer holds one of the texts, as a person would read them.
func (a *Answer) WantNot(texts ...string) *Answer {
	a.person.app.t.Helper()
	for _, text := range texts {
		if strings.Contains(a.Body, text) || strings.Contains(html.UnescapeString(a.Body), text) {
			a.person.app.t.Fatalf("%s by %s: the answer holds %q, and should not\n%s", a.asked, a.who(), text, a.excerpt())
		}
	}
	return a
}

// WantNoMarkup fails the test if the answer holds one of the texts as it is, not escaped.
func (a *Answer) WantNoMarkup(texts ...string) *Answer {
	a.person.app.t.Helper()
	for _, text := range texts {
		if strings.Contains(a.Body, text) {
			a.person.app.t.Fatalf("%s by %s: the answer holds %q as it was typed\n%s", a.asked, a.who(), text, a.excerpt())
		}
	}
	return a
}

// WantHeader fails the test unless a header has a value.
func (a *Answer) WantHeader(name, value string) *Answer {
	a.person.app.t.Helper()
	if got := strings.Join(a.Header.Values(name), ", "); got != value {
		a.person.app.t.Fatalf("%s by %s: %s is %q, want %q", a.asked, a.who(), name, got, value)
	}
	return a
}

// WantTo fails the test unless the answer sends the browser on to a path of the program's.
func (a *Answer) WantTo(path string) *Answer {
	a.person.app.t.Helper()
	if got := a.To(); a.Status != http.StatusSeeOther || got != path {
		a.person.app.t.Fatalf("%s by %s: status %d to %q, want 303 to %q\n%s", a.asked, a.who(), a.Status, got, path, a.excerpt())
	}
	return a
}

// To is the path that the answer sends the browser on to, without the one that the program lives under.
func (a *Answer) To() string {
	a.person.app.t.Helper()
	under := mustParse(a.person.app.t, a.person.app.URL).Path
	location := strings.TrimPrefix(a.Header.Get("Location"), a.person.app.URL)
	if u, err := url.Parse(location); err != nil || u.IsAbs() {
		return location
	}
	return strings.TrimPrefix(location, under)
}

// Follow goes where the answer sends the browser.
func (a *Answer) Follow() *Answer {
	a.person.app.t.Helper()
	if a.Header.Get("Location") == "" {
		a.person.app.t.Fatalf("%s by %s: status %d leads nowhere\n%s", a.asked, a.who(), a.Status, a.excerpt())
	}
	return a.person.Get(a.To())
}

// Into reads a JSON answer into a value.
func (a *Answer) Into(value any) *Answer {
	a.person.app.t.Helper()
	if err := json.Unmarshal([]byte(a.Body), value); err != nil {
		a.person.app.t.Fatalf("%s by %s: %v\n%s", a.asked, a.who(), err, a.excerpt())
	}
	return a
}

func (a *Answer) who() string {
	if a.person.Name == "" {
		return "nobody"
	}
	return a.person.Name
}

// excerpt is what is worth reading of a page: what stands in its main part.
func (a *Answer) excerpt() string {
	text := a.Body
	if _, main, found := strings.Cut(text, "<main"); found {
		text = main
	}
	if location := a.Header.Get("Location"); location != "" {
		text = "to " + location + "\n" + text
	}
	return text[:min(len(text), 2000)]
}
