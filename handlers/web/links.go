package web

import (
	"strings"

	"mddash/domain"
	"mddash/formats/markdown"
	"mddash/handlers/visit"
	"mddash/views"
)

// linksIn are what some texts of one page lead to and whom they mention, as far as the caller sees it: one look-up for
// all of them. People are those of a project, or the staff where projectID is 0.
func (s *Site) linksIn(v *visit.Visit, projectID int64, texts ...string) (markdown.Links, error) {
	return s.noteLinksIn(v, domain.Note{ProjectID: projectID}, texts...)
}

// noteLinksIn is linksIn for the text of a note.
func (s *Site) noteLinksIn(v *visit.Visit, note domain.Note, texts ...string) (markdown.Links, error) {
	links := markdown.Links{Base: v.URL(""), Origin: v.FullURL(""), Tags: v.URL(views.TagPath())}
	found, err := v.Scope.References(v.Ctx(), domain.ReferencesIn(texts...))
	if err != nil {
		return links, err
	}
	links.References = make(map[string]markdown.Link, len(found))
	for name, ref := range found {
		links.References[name] = markdown.Link{Href: v.URL(views.ReferencePath(ref)), Title: ref.Title, Done: ref.Done}
	}
	if err := addPlaces(v, &links, texts); err != nil {
		return links, err
	}
	if err := addNotes(v, &links, note.ID, texts); err != nil {
		return links, err
	}
	if !strings.Contains(strings.Join(texts, ""), "@") {
		return links, nil
	}
	// Who is assigned to a task of a project that they don't see learns nothing of its people.
	people, err := v.Scope.Assignable(v.Ctx(), note.ProjectID)
	if err != nil && domain.KindOf(err) != domain.NotFound {
		return links, err
	}
	links.People = domain.NewMentionable(people)
	return links, nil
}

func addPlaces(v *visit.Visit, links *markdown.Links, texts []string) error {
	titles, err := v.Scope.Titles(v.Ctx(), domain.PlacesIn(links.Origin, texts...))
	links.Places = make(map[domain.Place]markdown.Link, len(titles))
	for place, ref := range titles {
		links.Places[place] = markdown.Link{Title: ref.Title, Done: ref.Done}
	}
	return err
}

func addNotes(v *visit.Visit, links *markdown.Links, noteID int64, texts []string) error {
	notes, err := v.Scope.LinkedNotes(v.Ctx(), noteID, strings.Join(texts, "\n\n"))
	links.Notes = make(map[string]markdown.Link, len(notes))
	for title, note := range notes {
		links.Notes[title] = markdown.Link{Href: v.URL(views.NotePath(note.ID))}
	}
	return err
}

// ShowReference leads to the task or the decision that is called by a name such as WEB-12.
func (s *Site) ShowReference(v *visit.Visit) error {
	name := strings.ToUpper(v.Param("reference"))
	found, err := v.Scope.References(v.Ctx(), []string{name})
	if err != nil {
		return err
	}
	ref, leads := found[name]
	if !leads {
		return domain.Fail(domain.NotFound, "There is no such page.")
	}
	return v.To(views.ReferencePath(ref))
}
