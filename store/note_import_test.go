package store_test

import (
	"errors"
	"io"
	"iter"
	"strconv"
	"strings"
	"testing"
	"time"

	"mddash/domain"
	"mddash/store"
)

// pile is notes that come from elsewhere. Where broken is set, reading goes wrong after them.
type pile struct {
	notes  []domain.ImportedNote
	broken error
}

func (p pile) Others() []string { return nil }

func (p pile) PassedBy() domain.PassedBy { return domain.PassedBy{} }

func (p pile) Notes() iter.Seq2[domain.ImportedNote, error] {
	return func(yield func(domain.ImportedNote, error) bool) {
		for _, note := range p.notes {
			if !yield(note, nil) {
				return
			}
		}
		if p.broken != nil {
			yield(domain.ImportedNote{}, p.broken)
		}
	}
}

func fileOf(path, text string) domain.ImportedFile {
	return domain.ImportedFile{Path: path, Name: path, Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }}
}

func TestAnImportOfNotesThatFailsOnItsWayLeavesNothing(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := c.t.Context()
		long := time.Date(2025, 2, 3, 4, 5, 6, 0, time.UTC)
		one := domain.ImportedNote{Path: "one.md", Input: domain.NoteInput{Title: "One", Content: "[two](two.md) ![p](p.txt)"}, Created: long, Leads: map[string]string{"two.md": "two.md", "p.txt": "p.txt"}, Files: []domain.ImportedFile{fileOf("p.txt", "words")}}
		two := domain.ImportedNote{Path: "two.md", Input: domain.NoteInput{Title: "Two"}, Created: long, Updated: long.Add(time.Hour)}
		broken := errors.New("the disk is gone")
		whole := pile{notes: []domain.ImportedNote{one, two}}
		if report, err := c.as("ann").ImportNotes(ctx, 1000, whole, pile{notes: []domain.ImportedNote{one}, broken: broken}); !errors.Is(err, broken) || report.Notes != 0 {
			c.t.Fatalf("took %+v, %v", report, err)
		}
		for _, table := range []string{"notes", "attachments", "import_sources", "activity", "audit"} {
			if got := c.count(`SELECT count(*) FROM ` + table); got != 0 {
				c.t.Errorf("it left %d rows in %s", got, table)
			}
		}
		report, err := c.as("ann").ImportNotes(ctx, 1000, whole)
		if err != nil || report.Notes != 2 || report.Files != 1 || len(report.There) != 0 {
			c.t.Fatalf("took %+v, %v", report, err)
		}
		page, err := c.as("ann").Notes(ctx, domain.NoteFilter{Limit: 10, Total: true, Sort: domain.SortTitle})
		if err != nil || page.Total != 2 {
			c.t.Fatalf("there are %+v, %v", page, err)
		}
		first, second := c.note("ann", page.Items[0].ID), page.Items[1]
		files, err := c.as("ann").Attachments(ctx, domain.Holder{Kind: domain.OnNote, ID: first.ID})
		if err != nil || len(files.Items) != 1 {
			c.t.Fatalf("its files are %+v, %v", files, err)
		}
		if want := "[two](/notes/" + strconv.FormatInt(second.ID, 10) + ") ![p](" + files.Items[0].Path() + ")"; first.Content != want {
			c.t.Errorf("its text is %q, want %q", first.Content, want)
		}
		if !first.CreatedAt.Equal(long) || !second.UpdatedAt.Equal(long.Add(time.Hour)) {
			c.t.Errorf("it is of %v, the other was changed %v", first.CreatedAt, second.UpdatedAt)
		}
		if report, err = c.as("ann").ImportNotes(ctx, 1000, whole); err != nil || report.Notes != 0 || len(report.There) != 2 {
			c.t.Errorf("the third time: %+v, %v", report, err)
		}
		if report, err = c.as("dora").ImportNotes(ctx, 3, pile{notes: []domain.ImportedNote{one}}); err != nil || report.Notes != 1 || report.Files != 0 || len(report.Skipped) != 1 {
			c.t.Errorf("a file that is too large: %+v, %v", report, err)
		}
	})
}

func TestANoteWhoseLinkOrWhoseFileIsAnotherOneIsAnotherNote(t *testing.T) {
	eachCast(t, func(c cast) {
		take := func(path, text, file string) domain.NoteImport {
			t.Helper()
			note := domain.ImportedNote{Path: path, Input: domain.NoteInput{Title: "Day", Content: text}, Leads: map[string]string{}}
			if file != "" {
				note.Leads["p.txt"], note.Files = "p.txt", []domain.ImportedFile{fileOf("p.txt", file)}
			}
			report, err := c.as("ann").ImportNotes(t.Context(), 1000, pile{notes: []domain.ImportedNote{note}})
			if err != nil || len(report.Skipped) != 0 {
				t.Fatalf("%+v, %v", report, err)
			}
			return report
		}
		for _, one := range []struct {
			path, text, file string
			is               int
		}{
			{"a/Day.md", "[see](https://one.example) ![p](p.txt)", "one", 1}, {"b/Day.md", "[see](https://one.example) ![p](p.txt)", "one", 0},
			{"a/Day.md", "[see](https://two.example) ![p](p.txt)", "one", 1}, {"c/Day.md", "[see](https://one.example) ![p](p.txt)", "two", 1},
			{"d/Day.md", "![p](p.txt)", "", 1}, {"d/Day.md", "![p](p.txt)", "", 0},
		} {
			if got := take(one.path, one.text, one.file).Notes; got != one.is {
				t.Errorf("%s, %q with %q: %d new notes, want %d", one.path, one.text, one.file, got, one.is)
			}
		}
	})
}

func TestAnImportWithMoreLinksThanCanBeWrittenInGoodTimeIsRefused(t *testing.T) {
	eachCast(t, func(c cast) {
		links := strings.Repeat("[[a]]", 1000)
		pages, in := pile{}, domain.Intake{Source: "elsewhere"}
		for i := range 1001 {
			note := domain.NoteInput{Title: strconv.Itoa(i), Content: links}
			pages.notes = append(pages.notes, domain.ImportedNote{Path: note.Title, Input: note})
			in.Notes = append(in.Notes, domain.IntakeNote{ID: note.Title, Input: note})
		}
		if _, err := c.as("ann").ImportNotes(t.Context(), 1000, pages); domain.KindOf(err) != domain.Invalid || !strings.Contains(err.Error(), "1000000 links") {
			t.Errorf("notes: %v", err)
		}
		if _, err := c.as("ann").TakeIn(t.Context(), in, store.Taking{}); domain.KindOf(err) != domain.Invalid {
			t.Errorf("an export of ours: %v", err)
		}
		if got := c.count(`SELECT count(*) FROM notes`); got != 0 {
			t.Errorf("%d notes were kept", got)
		}
	})
}
