package store

import (
	"context"
	"strconv"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// kindFilter is about a saved filter in the activity log.
const kindFilter = "filter"

// filterRow is a row of filters. Its JSON names are what the activity log keeps the old and the new values under.
type filterRow struct {
	bun.BaseModel `bun:"table:filters,alias:f" json:"-"`

	ID           int64   `bun:",pk,autoincrement" json:"-"`
	UserID       string  `json:"-"`
	Name         string  `json:"name"`
	Query        string  `json:"query"`
	Grouping     string  `json:"grouping"`
	Sorting      string  `json:"sorting"`
	Icon         string  `json:"icon"`
	Color        string  `bun:",nullzero" json:"color"`
	Position     string  `json:"position"`
	CreatedAt    instant `json:"-"`
	UpdatedAt    instant `json:"-"`
	DeletedAt    instant `json:"-"`
	DeletedBatch string  `bun:",nullzero" json:"-"`
}

func (r filterRow) filter(place int) domain.SavedFilter {
	return domain.SavedFilter{ID: r.ID, Name: r.Name, Query: r.Query, Grouping: r.Grouping, Sorting: r.Sorting, Icon: r.Icon, Color: r.Color,
		CreatedAt: r.CreatedAt.Time, UpdatedAt: r.UpdatedAt.Time, DeletedAt: r.DeletedAt.Time, Place: place}
}

func (r filterRow) with(f domain.SavedFilter) filterRow {
	r.Name, r.Query, r.Grouping, r.Sorting, r.Icon, r.Color = f.Name, f.Query, f.Grouping, f.Sorting, f.Icon, f.Color
	return r
}

func (r filterRow) subject() subject { return about(kindFilter, r.ID, 0) }

func noFilter() error { return domain.Fail(domain.NotFound, "There is no such filter.") }

// Filters are the caller's own, in their order.
func (s *Scope) Filters(ctx context.Context) ([]domain.SavedFilter, error) {
	rows, err := s.filterRows(ctx, s.store.read, raw(`f.deleted_at IS NULL`))
	filters := make([]domain.SavedFilter, 0, len(rows))
	for i, row := range rows {
		filters = append(filters, row.filter(i+1))
	}
	return filters, err
}

// Filter is one of the caller's own; else NotFound.
func (s *Scope) Filter(ctx context.Context, id int64) (domain.SavedFilter, error) {
	_, at, rows, err := s.liveFilter(ctx, s.store.read, id)
	if err != nil {
		return domain.SavedFilter{}, err
	}
	return rows[at].filter(at + 1), nil
}

// filterRows are the caller's own alone.
func (s *Scope) filterRows(ctx context.Context, db bun.IDB, which clause) ([]filterRow, error) {
	query := raw(`SELECT f.* FROM filters AS f WHERE `).plus(and(raw(`f.user_id = ?`, s.user.ID), which), raw(` ORDER BY f.position, f.id`))
	var rows []filterRow
	err := db.NewRaw(query.sql, query.args...).Scan(ctx, &rows)
	return rows, wrap(err, "read filters")
}

// liveFilter is a filter that is not in the trash, among the caller's.
func (s *Scope) liveFilter(ctx context.Context, db bun.IDB, id int64) (filterRow, int, []filterRow, error) {
	rows, err := s.filterRows(ctx, db, raw(`f.deleted_at IS NULL`))
	if err != nil {
		return filterRow{}, 0, nil, err
	}
	for i, row := range rows {
		if row.ID == id {
			return row, i, rows, nil
		}
	}
	return filterRow{}, 0, nil, noFilter()
}

// AddFilter keeps a filter behind those that there are. More than domain.FiltersMax are Invalid.
func (s *Scope) AddFilter(ctx context.Context, in domain.FilterInput) (domain.SavedFilter, error) {
	var out domain.SavedFilter
	err := s.write(ctx, func(ctx context.Context, w *work) error {
		parsed, err := in.Parse(domain.SavedFilter{})
		if err != nil {
			return err
		}
		rows, err := s.filterRows(ctx, w.tx, raw(`f.deleted_at IS NULL`))
		if err != nil {
			return err
		}
		last, err := roomForFilter(rows)
		if err != nil {
			return err
		}
		row := filterRow{UserID: s.user.ID, Position: domain.PositionBetween(last, ""), CreatedAt: w.at, UpdatedAt: w.at}.with(parsed)
		if _, err := w.tx.NewInsert().Model(&row).ExcludeColumn("id").Returning("id").Exec(ctx); err != nil {
			return wrap(err, "keep a filter")
		}
		out = row.filter(len(rows) + 1)
		_, after, err := changes(struct{}{}, row)
		if err != nil {
			return err
		}
		return w.did(actionCreate, row.subject(), nil, after)
	})
	return out, err
}

// roomForFilter is the position behind all others.
func roomForFilter(rows []filterRow) (string, error) {
	if len(rows) >= domain.FiltersMax {
		return "", domain.Problems{"name": "Keep at most " + strconv.Itoa(domain.FiltersMax) + " filters. Delete one first."}.Err()
	}
	if len(rows) == 0 {
		return "", nil
	}
	return rows[len(rows)-1].Position, nil
}

// UpdateFilter changes a filter. change gets its Input and gives back the new one; version, where not empty, has to be
// the filter's still, else the answer is Stale. Changing nothing writes nothing.
func (s *Scope) UpdateFilter(ctx context.Context, id int64, version string, change func(domain.FilterInput) (domain.FilterInput, error)) (domain.SavedFilter, error) {
	var out domain.SavedFilter
	err := s.write(ctx, func(ctx context.Context, w *work) error {
		row, at, _, err := s.liveFilter(ctx, w.tx, id)
		if err != nil {
			return err
		}
		filter := row.filter(at + 1)
		if version != "" && version != filter.Version() {
			return stale()
		}
		in, err := change(filter.Input())
		if err != nil {
			return err
		}
		parsed, err := in.Parse(filter)
		if err != nil {
			return err
		}
		now := row.with(parsed)
		out = now.filter(at + 1)
		if err := s.saveFilter(ctx, w, row, now); err != nil {
			return err
		}
		row, _, _, err = s.liveFilter(ctx, w.tx, id)
		out = row.filter(at + 1)
		return err
	})
	return out, err
}

func (s *Scope) saveFilter(ctx context.Context, w *work, old, row filterRow) error {
	before, after, err := changes(old, row)
	if err != nil || len(after) == 0 {
		return err
	}
	row.UpdatedAt = w.at
	_, err = w.tx.NewUpdate().Model(&row).ExcludeColumn("id", "user_id", "created_at", "deleted_at", "deleted_batch").WherePK().Exec(ctx)
	if err != nil {
		return wrap(err, "change a filter")
	}
	return w.did(actionUpdate, row.subject(), before, after)
}

// MoveFilter puts a filter at a place among the caller's, from 1 on; one that is too far is the last.
func (s *Scope) MoveFilter(ctx context.Context, id int64, place int) (domain.SavedFilter, error) {
	var out domain.SavedFilter
	err := s.write(ctx, func(ctx context.Context, w *work) error {
		row, at, rows, err := s.liveFilter(ctx, w.tx, id)
		if err != nil {
			return err
		}
		others := append(append([]filterRow{}, rows[:at]...), rows[at+1:]...)
		to := min(max(place, 1), len(rows)) - 1
		before, after := "", ""
		if to > 0 {
			before = others[to-1].Position
		}
		if to < len(others) {
			after = others[to].Position
		}
		now := row
		if to != at {
			now.Position = domain.PositionBetween(before, after)
		}
		out = now.filter(to + 1)
		return s.saveFilter(ctx, w, row, now)
	})
	return out, err
}
