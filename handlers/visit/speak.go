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
	l := d.languages.Of(user.Language)
	if user.Language == "" {
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

// Languages are the tags of the languages that there are, with their names.
func (v *Visit) Languages() (tags, names []string) { return v.doors.languages.Tags() }

// Speaking is the language with a tag, or the caller's own where there is none.
func (v *Visit) Speaking(tag string) *language.Language {
	if tag == "" {
		return v.Language()
	}
	return v.doors.languages.Of(tag)
}
