package visit

import (
	"github.com/labstack/echo/v4"

	"mddash/domain"
	"mddash/language"
)

// speak says in which language a request is answered: in the one that the person chose, else in the one that their browser
// likes best of those that there are.
func (d *Doors) speak(c echo.Context, user domain.User) {
	r := c.Request()
	if isAPI(r) || isDAV(r) {
		return // programs are answered in English
	}
	chosen := user.Language
	if isSaid(r) {
		chosen = r.URL.Query().Get("in") // nobody is signed in for it, and still it is for somebody
	}
	l := d.languages.Of(chosen)
	if chosen == "" {
		vary(c.Response().Header(), "Accept-Language")
		l = d.languages.Accepted(r.Header.Get("Accept-Language"))
	}
	// English, which nearly everybody reads, is what a context without a language has.
	if l != nil || language.From(r.Context()) != nil {
		c.SetRequest(r.WithContext(language.With(r.Context(), l)))
	}
}

// Language is what the caller reads.
func (v *Visit) Language() *language.Language { return language.From(v.Ctx()) }

// T is a text in the caller's language, with its arguments put in as fmt does it.
func (v *Visit) T(text string, args ...any) string { return v.Language().T(text, args...) }

// heardLanguage is the tag of what the caller's browser asks for; empty where it asks for nothing, and for programs.
func (v *Visit) heardLanguage() string {
	header := v.Request().Header.Get("Accept-Language")
	if header == "" || isAPI(v.Request()) {
		return ""
	}
	return v.doors.languages.Accepted(header).ID()
}

// Languages are the tags of the languages that there are, with their names.
func (v *Visit) Languages() (tags, names []string) { return v.doors.languages.Tags() }

// Speaking is the language with a tag, or the caller's own where there is none.
func (v *Visit) Speaking(tag string) *language.Language {
	if tag == "" {
		return v.Language()
	}
	return v.doors.languages.Of(tag)
}
