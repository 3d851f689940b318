package web

import (
	"strings"

	"mddash/domain"
	"mddash/formats/markdown"
	"mddash/handlers/visit"
	"mddash/views"
)

// linksIn are what some texts of one page refer to and whom they mention, as far as the caller sees it: one look-up for
// all of them. People are those of a project, or the staff where projectID is 0.
func (s *Site) linksIn(v *visit.Visit, projectID int64, texts ...string) (markdown.Links, error) {
	var links markdown.Links
	found, err := v.Scope.References(v.Ctx(), domain.ReferencesIn(texts...))
	if err != nil {
		return links, err
	}
	links.References = make(map[string]markdown.Link, len(found))
	for name, ref := range found {
		links.References[name] = markdown.Link{Href: v.URL(views.ReferencePath(ref)), Title: ref.Title, Done: ref.Done}
	}
	if !strings.Contains(strings.Join(texts, ""), "@") {
		return links, nil
	}
	// Who is assigned to a task of a project that they don't see learns nothing of its people.
	people, err := v.Scope.Assignable(v.Ctx(), projectID)
	if err != nil && domain.KindOf(err) != domain.NotFound {
		return links, err
	}
	links.People = domain.NewMentionable(people)
	return links, nil
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
