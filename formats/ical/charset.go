package ical

import (
	"bytes"
	"io"
	"mime/quotedprintable"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/htmlindex"
)

// saidCharset is what a line says that it is written in, as those of old phones and Outlook do; empty for nothing.
func saidCharset(line []byte) string {
	return headSays(line, "CHARSET=")
}

// headSays is what stands behind a parameter's name in a line, before its value begins.
func headSays(line []byte, param string) string {
	head, _, _ := bytes.Cut(line, []byte(":"))
	for part := range strings.SplitSeq(string(head), ";") {
		if len(part) > len(param) && strings.EqualFold(part[:len(param)], param) {
			return strings.Trim(part[len(param):], `" `)
		}
	}
	return ""
}

// decoded is a line in a charset of that name as text; false where there is none, or the line is not in it.
func decoded(line []byte, charset string) (string, bool) {
	if charset == "" {
		return "", false
	}
	coding, err := htmlindex.Get(charset)
	if err != nil {
		return "", false
	}
	text, err := coding.NewDecoder().Bytes(line)
	if err != nil || bytes.ContainsRune(text, utf8.RuneError) {
		return "", false
	}
	return string(text), true
}

// goesOn tells whether a line in quoted-printable goes on in the next one, which no blank shows.
func goesOn(line []byte) bool {
	return bytes.HasSuffix(line, []byte("=")) && strings.EqualFold(headSays(line, "ENCODING="), "QUOTED-PRINTABLE")
}

// plain is a property as iCalendar has it: in UTF-8, and not in quoted-printable, which calendars before it knew. charset is
// for what says none.
func (p Property) plain(charset string) Property {
	if strings.EqualFold(p.Param("ENCODING"), "QUOTED-PRINTABLE") {
		raw, err := io.ReadAll(quotedprintable.NewReader(strings.NewReader(p.Value)))
		if err != nil {
			return p
		}
		if said := p.Param("CHARSET"); said != "" {
			charset = said
		}
		p.Value = withoutControls(strings.NewReplacer("\r\n", `\n`, "\n", `\n`, "\r", `\n`).Replace(textIn(raw, charset)))
		p.Params = slices.DeleteFunc(p.Params, func(q Param) bool { return q.Name == "ENCODING" || q.Name == "CHARSET" })
	}
	// What still says what it was written in would say it of what goes out, too.
	p.Params = slices.DeleteFunc(p.Params, func(q Param) bool {
		return q.Name == "CHARSET" && !strings.EqualFold(strings.Join(q.Values, ""), "UTF-8")
	})
	return p
}
