package store

import (
	"context"
	"io"
	"iter"
	"slices"
	"strconv"
	"time"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// opener opens a file that the caller sees.
func (t *Takeout) opener(ctx context.Context, id int64) func() (io.ReadCloser, error) {
	return func() (io.ReadCloser, error) {
		open, err := t.OpenAttachment(ctx, id)
		if err != nil {
			return nil, err
		}
		return io.NopCloser(open.Content), nil
	}
}

// Clients are those that the caller sees, the archived ones too.
func (t *Takeout) Clients(ctx context.Context) iter.Seq2[domain.IntakeClient, error] {
	pages := pagesOf(func(cursor string) ([]domain.Client, string, error) {
		page, err := t.Scope.Clients(ctx, domain.ClientFilter{Archived: domain.AlsoArchived, Sort: domain.SortCreated, Limit: LimitMax, Cursor: cursor})
		return page.Items, page.Next, err
	})
	return settled(pages, func(clients []domain.Client) ([]domain.IntakeClient, error) {
		outs := make([]domain.IntakeClient, 0, len(clients))
		for _, c := range clients {
			out := domain.IntakeClient{ID: t.id(domain.IntakeClients, c.ID), Input: c.Input(), Created: c.CreatedAt, Updated: c.UpdatedAt}
			if err := t.packAll(ctx, &out.Input.Notes); err != nil {
				return nil, err
			}
			outs = append(outs, out)
		}
		return outs, nil
	}, func(c domain.IntakeClient) (time.Time, string) { return c.Created, c.ID })
}

// Projects are those that the caller sees, archived ones and templates too.
func (t *Takeout) Projects(ctx context.Context) iter.Seq2[domain.IntakeProject, error] {
	return func(yield func(domain.IntakeProject, error) bool) {
		for _, templates := range []bool{false, true} {
			pages := pagesOf(func(cursor string) ([]domain.Project, string, error) {
				page, err := t.ListProjects(ctx, domain.ProjectFilter{Archived: domain.AlsoArchived, Templates: templates, Sort: domain.SortCreated, Limit: LimitMax, Cursor: cursor})
				return page.Items, page.Next, err
			})
			become := func(projects []domain.Project) ([]domain.IntakeProject, error) { return t.projectsOut(ctx, projects) }
			for project, err := range settled(pages, become, func(p domain.IntakeProject) (time.Time, string) { return p.Created, p.ID }) {
				if !yield(project, err) {
					return
				}
			}
		}
	}
}

func (t *Takeout) projectsOut(ctx context.Context, projects []domain.Project) ([]domain.IntakeProject, error) {
	ids := make([]int64, len(projects))
	for i, p := range projects {
		ids[i] = p.ID
	}
	files, err := t.filesOn(ctx, "project_id", ids)
	if err != nil {
		return nil, err
	}
	outs := make([]domain.IntakeProject, 0, len(projects))
	for _, p := range projects {
		out := domain.IntakeProject{ID: t.number(domain.IntakeProjects, p.ID), Input: p.Input(), Pinned: p.Pinned, Files: files[p.ID], Created: p.CreatedAt, Updated: p.UpdatedAt}
		in := &out.Input
		in.OwnerID, in.ClientID, in.ManagerIDs, in.Spent = nil, nil, nil, nil
		if hand := p.SpentByHand(); p.Money && hand > 0 {
			in.Spent = &hand
		}
		if p.ClientID != "" && t.user.IsStaff() {
			out.Client = t.id(domain.IntakeClients, p.ClientID)
		}
		if out.Layout, out.People, err = t.projectParts(ctx, p.ID); err != nil {
			return nil, err
		}
		if err := t.packAll(ctx, &in.Description); err != nil {
			return nil, err
		}
		outs = append(outs, out)
	}
	return outs, nil
}

// projectParts are the columns of a project's board, and who else is in it.
func (t *Takeout) projectParts(ctx context.Context, id int64) (layout []domain.ColumnInput, names []string, err error) {
	columns, err := definedColumns(ctx, t.store.read, id)
	if err != nil {
		return nil, nil, err
	}
	for _, c := range columns {
		in := domain.ColumnInput{Status: &c.Status, Name: c.Name}
		if c.Limit > 0 {
			in.Limit = &c.Limit
		}
		layout = append(layout, in)
	}
	people, err := t.ProjectPeople(ctx, id)
	for _, p := range people {
		if p.ID != t.user.ID {
			names = append(names, p.Name)
		}
	}
	slices.Sort(names)
	return layout, names, err
}

// Todos are those that the caller sees, with what was said on them.
func (t *Takeout) Todos(ctx context.Context) iter.Seq2[domain.IntakeTodo, error] {
	pages := pagesOf(func(cursor string) ([]domain.Todo, string, error) {
		page, err := t.Scope.Todos(ctx, domain.TodoFilter{Reach: domain.Visible, Archived: domain.AlsoArchived, Sort: domain.SortCreated, Limit: LimitMax, Cursor: cursor})
		return page.Items, page.Next, err
	})
	return settled(pages, func(todos []domain.Todo) ([]domain.IntakeTodo, error) { return t.todosOut(ctx, todos) },
		func(todo domain.IntakeTodo) (time.Time, string) { return todo.Created, todo.ID })
}

func (t *Takeout) todosOut(ctx context.Context, todos []domain.Todo) ([]domain.IntakeTodo, error) {
	ids := make([]int64, len(todos))
	for i, todo := range todos {
		ids[i] = todo.ID
	}
	files, err := t.filesOn(ctx, "task_id", ids)
	if err != nil {
		return nil, err
	}
	comments, err := t.commentsOn(ctx, ids)
	if err != nil {
		return nil, err
	}
	blocks, err := t.blocking(ctx, ids)
	if err != nil {
		return nil, err
	}
	outs := make([]domain.IntakeTodo, 0, len(todos))
	for _, todo := range todos {
		out := domain.IntakeTodo{
			ID: t.number(domain.IntakeTodos, todo.ID), Project: t.number(domain.IntakeProjects, todo.ProjectID), Parent: t.number(domain.IntakeTodos, todo.ParentID),
			Input: todo.Input(), Blocks: blocks[todo.ID], Comments: comments[todo.ID], Files: files[todo.ID],
			Created: todo.CreatedAt, Updated: todo.UpdatedAt, Completed: todo.CompletedAt,
		}
		in := &out.Input
		in.ProjectID, in.ParentID, in.AssigneeIDs = nil, nil, nil
		if done := todo.Completed(); done {
			in.Status, in.Completed = nil, &done
		}
		if out.People, err = t.calledAll(ctx, todo.AssigneeIDs); err != nil {
			return nil, err
		}
		if err := t.packAll(ctx, &in.Description); err != nil {
			return nil, err
		}
		outs = append(outs, out)
	}
	return outs, nil
}

// commentsOn are the comments of todos that the caller sees.
func (t *Takeout) commentsOn(ctx context.Context, ids []int64) (map[int64][]domain.IntakeComment, error) {
	on, names := map[int64][]domain.IntakeComment{}, make([]string, len(ids))
	for i, id := range ids {
		names[i] = strconv.FormatInt(id, 10)
	}
	if len(ids) == 0 {
		return on, nil
	}
	rows, err := t.commentRows(ctx, raw(`c.subject_id IN (?)`, bun.List(names)), raw(` ORDER BY c.created_at, c.id`))
	for _, row := range rows {
		comment := t.comment(row)
		out := domain.IntakeComment{ID: t.number(domain.IntakeComments, comment.ID), At: comment.CreatedAt}
		if comment.Author.ID != t.user.ID {
			out.Author = comment.Author.Name
		}
		if !comment.UpdatedAt.Equal(comment.CreatedAt) {
			out.Edited = comment.UpdatedAt
		}
		if out.Body, err = t.pack(ctx, comment.Body); err != nil {
			return nil, err
		}
		on[comment.TodoID] = append(on[comment.TodoID], out)
	}
	return on, err
}

// blocking are the todos that wait for some, of those that the caller sees.
func (t *Takeout) blocking(ctx context.Context, ids []int64) (map[int64][]string, error) {
	waiting := map[int64][]string{}
	if len(ids) == 0 {
		return waiting, nil
	}
	query := raw(`SELECT d.task_id, d.blocked_id FROM task_dependencies AS d JOIN tasks AS t ON t.id = d.blocked_id WHERE `).
		plus(and(raw(`d.task_id IN (?)`, bun.List(ids)), raw(`t.deleted_at IS NULL`), t.seesTodo()), raw(` ORDER BY d.task_id, d.blocked_id`))
	var rows []struct{ TaskID, BlockedID int64 }
	err := t.store.read.NewRaw(query.sql, query.args...).Scan(ctx, &rows)
	for _, row := range rows {
		waiting[row.TaskID] = append(waiting[row.TaskID], t.number(domain.IntakeTodos, row.BlockedID))
	}
	for _, list := range waiting {
		slices.Sort(list)
	}
	return waiting, wrap(err, "read what waits for what")
}

// Notes are those that the caller sees, with their texts.
func (t *Takeout) Notes(ctx context.Context) iter.Seq2[domain.IntakeNote, error] {
	pages := func(yield func([]int64, error) bool) {
		heads, err := t.NoteHeads(ctx)
		ids := make([]int64, len(heads))
		for i, head := range heads {
			ids[i] = head.ID
		}
		if err != nil {
			yield(nil, err)
			return
		}
		for some := range slices.Chunk(ids, 50) {
			if !yield(some, nil) {
				return
			}
		}
	}
	return settled(pages, func(ids []int64) ([]domain.IntakeNote, error) { return t.notesOut(ctx, ids) },
		func(n domain.IntakeNote) (time.Time, string) { return n.Created, n.ID })
}

func (t *Takeout) notesOut(ctx context.Context, ids []int64) ([]domain.IntakeNote, error) {
	notes, err := t.WholeNotes(ctx, ids)
	if err != nil {
		return nil, err
	}
	files, err := t.filesOn(ctx, "note_id", ids)
	if err != nil {
		return nil, err
	}
	outs := make([]domain.IntakeNote, 0, len(ids))
	for _, id := range ids {
		note, there := notes[id]
		if !there {
			continue // gone since they were named
		}
		out := domain.IntakeNote{ID: t.number(domain.IntakeNotes, id), Project: t.number(domain.IntakeProjects, note.ProjectID), Input: note.Input(),
			Files: files[id], Created: note.CreatedAt, Updated: note.UpdatedAt}
		in := &out.Input
		in.ProjectID = nil
		if in.Content, err = t.pack(ctx, note.Content); err != nil {
			return nil, err
		}
		if kind, id, err := t.placed(ctx, nil, note.CoverImage); err != nil {
			return nil, err
		} else if id != "" {
			cover := "/mddash:" + kind + "/" + id // an address, as a cover has to be one
			in.CoverImage = &cover
		}
		outs = append(outs, out)
	}
	return outs, nil
}
