package store

import (
	"context"
	"slices"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// Collections are what programs keep a copy of that belongs to the caller or that they see: their calendars, their todos,
// and the todos of each project that is neither archived nor a template.
func (s *Scope) Collections(ctx context.Context) ([]domain.Collection, error) {
	if err := s.ensureOwn(ctx); err != nil {
		return nil, err
	}
	calendars, err := s.calendarRows(ctx, s.store.read, "", s.seesCalendar(), raw(` ORDER BY k.id LIMIT ?`, LimitMax))
	if err != nil {
		return nil, err
	}
	projects, err := s.Projects(ctx)
	if err != nil {
		return nil, err
	}
	all := make([]domain.Collection, 0, len(calendars)+len(projects)+1)
	for _, row := range calendars {
		all = append(all, row.collection(s.user))
	}
	all = append(all, s.ownTodos())
	for _, p := range projects {
		all = append(all, projectCollection(p))
	}
	return all, s.fillCollections(ctx, all)
}

// Collection is one of Collections by its name, also that of an archived project; else NotFound.
func (s *Scope) Collection(ctx context.Context, name string) (domain.Collection, error) {
	found, err := s.collectionNamed(ctx, name)
	if err != nil {
		return found, err
	}
	all := []domain.Collection{found}
	err = s.fillCollections(ctx, all)
	return all[0], err
}

func (s *Scope) collectionNamed(ctx context.Context, name string) (domain.Collection, error) {
	calendarID, projectID, ok := domain.CollectionID(name)
	switch {
	case !ok:
		rows, err := s.calendarRows(ctx, s.store.read, "", and(raw(`k.user_id = ? AND k.object_name = ?`, s.user.ID, name), s.seesCalendar()), raw(` ORDER BY k.id LIMIT 1`))
		if err == nil && len(rows) == 0 {
			err = noCalendar()
		}
		if err != nil {
			return domain.Collection{}, err
		}
		return rows[0].collection(s.user), nil
	case calendarID != 0:
		row, err := s.loadCalendar(ctx, s.store.read, calendarID)
		if err != nil {
			return domain.Collection{}, err
		}
		found := row.collection(s.user)
		found.Name = name
		return found, nil
	case projectID != 0:
		p, err := s.projectOf(ctx, s.store.read, projectID)
		return projectCollection(p), err
	}
	return s.ownTodos(), nil
}

// projectOf is one project that the caller sees; else NotFound.
func (s *Scope) projectOf(ctx context.Context, db bun.IDB, id int64) (domain.ProjectRef, error) {
	rows, err := s.projectRows(ctx, db, raw(`p.id = ?`, id))
	if err == nil && len(rows) == 0 {
		err = domain.Fail(domain.NotFound, "There is no such project.")
	}
	if err != nil {
		return domain.ProjectRef{}, err
	}
	return rows[0].ref(s.user), nil
}

func (r calendarRow) collection(u domain.User) domain.Collection {
	calendar := r.calendar(u)
	c := domain.Collection{CalendarID: r.ID, Title: r.Name, Color: r.Color, Own: calendar.CanDelete(), Access: calendar.Access}
	if c.Name = domain.NameOfCalendar(r.ID, ""); r.UserID == u.ID {
		c.Name = domain.NameOfCalendar(r.ID, r.ObjectName)
	}
	return c
}

func (s *Scope) ownTodos() domain.Collection {
	return domain.Collection{Name: domain.TodosName, Title: "Todos", Access: domain.Work | domain.Edit | domain.Manage}
}

func projectCollection(p domain.ProjectRef) domain.Collection {
	return domain.Collection{Name: domain.NameOfProject(p.ID), ProjectID: p.ID, Title: p.Name, Color: p.Color, Access: p.Access}
}

// fillCollections reads the versions of collections, and what the caller set about them.
func (s *Scope) fillCollections(ctx context.Context, all []domain.Collection) error {
	if err := s.store.dialect.settleSync(ctx, s.store); err != nil {
		return wrap(err, "put the sync log in order")
	}
	keys, names := []string{}, []string{}
	for _, c := range all {
		keys = append(keys, s.collectionOf(c).keys...)
		names = append(names, c.Key())
	}
	var ends []struct {
		Collection string
		Seq        int64
	}
	err := s.store.read.NewRaw(`SELECT l.collection, coalesce(max(`+s.store.dialect.syncSeq()+`), 0) AS seq FROM sync_log AS l WHERE l.collection IN (?) GROUP BY l.collection`, bun.List(keys)).Scan(ctx, &ends)
	if err != nil {
		return wrap(err, "read the ends of the sync log")
	}
	var choices []struct{ Collection, Name, Value string }
	err = s.store.read.NewRaw(`SELECT collection, name, value FROM collection_choices WHERE user_id = ? AND collection IN (?)`, s.user.ID, bun.List(names)).Scan(ctx, &choices)
	for i, c := range all {
		var last int64
		for _, end := range ends {
			if slices.Contains(s.collectionOf(c).keys, end.Collection) {
				last = max(last, end.Seq)
			}
		}
		all[i].Version, all[i].Choices = syncPoint{seq: last}.token(), map[string]string{}
		for _, choice := range choices {
			if choice.Collection == c.Key() {
				all[i].Choices[choice.Name] = choice.Value
			}
		}
	}
	return wrap(err, "read what was set about collections")
}

func (s *Scope) collectionOf(c domain.Collection) collection {
	if c.OfTodos() {
		return s.todoCollection(c.ProjectID)
	}
	return s.calendarCollection(calendarRow{ID: c.CalendarID})
}

// ChooseForCollection keeps what the caller sets about one of their collections for themselves; empty values are taken
// back. Invalid where it is too much.
func (s *Scope) ChooseForCollection(ctx context.Context, name string, values map[string]string) error {
	found, err := s.Collection(ctx, name)
	if err != nil {
		return err
	}
	return s.write(ctx, func(ctx context.Context, w *work) error { return s.choose(ctx, w, found.Key(), values) })
}

// ofAllCollections is what things are kept under that somebody set about all of their collections.
const ofAllCollections = "home"

// ChooseForCollections is ChooseForCollection for what the caller sets about all of them, which says nothing about one.
func (s *Scope) ChooseForCollections(ctx context.Context, values map[string]string) error {
	return s.write(ctx, func(ctx context.Context, w *work) error { return s.choose(ctx, w, ofAllCollections, values) })
}

// CollectionsChoices are what the caller set about all of their collections.
func (s *Scope) CollectionsChoices(ctx context.Context) (map[string]string, error) {
	var choices []struct{ Name, Value string }
	err := s.store.read.NewRaw(`SELECT name, value FROM collection_choices WHERE user_id = ? AND collection = ?`, s.user.ID, ofAllCollections).Scan(ctx, &choices)
	all := map[string]string{}
	for _, choice := range choices {
		all[choice.Name] = choice.Value
	}
	return all, wrap(err, "read what was set about all collections")
}

func (s *Scope) choose(ctx context.Context, w *work, key string, values map[string]string) error {
	for name, value := range values {
		if len(value) > domain.ChoiceLength || !domain.IsText(value) {
			return domain.Problems{name: "That is too long."}.Err()
		}
		query := raw(`DELETE FROM collection_choices WHERE user_id = ? AND collection = ? AND name = ?`, s.user.ID, key, name)
		if value != "" {
			query = raw(`INSERT INTO collection_choices (user_id, collection, name, value) VALUES (?, ?, ?, ?)
				ON CONFLICT (user_id, collection, name) DO UPDATE SET value = EXCLUDED.value`, s.user.ID, key, name, value)
		}
		if _, err := w.tx.NewRaw(query.sql, query.args...).Exec(ctx); err != nil {
			return wrap(err, "keep what was set about a collection")
		}
	}
	var held int
	err := w.tx.NewRaw(`SELECT count(*) FROM collection_choices WHERE user_id = ? AND collection = ?`, s.user.ID, key).Scan(ctx, &held)
	if err == nil && held > domain.ChoicesMax {
		return domain.Problems{"": "That is too much."}.Err()
	}
	return wrap(err, "count what was set about a collection")
}

// AddCollection makes a calendar of the caller's own under a name that a program gave it. A name that is taken is a
// Conflict.
func (s *Scope) AddCollection(ctx context.Context, name string, in domain.CalendarInput, choices map[string]string) error {
	if domain.CollectionTaken(name) || !domain.IsText(name) || len(name) > 200 {
		return domain.Fail(domain.Denied, "No calendar can be called that.")
	}
	return s.write(ctx, func(ctx context.Context, w *work) error {
		parsed, err := in.Parse(domain.Calendar{})
		if err != nil {
			return err
		}
		var taken int
		if err := w.tx.NewRaw(`SELECT count(*) FROM calendars WHERE user_id = ? AND object_name = ? AND deleted_at IS NULL`, s.user.ID, name).Scan(ctx, &taken); err != nil {
			return wrap(err, "look for a calendar's name")
		}
		if taken > 0 {
			return domain.Fail(domain.Conflict, "There is a calendar with that name already.")
		}
		// What is in the trash comes back under its number.
		if _, err := w.tx.NewRaw(`UPDATE calendars SET object_name = NULL WHERE user_id = ? AND object_name = ?`, s.user.ID, name).Exec(ctx); err != nil {
			return wrap(err, "free a calendar's name")
		}
		row, err := s.insertCalendar(ctx, w, parsed, name)
		if err != nil {
			return err
		}
		return s.choose(ctx, w, row.collection(s.user).Key(), choices)
	})
}
