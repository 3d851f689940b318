// Package imports reads what other programs wrote, and what this one did.
package imports

import (
	"bytes"
	"path"
	"slices"
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
	return []string{domain.ParcelSource, domain.MdDashSource, todoist.Source, vikunja.Source, trello.Source, domain.ICalSource, domain.MarkdownSource}
}

// wholeServer is a backup of one, or an export of everybody's things: nothing that one person takes in.
const wholeServer = "server"

// Guess tells which program a file comes from by how it begins and what it is called; "" where nothing tells.
func Guess(in packed.Input) string {
	if in.IsZip() {
		return guessZip(in)
	}
	if bytes.HasPrefix(in.Head(16), []byte("SQLite format 3\x00")) {
		return domain.MdDashSource
	}
	head := bytes.TrimLeft(bytes.TrimPrefix(in.Head(4096), []byte("\xef\xbb\xbf")), " \t\r\n")
	line, _, _ := bytes.Cut(head, []byte("\n"))
	upper, ext := strings.ToUpper(string(line)), strings.ToLower(path.Ext(in.Name))
	switch {
	case strings.HasPrefix(upper, "BEGIN:VCALENDAR"), ext == ".ics":
		return domain.ICalSource
	case ext == ".md", ext == ".markdown":
		return domain.MarkdownSource
	case bytes.HasPrefix(head, []byte("[")):
		return vikunja.Source
	case bytes.HasPrefix(head, []byte("{")):
		return trello.Source
	case strings.Contains(upper, "TYPE") && strings.Contains(upper, "CONTENT"), ext == ".csv":
		return todoist.Source
	case ext == ".txt":
		return domain.MarkdownSource
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
	case bundle.IsServer(zip):
		return wholeServer
	case zip.Has("data.json"):
		return vikunja.Source
	case has(zip, ".md", ".markdown"):
		return domain.MarkdownSource
	case has(zip, ".csv"):
		return todoist.Source
	case has(zip, ".txt"):
		return domain.MarkdownSource
	case has(zip, ".ics", ".json", ".db", ".sqlite", ".sqlite3"):
		return packedUp
	}
	return ""
}

// packedUp is a zip of files that are taken in one by one.
const packedUp = "packed"

func has(zip *packed.Zip, endings ...string) bool {
	return slices.ContainsFunc(zip.Names, func(name string) bool { return slices.Contains(endings, strings.ToLower(path.Ext(name))) })
}

// Read is what a file of a kind holds, for a person whose clock shows now in their location. What can't be read is
// Invalid, at the field file; where it is of another kind, that says so.
func Read(kind string, in packed.Input, now time.Time) (domain.Intake, error) {
	read, err := readAs(kind, in, now)
	if domain.KindOf(err) != domain.Invalid {
		return read, err
	}
	switch found := Guess(in); {
	case found == wholeServer:
		return read, packed.Wrong("This is a whole server, with everybody's things. Whoever runs mddash puts it into an empty place with “mddash restore”; what is yours there comes by “Export everything” under Settings.")
	case found == packedUp:
		return read, packed.Wrong("In this zip are files that are taken in one by one. Unpack it first.")
	case found != "" && kind != "" && found != kind:
		return read, packed.Wrong("This is not the kind of file that was asked for: it looks like " + called(found) + ". Take it in with “mddash import " + command(found) + "”.")
	}
	return read, err
}

// called is a kind in words.
func called(kind string) string {
	switch kind {
	case domain.ParcelSource:
		return "an export of mddash"
	case domain.MdDashSource:
		return "a SQLite database, as md_dash has one"
	case todoist.Source:
		return "a file of Todoist's"
	case vikunja.Source:
		return "an export of Vikunja's"
	case trello.Source:
		return "a board of Trello's"
	case domain.ICalSource:
		return "a calendar"
	}
	return "notes in Markdown"
}

func command(kind string) string { return strings.ReplaceAll(kind, "_", "-") }

func readAs(kind string, in packed.Input, now time.Time) (domain.Intake, error) {
	switch kind {
	case domain.MdDashSource:
		if in.MdDash == nil || !bytes.HasPrefix(in.Head(16), []byte("SQLite format 3\x00")) {
			return domain.Intake{}, packed.Wrong("This is no SQLite database, or an encrypted one.")
		}
		return in.MdDash()
	case domain.ICalSource:
		return readCalendar(in, now.Location())
	case domain.MarkdownSource:
		return readNotes(in)
	case domain.ParcelSource:
		return bundle.Read(in, now.Location())
	case todoist.Source:
		return todoist.Read(in, now)
	case vikunja.Source:
		return vikunja.Read(in, now.Location())
	case trello.Source:
		return trello.Read(in, now.Location())
	}
	return domain.Intake{}, packed.Wrong("This is no file that can be taken in here: an export of mddash, the database of md_dash, Todoist's CSV or its backup, Vikunja's export, a board of Trello as JSON, an .ics file, or Markdown.")
}
