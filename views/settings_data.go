package views

import (
	"strconv"
	"strings"

	"mddash/domain"
)

// DataPage is what comes in and goes out as files.
type DataPage struct {
	Max int64 // bytes that may be sent at once
	// Report is of the import that was just done; nil for none.
	Report *domain.NoteImport
	// Message and Error are of one that was not.
	Message, Error string
	// Intakes are files of other programs.
	Intakes IntakesPart
}

// skippedShown is how many of what was left out are named.
const skippedShown = 200

func (p DataPage) imported() string {
	text := Plural(p.Report.Notes, "note", "notes") + " imported"
	if p.Report.Files > 0 {
		text += ", with " + Plural(p.Report.Files, "file", "files")
	}
	return text + "."
}

// beside says what there was to say apart from what was left out.
func (p DataPage) beside() []string {
	var lines []string
	if n := len(p.Report.There); n > 0 {
		lines = append(lines, Plural(n, "note was", "notes were")+" here already, with the same title and text.")
	}
	if len(p.Report.Projects) > 0 {
		lines = append(lines, "New: "+Plural(len(p.Report.Projects), "project", "projects")+", "+strings.Join(p.Report.Projects, ", ")+".")
	}
	return lines
}

func (p DataPage) skipped() []domain.Skipped {
	return p.Report.Skipped[:min(len(p.Report.Skipped), skippedShown)]
}

func (p DataPage) unnamed() string {
	if rest := len(p.Report.Skipped) - skippedShown; rest > 0 {
		return "And " + strconv.Itoa(rest) + " more."
	}
	return ""
}
