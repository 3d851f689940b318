package web

import (
	"net/http"
	"slices"

	"mddash/domain"
	"mddash/formats/quickadd"
	"mddash/handlers/visit"
	"mddash/views"
)

// AddComment says something on a todo.
func (s *Site) AddComment(v *visit.Visit) error {
	at, id, err := placeAndID(v)
	if err != nil {
		return err
	}
	body := v.Fields().Get("body")
	if _, err := v.Scope.AddComment(v.Ctx(), id, domain.CommentInput{Body: body}); err != nil {
		return s.notTaken(v, at.At(id), err, "body", func(p *views.TodoPanel, problem string) { p.Comment = views.Typed{Text: body, Error: problem} })
	}
	v.Toast(v.T("Comment added"), v.Scope.Batch())
	return s.changed(v, at.At(id))
}

// EditComment is the panel with a comment to rewrite.
func (s *Site) EditComment(v *visit.Visit) error {
	at, id, comment, err := placeAndComment(v)
	if err != nil {
		return err
	}
	panel, err := s.todoPanel(v, at.At(id))
	if err != nil {
		return err
	}
	found := slices.IndexFunc(panel.Feed, func(i views.FeedItem) bool { return i.Comment != nil && i.Comment.ID == comment })
	if found < 0 {
		return domain.Fail(domain.NotFound, "There is no such comment.")
	}
	panel.EditComment, panel.Rewritten.Text = comment, panel.Feed[found].Comment.Body
	return s.showPanel(v, http.StatusOK, panel)
}

// SaveComment keeps what a comment was rewritten to.
func (s *Site) SaveComment(v *visit.Visit) error {
	at, id, comment, err := placeAndComment(v)
	if err != nil {
		return err
	}
	body := v.Fields().Get("body")
	if _, err := v.Scope.EditComment(v.Ctx(), id, comment, domain.CommentInput{Body: body}); err != nil {
		return s.notTaken(v, at.At(id), err, "body", func(p *views.TodoPanel, problem string) {
			p.EditComment, p.Rewritten = comment, views.Typed{Text: body, Error: problem}
		})
	}
	v.Toast(v.T("Comment saved"), v.Scope.Batch())
	return s.openOther(v, at.At(id))
}

// DeleteComment takes a comment back.
func (s *Site) DeleteComment(v *visit.Visit) error {
	at, id, comment, err := placeAndComment(v)
	if err != nil {
		return err
	}
	if err := v.Scope.DeleteComment(v.Ctx(), id, comment, ""); err != nil {
		return s.refused(v, at.At(id), err)
	}
	v.Toast(v.T("Comment deleted"), v.Scope.Batch())
	return s.changed(v, at.At(id))
}

func placeAndComment(v *visit.Visit) (at views.TodosAt, id, comment int64, err error) {
	if at, id, err = placeAndID(v); err != nil {
		return at, 0, 0, err
	}
	comment, err = v.ID("comment")
	return at, id, comment, err
}

// stepOf reads a step; a step stays in the project of its todo, so that @ means people alone.
func (s *Site) stepOf(v *visit.Visit, text string) (domain.TodoInput, error) {
	people, err := v.Scope.Assignable(v.Ctx(), 0)
	var known []quickadd.Person
	for _, p := range people {
		known = append(known, quickadd.Person{ID: p.ID, Name: p.Name})
	}
	return quickadd.Parse(text, local(v), quickadd.NewNames(nil, known).In(v.Language())).Input, err
}
