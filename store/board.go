package store

import (
	"cmp"
	"context"
	"slices"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// foundMax is how many statuses that a board does not define are shown as columns.
const foundMax = 20

// Columns are those of the board of a project that the caller sees, in their order, with the statuses that its tasks
// have and the board does not define at the end, each with how many cards it has.
func (s *Scope) Columns(ctx context.Context, projectID int64) ([]domain.Column, error) {
	if _, err := s.loadProject(ctx, s.store.read, projectID); err != nil {
		return nil, err
	}
	columns, _, err := s.columnsWithCounts(ctx, s.store.read, projectID)
	return columns, err
}

// columnsWithCounts also tells how many cards are in none of the columns.
func (s *Scope) columnsWithCounts(ctx context.Context, db bun.IDB, projectID int64) (columns []domain.Column, hidden int, err error) {
	if columns, err = definedColumns(ctx, db, projectID); err != nil {
		return nil, 0, err
	}
	counts, err := s.countCards(ctx, db, domain.TodoFilter{ProjectID: projectID})
	if err != nil {
		return nil, 0, err
	}
	found := []domain.Column{}
	for i := range columns {
		columns[i].Count = counts[columns[i].Status]
		delete(counts, columns[i].Status)
	}
	for status, n := range counts {
		column := domain.FoundColumn(status)
		column.Count = n
		found = append(found, column)
	}
	slices.SortFunc(found, func(a, b domain.Column) int { return cmp.Compare(a.Status, b.Status) })
	for _, left := range found[min(len(found), foundMax):] {
		hidden += left.Count
	}
	return append(columns, found[:min(len(found), foundMax)]...), hidden, nil
}

// definedColumns are the columns that a board has of its own, or those that every board begins with.
func definedColumns(ctx context.Context, db bun.IDB, projectID int64) ([]domain.Column, error) {
	var rows []columnRow
	err := db.NewRaw(`SELECT b.status, b.name, b.card_limit FROM board_columns AS b WHERE b.project_id = ? ORDER BY b.position, b.id`, projectID).Scan(ctx, &rows)
	if err != nil {
		return nil, wrap(err, "read the columns of a board")
	}
	if len(rows) == 0 {
		return domain.DefaultColumns(), nil
	}
	columns := make([]domain.Column, 0, len(rows))
	for _, row := range rows {
		columns = append(columns, row.column())
	}
	return columns, nil
}

// cards is what a filter asks of the cards on a board: rows under the alias t.
func (s *Scope) cards(f domain.TodoFilter) clause {
	f.TopLevel, f.Trashed, f.Status = true, false, ""
	mine := clause{}
	if f.AssignedTo {
		mine = raw(`t.id IN (SELECT task_id FROM task_assignees WHERE user_id = ?)`, s.user.ID)
	}
	return and(s.matching(f), mine)
}

func (s *Scope) countCards(ctx context.Context, db bun.IDB, f domain.TodoFilter) (map[string]int, error) {
	var rows []struct {
		Status string
		N      int
	}
	query := raw(`SELECT t.status, count(*) AS n FROM tasks AS t WHERE `).plus(s.cards(f), raw(` GROUP BY t.status`))
	if err := db.NewRaw(query.sql, query.args...).Scan(ctx, &rows); err != nil {
		return nil, wrap(err, "count cards")
	}
	counts := map[string]int{}
	for _, row := range rows {
		counts[row.Status] = row.N
	}
	return counts, nil
}

// matchingCards are how many cards of each status a filter lets through: those that there are where it asks for nothing.
func (s *Scope) matchingCards(ctx context.Context, f domain.TodoFilter, columns []domain.Column) (map[string]int, error) {
	if s.cards(f).sql != s.cards(domain.TodoFilter{ProjectID: f.ProjectID}).sql {
		return s.countCards(ctx, s.store.read, f)
	}
	counts := map[string]int{}
	for _, column := range columns {
		counts[column.Status] = column.Count
	}
	return counts, nil
}

// Board is what a project's tasks look like by their status, steps not among them: the columns with the first cards of
// each, as far as the filter lets them through. The column that means completed shows what was completed last first,
// every other one is in manual order. most says how many cards of a status are read at once. However many there are, it
// takes the same number of queries.
func (s *Scope) Board(ctx context.Context, projectID int64, f domain.TodoFilter, most func(status string) int) (domain.Board, error) {
	var board domain.Board
	if _, err := s.loadProject(ctx, s.store.read, projectID); err != nil {
		return board, err
	}
	columns, hidden, err := s.columnsWithCounts(ctx, s.store.read, projectID)
	if err != nil {
		return board, err
	}
	f.ProjectID = projectID
	matching, err := s.matchingCards(ctx, f, columns)
	if err != nil {
		return board, err
	}
	board.Hidden = hidden
	for _, column := range columns {
		board.Columns = append(board.Columns, domain.BoardColumn{Column: column, Matching: matching[column.Status]})
	}
	return board, s.deal(ctx, f, board.Columns, most)
}

// deal reads the first cards of each column.
func (s *Scope) deal(ctx context.Context, f domain.TodoFilter, columns []domain.BoardColumn, most func(status string) int) error {
	query := clause{}
	for i, column := range columns {
		if i > 0 {
			query = query.plus(raw(` UNION ALL `))
		}
		query = query.plus(raw(`SELECT * FROM (`), s.columnQuery(f, column.Column, clause{}, most(column.Status)+1), raw(`) AS dealt`))
	}
	var rows []taskRow
	if err := s.store.read.NewRaw(query.sql, query.args...).Scan(ctx, &rows); err != nil {
		return wrap(err, "read cards")
	}
	at := map[string]int{}
	for i := range columns {
		at[columns[i].Status] = i
	}
	todos, err := s.fill(ctx, s.store.read, rows, true)
	if err != nil {
		return err
	}
	keys := map[int64]string{}
	for i, todo := range todos {
		column := &columns[at[todo.Status]]
		column.Cards = append(column.Cards, todo)
		keys[todo.ID] = rows[i].SortKey
	}
	for i := range columns {
		s.cut(&columns[i], keys, most(columns[i].Status))
	}
	return nil
}

// cut puts the cards of a column into order, takes the one too many off and notes where the next page begins.
func (s *Scope) cut(column *domain.BoardColumn, keys map[int64]string, most int) {
	o := s.store.dialect.cardOrder(column.Column)
	slices.SortFunc(column.Cards, func(a, b domain.Todo) int {
		by := cmp.Or(cmp.Compare(keys[a.ID], keys[b.ID]), cmp.Compare(a.ID, b.ID))
		if o.desc {
			return -by
		}
		return by
	})
	if len(column.Cards) <= most {
		return
	}
	column.Cards = column.Cards[:most]
	last := column.Cards[most-1]
	column.Next = o.cursor(keys[last.ID], last.ID)
}

// ColumnCards is one page of one column of a board: the cards with a status behind a cursor, with how many there are.
// A cursor of another column is Invalid.
func (s *Scope) ColumnCards(ctx context.Context, projectID int64, status string, f domain.TodoFilter, limit int) (domain.BoardColumn, error) {
	if _, err := s.loadProject(ctx, s.store.read, projectID); err != nil {
		return domain.BoardColumn{}, err
	}
	columns, _, err := s.columnsWithCounts(ctx, s.store.read, projectID)
	if err != nil {
		return domain.BoardColumn{}, err
	}
	column, there := domain.ColumnOf(columns, status)
	if !there {
		return domain.BoardColumn{}, noColumn()
	}
	o := s.store.dialect.cardOrder(column)
	after, err := o.after(f.Cursor)
	if err != nil {
		return domain.BoardColumn{}, err
	}
	f.ProjectID = projectID
	matching, err := s.matchingCards(ctx, f, columns)
	if err != nil {
		return domain.BoardColumn{}, err
	}
	query := s.columnQuery(f, column, after, limit+1)
	var rows []taskRow
	if err := s.store.read.NewRaw(query.sql, query.args...).Scan(ctx, &rows); err != nil {
		return domain.BoardColumn{}, wrap(err, "read cards")
	}
	out := domain.BoardColumn{Column: column, Matching: matching[status]}
	if len(rows) > limit {
		rows = rows[:limit]
		out.Next = o.cursor(rows[limit-1].SortKey, rows[limit-1].ID)
	}
	out.Cards, err = s.fill(ctx, s.store.read, rows, true)
	return out, err
}

func noColumn() error { return domain.Fail(domain.NotFound, "There is no such column.") }

// cardOrder is the order that the cards of a column stand in.
func (d dialect) cardOrder(c domain.Column) order {
	sort := domain.SortPosition
	if c.Done() {
		sort = "-" + domain.SortCompleted
	}
	o, _ := d.orderOf(sort) // both are there
	return o
}

// columnQuery reads the cards of one column along the index that the migrations make for it.
func (s *Scope) columnQuery(f domain.TodoFilter, column domain.Column, after clause, limit int) clause {
	o := s.store.dialect.cardOrder(column)
	status := raw(`t.status = ?`, column.Status)
	if column.Done() {
		status = raw(`t.status = 'done'`) // as the index says it
	}
	return raw(`SELECT `+taskColumns+`, `+o.text+` AS sort_key FROM tasks AS t WHERE `).
		plus(and(s.cards(f), status, after), o.by(), raw(` LIMIT ?`, limit))
}
