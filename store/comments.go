package store

import (
	"context"
	"slices"
	"strconv"

	"github.com/uptrace/bun"

	"mddash/domain"
)

type commentRow struct {
	bun.BaseModel `bun:"table:comments,alias:c" json:"-"`

	ID        int64   `bun:",pk,autoincrement" json:"-"`
	Kind      string  `json:"-"`
	SubjectID string  `json:"todo_id"`
	UserID    string  `bun:",nullzero" json:"user_id"`
	Body      string  `json:"body"`
	CreatedAt instant `json:"-"`
	UpdatedAt instant `json:"-"`
	DeletedAt instant `json:"-"`

	AuthorName string `bun:"author_name,scanonly" json:"-"`
	ProjectID  int64  `bun:"-" json:"-"` // of the todo
}

func (s *Scope) comment(row commentRow) domain.Comment {
	todoID, _ := strconv.ParseInt(row.SubjectID, 10, 64)
	return domain.Comment{
		ID: row.ID, TodoID: todoID, Author: domain.Person{ID: row.UserID, Name: row.AuthorName}, Body: row.Body,
		CreatedAt: row.CreatedAt.Time, UpdatedAt: row.UpdatedAt.Time, CanEdit: row.UserID == s.user.ID,
	}
}

// CommentsMax is how many comments of one todo its page shows; the newest ones.
const CommentsMax = 500

// Comments of a todo that the caller sees, the oldest first, after one of them; 0 begins with the first. The page's Total
// counts all of them.
func (s *Scope) Comments(ctx context.Context, todoID, after int64, limit int) (domain.CommentPage, error) {
	page := domain.CommentPage{Items: []domain.Comment{}}
	if _, _, err := s.loadTodo(ctx, s.store.read, todoID); err != nil {
		return page, err
	}
	limit = min(max(limit, 1), LimitMax)
	rows, err := s.commentRows(ctx, raw(`c.subject_id = ? AND c.id > ?`, strconv.FormatInt(todoID, 10), after), raw(` ORDER BY c.id LIMIT ?`, limit+1))
	if err != nil {
		return page, err
	}
	if len(rows) > limit {
		rows = rows[:limit]
		page.Next = rows[limit-1].ID
	}
	for _, row := range rows {
		page.Items = append(page.Items, s.comment(row))
	}
	err = s.store.read.NewRaw(`SELECT count(*) FROM comments WHERE kind = ? AND subject_id = ? AND deleted_at IS NULL`, kindTodo, strconv.FormatInt(todoID, 10)).Scan(ctx, &page.Total)
	return page, wrap(err, "count comments")
}

// Comment is one comment of exactly that todo.
func (s *Scope) Comment(ctx context.Context, todoID, id int64) (domain.Comment, error) {
	if _, _, err := s.loadTodo(ctx, s.store.read, todoID); err != nil {
		return domain.Comment{}, err
	}
	rows, err := s.commentRows(ctx, raw(`c.subject_id = ? AND c.id = ?`, strconv.FormatInt(todoID, 10), id), raw(``))
	if err != nil {
		return domain.Comment{}, err
	}
	if len(rows) == 0 {
		return domain.Comment{}, domain.Fail(domain.NotFound, "There is no such comment.")
	}
	return s.comment(rows[0]), nil
}

// CommentAnywhere is one comment on whatever todo that the caller sees.
func (s *Scope) CommentAnywhere(ctx context.Context, id int64) (domain.Comment, error) {
	rows, err := s.commentRows(ctx, raw(`c.id = ?`, id), raw(``))
	if err != nil {
		return domain.Comment{}, err
	}
	if len(rows) == 0 {
		return domain.Comment{}, domain.Fail(domain.NotFound, "There is no such comment.")
	}
	comment := s.comment(rows[0])
	if _, _, err := s.loadTodo(ctx, s.store.read, comment.TodoID); err != nil {
		return domain.Comment{}, err
	}
	return comment, nil
}

// newestComments are those of a todo that was already looked at through the Scope, the oldest first.
func (s *Scope) newestComments(ctx context.Context, todoID int64) ([]domain.Comment, error) {
	rows, err := s.commentRows(ctx, raw(`c.subject_id = ?`, strconv.FormatInt(todoID, 10)), raw(` ORDER BY c.id DESC LIMIT ?`, CommentsMax))
	comments := make([]domain.Comment, 0, len(rows))
	for _, row := range slices.Backward(rows) {
		comments = append(comments, s.comment(row))
	}
	return comments, err
}

// commentRows are comments of todos with their authors.
func (s *Scope) commentRows(ctx context.Context, which, order clause) ([]commentRow, error) {
	query := raw(`SELECT c.*, `+s.store.dialect.personName()+` AS author_name FROM comments AS c LEFT JOIN users AS u ON u.id = c.user_id WHERE `).
		plus(and(raw(`c.kind = ? AND c.deleted_at IS NULL`, kindTodo), which), order)
	var rows []commentRow
	err := s.store.read.NewRaw(query.sql, query.args...).Scan(ctx, &rows)
	return rows, wrap(err, "read comments")
}

