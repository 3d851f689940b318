package web

import (
	"encoding/base64"
	"io"
	"regexp"
	"strconv"
	"strings"

	"mddash/domain"
	"mddash/handlers/visit"
	"mddash/views"
)

// ExportNoteText sends the text of a note, byte for byte, as a file of Markdown.
func (s *Site) ExportNoteText(v *visit.Visit) error {
	note, err := noteOf(v)
	if err != nil {
		return err
	}
	_, err = io.WriteString(v.Download(note.Title+".md", "text/markdown; charset=utf-8"), note.Content)
	return err
}

// ExportNoteHTML sends a note as a page that needs nothing from anywhere: its pictures are in it.
func (s *Site) ExportNoteHTML(v *visit.Visit) error {
	note, err := noteOf(v)
	if err != nil {
		return err
	}
	html, err := s.noteHTML(v, note, false)
	if err != nil {
		return err
	}
	html = withPictures(v, html)
	origin := strings.TrimSuffix(v.FullURL(""), v.URL(""))
	html = ownAddress.ReplaceAllString(html, ` href="`+origin+`/$1`)
	return views.NoteDocument(note.Title, html).Render(v.Ctx(), v.Download(note.Title+".html", "text/html; charset=utf-8"))
}

func noteOf(v *visit.Visit) (domain.Note, error) {
	id, err := v.ID("id")
	if err != nil {
		return domain.Note{}, err
	}
	return v.Scope.Note(v.Ctx(), id)
}

var (
	ownAddress = regexp.MustCompile(` href="/([^/"\\])`)
	picture    = regexp.MustCompile(` src="[^"]*/attachments/([0-9]+)(?:/thumb)?"`)
)

// picturesMax is how many bytes of pictures go into one page.
const picturesMax = 25 << 20

// withPictures puts pictures into a page that the renderer wrote. Those that are not there, or too much, stay empty.
func withPictures(v *visit.Visit, html string) string {
	left := int64(picturesMax)
	return picture.ReplaceAllStringFunc(html, func(src string) string {
		id, err := strconv.ParseInt(picture.FindStringSubmatch(src)[1], 10, 64)
		if err != nil {
			return ""
		}
		data, kind := pictureOf(v, id, left)
		if left -= int64(len(data)); len(data) == 0 {
			return ""
		}
		return ` src="data:` + kind + `;base64,` + base64.StdEncoding.EncodeToString(data) + `"`
	})
}

func pictureOf(v *visit.Visit, id, most int64) ([]byte, string) {
	file, err := v.Scope.OpenAttachment(v.Ctx(), id)
	if err != nil || !file.Image() || file.Size > most {
		return nil, ""
	}
	data, err := io.ReadAll(file.Content)
	if err != nil {
		return nil, ""
	}
	return data, file.Type
}
