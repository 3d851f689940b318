package store

import (
	"strconv"
	"time"

	"mddash/domain"
)

// waitingComment is a comment about to be made.
type waitingComment struct {
	newComment
	id, where       string
	created, edited time.Time
}

// comment adds what was said on a todo.
func (m *intake) comment(id int64, where string, todo domain.IntakeTodo) error {
	for _, comment := range todo.Comments {
		if text := m.whole(where, &comment.Body); text != nil {
			comment.Body = *text
		}
		for _, piece := range comment.Fit() {
			one := waitingComment{newComment{id, domain.CommentInput{Body: piece.Body}}, piece.ID, where + ", a comment", piece.At, comment.Edited}
			if err := m.takeComment(one); err != nil {
				return err
			}
		}
	}
	return nil
}

func (m *intake) takeComment(one waitingComment) error {
	name := known(domain.IntakeComments, one.id)
	if m.known[name] != "" || m.queued[name] {
		if err := m.makeComments(); err != nil {
			return err
		}
		return m.makeComment(one)
	}
	m.queued[name] = true
	m.talk = append(m.talk, one)
	if m.bytes += len(one.input.Body); len(m.talk) == atOnce || m.bytes >= bytesAtOnce {
		return m.makeComments()
	}
	return nil
}

// makeComments makes the comments that wait, with few statements: see many.
func (m *intake) makeComments() error {
	waiting := m.talk
	m.talk, m.bytes = nil, 0
	clear(m.queued)
	if len(waiting) == 0 {
		return nil
	}
	comments := make([]newComment, len(waiting))
	for i, one := range waiting {
		comments[i] = one.newComment
	}
	var rows []commentRow
	done, err := many(m.ctx, m.Scope, waiting, func() (err error) {
		rows, err = m.addComments(m.ctx, comments)
		return err
	}, m.makeComment)
	if !done {
		return err
	}
	for i, one := range waiting {
		m.told()
		row := strconv.FormatInt(rows[i].ID, 10)
		if err := m.made(domain.IntakeComments, one.id, row); err != nil {
			return err
		}
		m.dateLater("comments", row, one.created, one.edited)
	}
	return nil
}

// makeComment makes one of them, unless it came before.
func (m *intake) makeComment(one waitingComment) error {
	row, fresh, err := m.one(domain.IntakeComments, one.id, one.where, func() (string, error) {
		made, err := m.AddComment(m.ctx, one.todoID, one.input)
		return strconv.FormatInt(made.ID, 10), err
	})
	if err == nil && fresh {
		m.dateLater("comments", row, one.created, one.edited)
	}
	return err
}