// EditComment changes what the caller said; what others said is Denied.
func (s *Scope) EditComment(ctx context.Context, todoID, id int64, in domain.CommentInput) (domain.Comment, error) {
	return s.ChangeComment(ctx, todoID, id, "", func(domain.CommentInput) (domain.CommentInput, error) { return in, nil })
}

// ChangeComment is EditComment by a function that gets the comment as it is. version, where not empty, has to be the
// comment's still, else the answer is Stale.
func (s *Scope) ChangeComment(ctx context.Context, todoID, id int64, version string, change func(domain.CommentInput) (domain.CommentInput, error)) (domain.Comment, error) {
	var out domain.Comment
	err := s.write(ctx, func(ctx context.Context, w *work) error {
		row, err := s.loadOwnComment(ctx, w, todoID, id)
		if err != nil {
			return err
		}
		out = s.comment(row)
		if version != "" && version != out.Version() {
			return stale()
		}
		in, err := change(domain.CommentInput{Body: row.Body})
		if err != nil {
			return err
		}
		old := row
		if row.Body, err = in.Parse(); err != nil || row.Body == old.Body {
			return err
		}
		row.UpdatedAt = w.at
		out = s.comment(row)
		if _, err := w.tx.NewRaw(`UPDATE comments SET body = ?, updated_at = ? WHERE id = ?`, row.Body, w.at, id).Exec(ctx); err != nil {
			return wrap(err, "change a comment")
		}
		todo, _, err := s.loadTodo(ctx, w.tx, todoID)
		if err != nil {
			return err
		}
		if err := s.watchMentioned(ctx, w, todo, old.Body, row.Body, row.ID); err != nil {
			return err
		}
		return s.didComment(w, actionUpdate, old, row)
	})
	return out, err
}

// DeleteComment takes back what the caller said, or what was said on a todo that they manage. version, where not empty,
// has to be the comment's still, else the answer is Stale.
func (s *Scope) DeleteComment(ctx context.Context, todoID, id int64, version string) error {
	return s.write(ctx, func(ctx context.Context, w *work) error {
		row, access, err := s.loadComment(ctx, w, todoID, id)
		if err != nil {
			return err
		}
		if row.UserID != s.user.ID && !access.CanManage() {
			return domain.Fail(domain.Denied, "You can see this comment, but not delete it.")
		}
		if version != "" && version != s.comment(row).Version() {
			return stale()
		}
		if _, err := w.tx.NewRaw(`UPDATE comments SET deleted_at = ? WHERE id = ?`, w.at, id).Exec(ctx); err != nil {
			return wrap(err, "delete a comment")
		}
		return s.didComment(w, actionDelete, row, row)
	})
}

// loadComment reads a comment of exactly that todo; of another todo it is NotFound.
func (s *Scope) loadComment(ctx context.Context, w *work, todoID, id int64) (commentRow, domain.Access, error) {
	todo, access, err := s.loadTodo(ctx, w.tx, todoID)
	if err != nil {
		return commentRow{}, 0, err
	}
	var rows []commentRow
	err = w.tx.NewRaw(`SELECT c.*, `+s.store.dialect.personName()+` AS author_name FROM comments AS c LEFT JOIN users AS u ON u.id = c.user_id
		WHERE c.id = ? AND c.kind = ? AND c.subject_id = ? AND c.deleted_at IS NULL`, id, kindTodo, strconv.FormatInt(todoID, 10)).Scan(ctx, &rows)
	if err != nil {
		return commentRow{}, 0, wrap(err, "read a comment")
	}
	if len(rows) == 0 {
		return commentRow{}, 0, domain.Fail(domain.NotFound, "There is no such comment.")
	}
	rows[0].ProjectID = todo.ProjectID
	return rows[0], access, nil
}

func (s *Scope) loadOwnComment(ctx context.Context, w *work, todoID, id int64) (commentRow, error) {
	row, access, err := s.loadComment(ctx, w, todoID, id)
	if err == nil && (row.UserID != s.user.ID || !access.CanWork()) {
		return row, domain.Fail(domain.Denied, "You can change only what you wrote.")
	}
	return row, err
}

// tellOfComment tells those who watch a todo, are to do it, or made it.
func (s *Scope) tellOfComment(ctx context.Context, w *work, todo taskRow, commentID int64) error {
	if s.quiet {
		return nil
	}
	watching, _, err := watchersOf(ctx, w.tx, []taskRow{todo})
	people := slices.Concat([]string{todo.UserID}, todo.Assignees, watching[todo.ID])
	w.notify(notice{kind: domain.ToldCommented, about: domain.FoundTodo, aboutID: todo.ID, commentID: commentID}, people...)
	return err
}

func (s *Scope) didComment(w *work, action string, old, row commentRow) error {
	if action == actionDelete {
		return w.did(action, about(kindComment, row.ID, row.ProjectID), nil, nil)
	}
	before, after, err := changes(old, row)
	if err != nil {
		return err
	}
	if action == actionCreate {
		before = nil
	}
	return w.did(action, about(kindComment, row.ID, row.ProjectID), before, after)
}
