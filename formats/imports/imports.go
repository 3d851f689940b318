// Package imports reads what other programs wrote.
package imports

import (
	"bytes"
	"path"
	"strings"
	"time"

	"mddash/domain"
	"mddash/formats/bundle"
	"mddash/formats/imports/packed"
	"mddash/formats/imports/todoist"
	"mddash/formats/imports/trello"
	"mddash/formats/imports/vikunja"
)

// Kinds are what can be read, by the programs that write it.
func Kinds() []string {
	return []string{domain.ParcelSource, todoist.Source, vikunja.Source, trello.Source}
}

// Guess tells which program a file comes from by how it begins and what it is called; "" where nothing tells.
func Guess(in packed.Input) string {
	if in.IsZip() {
		return guessZip(in)
	}
	head := bytes.TrimLeft(bytes.TrimPrefix(in.Head(4096), []byte("\xef\xbb\xbf")), " \t\r\n")
	line, _, _ := bytes.Cut(head, []byte("\n"))
	upper := strings.ToUpper(string(line))
	switch {
	case bytes.HasPrefix(head, []byte("[")):
		return vikunja.Source
	case bytes.HasPrefix(head, []byte("{")):
		return trello.Source
	case strings.Contains(upper, "TYPE") && strings.Contains(upper, "CONTENT"), strings.EqualFold(path.Ext(in.Name), ".csv"):
		return todoist.Source
	}
	return ""
}

func guessZip(in packed.Input) string {
	zip, err := packed.Open(in)
	switch {
	case err != nil:
		return ""
	case bundle.Is(zip):
		return domain.ParcelSource
	case zip.Has("data.json"):
		return vikunja.Source
	}
	for _, name := range zip.Names {
		if strings.EqualFold(path.Ext(name), ".csv") {
			return todoist.Source
		}
	}
	return ""
}

// Read is what a file of a kind holds, for a person whose clock shows now in their location. What can't be read is
// Invalid, at the field file.
func Read(kind string, in packed.Input, now time.Time) (domain.Intake, error) {
	switch kind {
	case domain.ParcelSource:
		return bundle.Read(in, now.Location())
	case todoist.Source:
		return todoist.Read(in, now)
	case vikunja.Source:
		return vikunja.Read(in, now.Location())
	case trello.Source:
		return trello.Read(in, now.Location())
	}
	return domain.Intake{}, packed.Wrong("This is no file that can be taken in here: an export of mddash, Todoist's CSV or its backup, Vikunja's export, or a board of Trello as JSON.")
}
