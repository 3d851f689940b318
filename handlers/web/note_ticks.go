package web

import (
	"net/http"
	"slices"
	"strconv"

	"mddash/domain"
	"mddash/formats/markdown"
	"mddash/handlers/visit"
	"mddash/views"
)

// TickNote ticks boxes of a note's text, or takes the ticks away: of the text nothing changes but the byte in each box.
// The form has the revision that was read, and either one box or all that are ticked. Where somebody wrote in the note
// meanwhile the boxes are found again by what stands behind them; where that is not sure nothing changes.
func (s *Site) TickNote(v *visit.Visit) error {
	id, err := v.ID("id")
	if err != nil {
		return err
	}
	base, err := s.tickedText(v, id)
	if err != nil {
		return err
	}
	wanted := wantedTicks(v, s.texts.Boxes(base))
	note, err := v.Scope.UpdateNote(v.Ctx(), id, "", func(note domain.Note) (domain.NoteInput, error) {
		in, ok := note.Input(), false
		if in.Content, ok = s.tickLike(base, note.Content, wanted); !ok {
			return in, domain.ErrStale
		}
		return in, nil
	})
	if domain.KindOf(err) == domain.Stale {
		v.BadToast(v.T("Somebody changed this list meanwhile. It is shown as it is now."))
		return s.noteChanged(v, id)
	}
	if err != nil {
		return err
	}
	if !v.Partial() {
		return v.To(notesAt(v).Note(id))
	}
	return s.showTicks(v, note)
}

// tickedText is the text that the boxes were read in; Stale where it is not known any more.
func (s *Site) tickedText(v *visit.Visit, id int64) (string, error) {
	note, err := v.Scope.OpenNote(v.Ctx(), id)
	if err == nil && !note.Access.CanEdit() {
		err = domain.Fail(domain.Denied, "You can see this note, but not change it.")
	}
	if err != nil {
		return "", err
	}
	revision, err := strconv.ParseInt(v.Fields().Get("revision"), 10, 64)
	if err != nil || revision == note.Revision {
		return note.Content, nil
	}
	version, err := v.Scope.NoteVersion(v.Ctx(), id, revision)
	if domain.KindOf(err) == domain.NotFound {
		return note.Content, nil
	}
	return version.Content, err
}

// wantedTicks are the boxes that are to be different, by number.
func wantedTicks(v *visit.Visit, boxes []markdown.Box) map[int]bool {
	form, wanted := v.Fields(), map[int]bool{}
	if form.Has("box") {
		if number, err := strconv.Atoi(form.Get("box")); err == nil {
			wanted[number] = form.Get("checked") == "true"
		}
		return wanted
	}
	for number, box := range boxes {
		if ticked := slices.Contains(form["done"], strconv.Itoa(number)); ticked != box.Checked {
			wanted[number] = ticked
		}
	}
	return wanted
}

// tickLike ticks boxes of a text by their numbers in another state of it. ok is false where one is not found for sure:
// the same words have to stand behind as many boxes in both.
func (s *Site) tickLike(base, text string, wanted map[int]bool) (ticked string, ok bool) {
	from, to := s.texts.Boxes(base), s.texts.Boxes(text)
	for number, checked := range wanted {
		if number < 0 || number >= len(from) {
			return text, false
		}
		was, is := boxesLike(from, from[number].Label), boxesLike(to, from[number].Label)
		if len(was) != len(is) {
			return text, false
		}
		if text, ok = s.texts.Tick(text, is[slices.Index(was, number)], checked); !ok {
			return text, false
		}
	}
	return text, true
}

// boxesLike are the numbers of the boxes with a label.
func boxesLike(boxes []markdown.Box, label string) []int {
	var numbers []int
	for number, box := range boxes {
		if box.Label == label {
			numbers = append(numbers, number)
		}
	}
	return numbers
}

// showTicks leaves the text where it is, and brings what stands around it up to date.
func (s *Site) showTicks(v *visit.Visit, note domain.Note) error {
	at := notesAt(v).Beside()
	note.Excerpt = domain.Excerpt(note.Content)
	note.Steps, note.StepsDone = domain.CountSteps(note.Content)
	page := views.NotePage{At: at, Note: note, Now: local(v), Ticks: true, Mode: views.ModeRead}
	list := views.NotesPage{At: at, Now: page.Now, Open: note.ID}
	return s.showPieces(v, http.StatusOK, views.NoteTicked(page, list))
}
