package api

import (
	"net/http"

	"mddash/domain"
	"mddash/handlers/visit"
)

// OnComment is a request about one comment.
type OnComment struct {
	OnTodo
	CommentID number `path:"comment_id" minimum:"1"`
}

// ChangingComment is a request that may be bound to the version of the comment that the caller knows.
type ChangingComment struct {
	OnComment
	Changing
}

type (
	commenting struct {
		OnTodo
		Body domain.CommentInput
	}
	editingComment struct {
		ChangingComment
		Body CommentPatch
	}
)

// addComments puts the comments of todos or tasks in place.
func addComments(a *API, tag, path, one string) {
	all, each := path+"/{id}/comments", path+"/{id}/comments/{comment_id}"
	under := commentsUnder(path)
	add(a, tag, operation{method: http.MethodGet, path: all, id: "list-" + one + "-comments", summary: "List the comments of a " + one + ", the oldest first"}, listComments)
	addAgain(a, tag, operation{method: http.MethodPost, path: all, id: "add-" + one + "-comment", summary: "Comment on a " + one, status: http.StatusCreated}, under.add, under.added)
	add(a, tag, operation{method: http.MethodGet, path: each, id: "get-" + one + "-comment", summary: "Read a comment"}, getComment)
	add(a, tag, operation{method: http.MethodPatch, path: each, id: "change-" + one + "-comment", summary: "Change a comment of yours"}, editComment)
	add(a, tag, operation{method: http.MethodDelete, path: each, id: "delete-" + one + "-comment", summary: "Delete a comment", status: http.StatusNoContent}, deleteComment)
}

func listComments(v *visit.Visit, in *listing) (*page[Comment], error) {
	id, err := in.ID.id()
	if err != nil {
		return nil, err
	}
	after, limit, err := in.after()
	if err != nil {
		return nil, err
	}
	comments, err := v.Scope.Comments(v.Ctx(), id, after, limit)
	if err != nil {
		return nil, err
	}
	shown := []Comment{}
	for _, comment := range comments.Items {
		shown = append(shown, commentOf(comment))
	}
	return pageOf(v, shown, comments.Total, placeAfter(comments.Next)), nil
}

// commentsUnder is where comments are: /todos or /tasks.
type commentsUnder string

func (u commentsUnder) add(v *visit.Visit, in *commenting) (*created[Comment], error) {
	id, err := in.ID.id()
	if err != nil {
		return nil, err
	}
	comment, err := v.Scope.AddComment(v.Ctx(), id, in.Body)
	return u.answer(v, in.ID, comment, err)
}

// added answers again with the comment that was made before.
func (u commentsUnder) added(v *visit.Visit, in *commenting, earlier domain.Earlier) (*created[Comment], error) {
	id, err := in.ID.id()
	if err != nil {
		return nil, err
	}
	comment, err := v.Scope.Comment(v.Ctx(), id, earlier.Added("comment"))
	return u.answer(v, in.ID, comment, err)
}

func (u commentsUnder) answer(v *visit.Visit, todo number, comment domain.Comment, err error) (*created[Comment], error) {
	one, err := commentObject(comment, err)
	if err != nil {
		return nil, err
	}
	location := placeIn(v, string(u)+"/"+string(todo)+"/comments", comment.ID)
	return &created[Comment]{Location: location, ETag: one.ETag, Body: one.Body}, nil
}

func getComment(v *visit.Visit, in *OnComment) (*object[Comment], error) {
	return commentObject(in.find(v))
}

func editComment(v *visit.Visit, in *editingComment) (*object[Comment], error) {
	todo, id, err := in.ids()
	if err != nil {
		return nil, err
	}
	version, err := in.version(in.now(v))
	if err != nil {
		return nil, err
	}
	return commentObject(v.Scope.ChangeComment(v.Ctx(), todo, id, version, in.Body.over))
}

func deleteComment(v *visit.Visit, in *ChangingComment) (*none, error) {
	todo, id, err := in.ids()
	if err != nil {
		return nil, err
	}
	version, err := in.version(in.now(v))
	if err != nil {
		return nil, err
	}
	return &none{}, v.Scope.DeleteComment(v.Ctx(), todo, id, version)
}

func (c OnComment) ids() (todo, comment int64, err error) {
	if todo, err = c.ID.id(); err != nil {
		return 0, 0, err
	}
	comment, err = c.CommentID.id()
	return todo, comment, err
}

func (c OnComment) find(v *visit.Visit) (domain.Comment, error) {
	todo, id, err := c.ids()
	if err != nil {
		return domain.Comment{}, err
	}
	return v.Scope.Comment(v.Ctx(), todo, id)
}

// now reads the version that the comment has now.
func (c OnComment) now(v *visit.Visit) func() (string, error) {
	return func() (string, error) {
		comment, err := c.find(v)
		return comment.Version(), err
	}
}

func commentObject(comment domain.Comment, err error) (*object[Comment], error) {
	if err != nil {
		return nil, err
	}
	return &object[Comment]{ETag: quoted(comment.Version()), Body: commentOf(comment)}, nil
}

// CommentPatch is a merge patch of a comment.
type CommentPatch struct {
	domain.CommentInput
	patch
}

func (p CommentPatch) over(in domain.CommentInput) (domain.CommentInput, error) {
	return domain.MergeFields(in, p.fields, []string{"body"})
}
