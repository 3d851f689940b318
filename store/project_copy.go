package store

import (
	"context"
	"maps"
	"slices"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"mddash/domain"
)

// CopyProject makes a project of the caller's own that is like one they see: its columns, and its tasks with their steps,
// estimates and what waits for what, all to be done. Nobody's rights, names, words, hours or rates come along. A person
// with the client role is Denied; a project with more than domain.CopyMax tasks is Invalid.
func (s *Scope) CopyProject(ctx context.Context, id int64, in domain.CopyInput) (domain.Project, error) {
	var out domain.Project
	err := s.write(ctx, func(ctx context.Context, w *work) error {
		from, err := s.loadProject(ctx, w.tx, id)
		if err != nil {
			return err
		}
		if !s.user.IsStaff() {
			return domain.Fail(domain.Denied, "Only staff make projects.")
		}
		tasks, err := s.tasksToCopy(ctx, w, id)
		if err != nil {
			return err
		}
		copied, days, err := in.Parse(from.project(s.user), firstDate(tasks))
		if err != nil {
			return err
		}
		row, err := s.copyRow(ctx, w, copied)
		if err != nil {
			return err
		}
		columns, err := copyColumns(ctx, w, id, row.ID)
		if err != nil {
			return err
		}
		if err := s.copyTasks(ctx, w, tasks, row.ID, firstStatus(columns), days); err != nil {
			return err
		}
		out, err = s.rereadProject(ctx, w.tx, row.ID)
		return err
	})
	return out, err
}

func (s *Scope) tasksToCopy(ctx context.Context, w *work, id int64) ([]taskRow, error) {
	var rows []taskRow
	err := w.tx.NewRaw(`SELECT `+taskColumns+` FROM tasks AS t WHERE t.project_id = ? AND t.deleted_at IS NULL ORDER BY t.id LIMIT ?`, id, domain.CopyMax+1).Scan(ctx, &rows)
	if err == nil && len(rows) > domain.CopyMax {
		return nil, domain.Fail(domain.Invalid, "This project has too many tasks to duplicate it.")
	}
	return rows, wrap(err, "read the tasks of a project")
}

func firstDate(rows []taskRow) domain.Date {
	first := domain.Date("")
	for _, row := range rows {
		for _, text := range []string{row.StartDate, row.DueDate} {
			if day := domain.StoredDate(text); day != "" && (first == "" || day < first) {
				first = day
			}
		}
	}
	return first
}

// copyRow inserts the duplicate itself. A client that is in the trash does not come along.
func (s *Scope) copyRow(ctx context.Context, w *work, copied domain.Project) (projectRow, error) {
	copied.OwnerID = s.user.ID
	if copied.ClientID != "" {
		if err := s.checkClient(ctx, w.tx, copied.ClientID); domain.KindOf(err) == domain.Invalid {
			copied.ClientID = ""
		} else if err != nil {
			return projectRow{}, err
		}
	}
	row := projectRow{UserID: s.user.ID, Managers: []string{}}.with(copied)
	return row, s.insertProject(ctx, w, &row)
}

func copyColumns(ctx context.Context, w *work, from, to int64) ([]domain.Column, error) {
	_, err := w.tx.NewRaw(`INSERT INTO board_columns (project_id, status, name, position, card_limit)
		SELECT ?, status, name, position, card_limit FROM board_columns WHERE project_id = ? ORDER BY id`, to, from).Exec(ctx)
	if err != nil {
		return nil, wrap(err, "copy the columns of a board")
	}
	return definedColumns(ctx, w.tx, to)
}

// firstStatus is that of the first column whose tasks are not completed.
func firstStatus(columns []domain.Column) string {
	at := slices.IndexFunc(columns, func(c domain.Column) bool { return !c.Done() })
	if at < 0 {
		return domain.StatusTodo
	}
	return columns[at].Status
}

