package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"mddash/domain"
	"mddash/handlers/visit"
	"mddash/views"
	"mddash/views/ui"
)

const (
	// completionsShown is how many people are offered at once.
	completionsShown = 8
	// completionMax is how long a word can be that something is offered for, in bytes.
	completionMax = 200
)

// Complete offers what a word that somebody is writing may become: @ and the beginning of a name, a key and a hyphen, [[
// and some of a note's title, or in a note # and the beginning of a tag.
func (s *Site) Complete(v *visit.Visit) error {
	text := v.QueryParam("text")
	if len(text) > completionMax {
		text = ""
	}
	var offered []views.Completion
	var err error
	if typed, mention := strings.CutPrefix(text, "@"); mention {
		project, _ := strconv.ParseInt(v.QueryParam("project"), 10, 64)
		offered, err = completePeople(v, project, strings.ToLower(strings.TrimPrefix(typed, `"`)))
	} else if title, link := strings.CutPrefix(text, "[["); link {
		offered, err = completeNotes(v, title)
	} else if tag, tagged := strings.CutPrefix(text, "#"); tagged && v.QueryParam("in") == "note" {
		offered, err = completeTags(v, tag)
	} else if key, rest, found := strings.Cut(text, "-"); found && (domain.IsKey(key) || key == domain.DecisionKey) {
		offered, err = completeReferences(v, key, rest)
	}
	if err != nil {
		return err
	}
	// Messages that wait are for the next page, not for this.
	return s.write(v, http.StatusOK, s.frame(v), views.Completions(offered))
}

func completeNotes(v *visit.Visit, typed string) ([]views.Completion, error) {
	notes, err := v.Scope.CompleteNotes(v.Ctx(), typed)
	var offered []views.Completion
	for _, note := range notes {
		offered = append(offered, views.Completion{Text: note.Title, Insert: "[[" + note.Title + "]]", Icon: "notes"})
	}
	return offered, err
}

func completeTags(v *visit.Visit, typed string) ([]views.Completion, error) {
	tags, err := v.Scope.CompleteTags(v.Ctx(), typed)
	var offered []views.Completion
	for _, tag := range tags {
		if !strings.Contains(tag, " ") {
			offered = append(offered, views.Completion{Text: tag, Insert: "#" + tag, Icon: "tag"})
		}
	}
	return offered, err
}

func completePeople(v *visit.Visit, project int64, typed string) ([]views.Completion, error) {
	people, err := v.Scope.Assignable(v.Ctx(), project)
	if domain.KindOf(err) == domain.NotFound {
		return nil, nil
	}
	named := domain.NewMentionable(people)
	var offered []views.Completion
	for _, p := range people {
		mention := domain.Mention(p)
		// Of two with one name neither can be meant.
		if _, _, ok := named.At(mention); !ok || !beginsLike(p.Name, typed) {
			continue
		}
		person := ui.Person{ID: p.ID, Name: p.Name}
		offered = append(offered, views.Completion{Text: p.Name, End: mention, Insert: mention, Person: &person})
	}
	return offered[:min(len(offered), completionsShown)], err
}

// beginsLike tells whether a name, or a word of it, begins with what was typed.
func beginsLike(name, typed string) bool {
	name = strings.ToLower(name)
	return strings.HasPrefix(domain.Handle(name), typed) || slices.ContainsFunc(strings.Fields(name), func(word string) bool { return strings.HasPrefix(word, typed) })
}

func completeReferences(v *visit.Visit, key, rest string) ([]views.Completion, error) {
	found, err := v.Scope.CompleteReference(v.Ctx(), key, rest)
	var offered []views.Completion
	for _, ref := range found {
		icon := "todos"
		if ref.Kind == domain.ReferenceDecision {
			icon = "decisions"
		}
		offered = append(offered, views.Completion{Text: ref.Title, End: ref.Text, Insert: ref.Text, Icon: icon})
	}
	return offered, err
}
