package views

import (
	"context"
	"strconv"
	"strings"

	"mddash/domain"
	"mddash/views/ui"
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

func (p DataPage) imported(ctx context.Context) string {
	text := ui.T(ctx, "%s imported", Plural(p.Report.Notes, ui.T(ctx, "note"), ui.T(ctx, "notes")))
	if p.Report.Files > 0 {
		text += ui.T(ctx, ", with %s", Plural(p.Report.Files, ui.T(ctx, "file"), ui.T(ctx, "files")))
	}
	return text + "."
}

// beside says what there was to say apart from what was left out.
func (p DataPage) beside(ctx context.Context) []string {
	var lines []string
	if n := len(p.Report.There); n > 0 {
		lines = append(lines, ui.T(ctx, "%s here already, with the same title and text.", Plural(n, ui.T(ctx, "note was"), ui.T(ctx, "notes were"))))
	}
	if len(p.Report.Projects) > 0 {
		lines = append(lines, ui.T(ctx, "New: %s, %s.", Plural(len(p.Report.Projects), ui.T(ctx, "project"), ui.T(ctx, "projects")), strings.Join(p.Report.Projects, ", ")))
	}
	return lines
}

func (p DataPage) skipped() []domain.Skipped {
	return p.Report.Skipped[:min(len(p.Report.Skipped), skippedShown)]
}

func (p DataPage) unnamed(ctx context.Context) string {
	if rest := len(p.Report.Skipped) - skippedShown; rest > 0 {
		return ui.T(ctx, "And %s more.", strconv.Itoa(rest))
	}
	return ""
}
