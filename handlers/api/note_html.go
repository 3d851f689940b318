package api

import (
	"strconv"
	"strings"

	"mddash/domain"
	"mddash/formats/markdown"
	"mddash/handlers/visit"
)

// NoteHTML is a note's text, rendered.
type NoteHTML struct {
	HTML string `json:"html" doc:"Safe to show: there is nothing in it that runs. Links and pictures of ours begin with a slash."`
}

// readNote answers a note's text as the caller may read it: what it leads to that they don't see is text.
func (a *API) readNote(v *visit.Visit, in *OnNote) (*object[NoteHTML], error) {
	id, err := in.ID.id()
	if err != nil {
		return nil, err
	}
	note, err := v.Scope.Note(v.Ctx(), id)
	if err != nil {
		return nil, err
	}
	links, err := linksOf(v, note)
	if err != nil {
		return nil, err
	}
	return objectOf(NoteHTML{a.texts.Kept(note.Content, links)})
}

func linksOf(v *visit.Visit, note domain.Note) (markdown.Links, error) {
	links := markdown.Links{
		Base: v.URL(""), Origin: v.FullURL(""), Tags: v.URL("/notes?tag="),
		References: map[string]markdown.Link{}, Notes: map[string]markdown.Link{}, Places: map[domain.Place]markdown.Link{},
	}
	found, err := v.Scope.References(v.Ctx(), domain.ReferencesIn(note.Content))
	if err != nil {
		return links, err
	}
	for name, ref := range found {
		links.References[name] = markdown.Link{Href: v.URL("/p/" + name), Title: ref.Title, Done: ref.Done}
	}
	notes, err := v.Scope.LinkedNotes(v.Ctx(), note.ID, note.Content)
	if err != nil {
		return links, err
	}
	for title, to := range notes {
		links.Notes[title] = markdown.Link{Href: v.URL("/notes/" + strconv.FormatInt(to.ID, 10))}
	}
	titles, err := v.Scope.Titles(v.Ctx(), domain.PlacesIn(links.Origin, note.Content))
	for place, ref := range titles {
		links.Places[place] = markdown.Link{Title: ref.Title, Done: ref.Done}
	}
	if err != nil || !strings.Contains(note.Content, "@") {
		return links, err
	}
	people, err := v.Scope.Assignable(v.Ctx(), note.ProjectID)
	if domain.KindOf(err) == domain.NotFound {
		return links, nil
	}
	links.People = domain.NewMentionable(people)
	return links, err
}