// copyTasks inserts tasks level by level, so that each step's parent is there before it.
func (s *Scope) copyTasks(ctx context.Context, w *work, tasks []taskRow, projectID int64, status string, days int) error {
	copies := map[int64]int64{} // by the id of the original
	waiting := map[int64]bool{}
	for _, task := range tasks {
		waiting[task.ID] = true
	}
	for len(tasks) > 0 {
		level, rest := []taskRow{}, []taskRow{}
		for _, task := range tasks {
			if waiting[task.ParentID] {
				rest = append(rest, task)
			} else {
				level = append(level, task)
			}
		}
		if len(level) == 0 {
			break // steps of each other, which only another program makes
		}
		err := copyLevel(ctx, w, level, copies, func(task taskRow) taskRow {
			row := taskRow{UserID: s.user.ID}.with(task.todo().CopyOf(status, days, s.user.Location()))
			row.ProjectID, row.ParentID, row.Assignees = projectID, copies[task.ParentID], []string{}
			return row
		})
		if err != nil {
			return err
		}
		for _, task := range level {
			delete(waiting, task.ID)
		}
		tasks = rest
	}
	return copyLinks(ctx, w, copies)
}

// copyLevel inserts a copy of each task and notes its id.
func copyLevel(ctx context.Context, w *work, tasks []taskRow, copies map[int64]int64, copyOf func(taskRow) taskRow) error {
	for part := range slices.Chunk(tasks, 200) {
		rows := make([]taskRow, 0, len(part))
		for _, task := range part {
			row := copyOf(task)
			row.CreatedAt, row.UpdatedAt, row.UID = w.at, w.at, uuid.NewString()
			rows = append(rows, row)
		}
		var made []struct {
			ID  int64
			UID string `bun:"uid"`
		}
		if err := w.tx.NewInsert().Model(&rows).ExcludeColumn("id").Returning("id, uid").Scan(ctx, &made); err != nil {
			return wrap(err, "copy tasks")
		}
		ids := map[string]int64{}
		for _, one := range made {
			ids[one.UID] = one.ID
		}
		for i := range rows {
			rows[i].ID = ids[rows[i].UID]
			copies[part[i].ID] = rows[i].ID
		}
		if err := didCopies(ctx, w, rows); err != nil {
			return err
		}
	}
	return nil
}

// didCopies gives new rows their tags and logs them.
func didCopies(ctx context.Context, w *work, rows []taskRow) error {
	tags := []taskTag{}
	for _, row := range rows {
		for _, tag := range row.Tags {
			tags = append(tags, taskTag{TaskID: row.ID, Tag: tag})
		}
		_, after, err := changes(struct{}{}, row)
		if err != nil {
			return err
		}
		if err := w.did(actionCreate, row.subject(), nil, after); err != nil {
			return err
		}
	}
	if len(tags) == 0 {
		return nil
	}
	_, err := w.tx.NewInsert().Model(&tags).On("CONFLICT DO NOTHING").Exec(ctx)
	return wrap(err, "copy tags")
}

type taskTag struct {
	bun.BaseModel `bun:"table:task_tags"`

	TaskID int64
	Tag    string
}

type taskLink struct {
	bun.BaseModel `bun:"table:task_dependencies"`

	TaskID, BlockedID int64
	CreatedAt         instant
}

// copyLinks copies what waits for what, where both are copied.
func copyLinks(ctx context.Context, w *work, copies map[int64]int64) error {
	ids := slices.Sorted(maps.Keys(copies))
	for part := range slices.Chunk(ids, 500) {
		var links []taskLink
		if err := w.tx.NewRaw(`SELECT task_id, blocked_id FROM task_dependencies WHERE task_id IN (?) ORDER BY 1, 2`, bun.List(part)).Scan(ctx, &links); err != nil {
			return wrap(err, "read what waits for what")
		}
		links = slices.DeleteFunc(links, func(l taskLink) bool { return copies[l.BlockedID] == 0 })
		for i, link := range links {
			links[i] = taskLink{TaskID: copies[link.TaskID], BlockedID: copies[link.BlockedID], CreatedAt: w.at}
		}
		if len(links) == 0 {
			continue
		}
		if _, err := w.tx.NewInsert().Model(&links).Exec(ctx); err != nil {
			return wrap(err, "copy what waits for what")
		}
	}
	return nil
}
