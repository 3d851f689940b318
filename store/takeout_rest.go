package store

import (
	"context"
	"iter"
	"slices"
	"strconv"
	"time"

	"mddash/domain"
)

// Decisions are those that the caller sees.
func (t *Takeout) Decisions(ctx context.Context) iter.Seq2[domain.IntakeDecision, error] {
	pages := pagesOf(func(cursor string) ([]domain.Decision, string, error) {
		page, err := t.Scope.Decisions(ctx, domain.DecisionFilter{Sort: domain.SortCreated, Limit: LimitMax, Cursor: cursor})
		return page.Items, page.Next, err
	})
	return settled(pages, func(decisions []domain.Decision) ([]domain.IntakeDecision, error) {
		outs := make([]domain.IntakeDecision, 0, len(decisions))
		for _, d := range decisions {
			out, err := t.decisionOut(ctx, d)
			if err != nil {
				return nil, err
			}
			outs = append(outs, out)
		}
		return outs, nil
	}, func(d domain.IntakeDecision) (time.Time, string) { return d.Created, d.ID })
}

func (t *Takeout) decisionOut(ctx context.Context, d domain.Decision) (domain.IntakeDecision, error) {
	out := domain.IntakeDecision{ID: t.number(domain.IntakeDecisions, d.ID), Project: t.number(domain.IntakeProjects, d.ProjectID),
		Supersedes: t.number(domain.IntakeDecisions, d.Supersedes.ID), Input: d.Input(), Created: d.CreatedAt, Updated: d.UpdatedAt}
	in := &out.Input
	in.ProjectID, in.TaskIDs, in.NoteIDs, in.SupersedesID, in.DeciderIDs = nil, nil, nil, nil, nil
	for _, todo := range d.Tasks {
		out.Todos = append(out.Todos, t.number(domain.IntakeTodos, todo.ID))
	}
	for _, note := range d.Notes {
		out.Notes = append(out.Notes, t.number(domain.IntakeNotes, note.ID))
	}
	slices.Sort(out.Todos)
	slices.Sort(out.Notes)
	var err error
	if out.Deciders, err = t.calledAll(ctx, d.DeciderIDs); err != nil {
		return out, err
	}
	for i := range in.Options {
		if in.Options[i].Detail, err = t.pack(ctx, in.Options[i].Detail); err != nil {
			return out, err
		}
	}
	return out, t.packAll(ctx, &in.Context, &in.Outcome)
}

// Calendars are those that the caller sees, the team's only where something is in it. What follows an address elsewhere
// stays: it is there.
func (t *Takeout) Calendars(ctx context.Context) iter.Seq2[domain.IntakeCalendar, error] {
	own, failed := t.OwnCalendar(ctx)
	pages := pagesOf(func(cursor string) ([]domain.Calendar, string, error) {
		if failed != nil {
			return nil, "", failed
		}
		page, err := t.Scope.Calendars(ctx, false, domain.SortCreated, LimitMax, cursor)
		return page.Items, page.Next, err
	})
	return settled(pages, func(calendars []domain.Calendar) ([]domain.IntakeCalendar, error) {
		var outs []domain.IntakeCalendar
		for _, c := range calendars {
			if c.Follows() {
				continue
			}
			out := domain.IntakeCalendar{ID: t.number(domain.IntakeCalendars, c.ID), Input: c.Input(), First: c.ID == own, Objects: t.objectsOut(ctx, c.ID),
				Created: c.CreatedAt, Updated: c.UpdatedAt}
			for object, err := range out.Objects {
				if err != nil {
					return nil, err
				}
				for _, e := range object.Event.Events {
					out.Events = append(out.Events, domain.IntakeEvent{UID: object.UID, On: string(e.On), Project: t.number(domain.IntakeProjects, e.ProjectID), Created: e.CreatedAt, Updated: e.UpdatedAt})
				}
			}
			if c.IsTeam() && len(out.Events) == 0 {
				continue
			}
			outs = append(outs, out)
		}
		return outs, nil
	}, func(c domain.IntakeCalendar) (time.Time, string) { return c.Created, c.ID })
}

// objectsOut are the events of a calendar. What the caller sees only as taken time stays with whom it belongs to.
func (t *Takeout) objectsOut(ctx context.Context, calendarID int64) iter.Seq2[domain.ImportedObject, error] {
	return func(yield func(domain.ImportedObject, error) bool) {
		_, events, err := t.ExportCalendar(ctx, calendarID)
		if err != nil {
			yield(domain.ImportedObject{}, err)
			return
		}
		for object, err := range events {
			if err == nil && object.Events[0].Busy {
				continue
			}
			out := domain.ImportedObject{Event: &object}
			out.UID = object.UID
			if !yield(out, err) || err != nil {
				return
			}
		}
	}
}

// Entries are the caller's own time entries, but for a timer that runs.
func (t *Takeout) Entries(ctx context.Context) iter.Seq2[domain.IntakeEntry, error] {
	return func(yield func(domain.IntakeEntry, error) bool) {
		f := domain.TimeFilter{UserID: t.user.ID, Sort: domain.SortDate, Limit: ReportPage}
		pages := pagesOf(func(cursor string) ([]domain.TimeEntry, string, error) {
			f.Cursor = cursor
			page, err := t.Scope.Time(ctx, f)
			return page.Items, page.Next, err
		})
		for page, err := range pages {
			if err != nil {
				yield(domain.IntakeEntry{}, err)
				return
			}
			for _, e := range page {
				if !e.Running && !yield(t.entryOut(e), nil) {
					return
				}
			}
		}
	}
}

func (t *Takeout) entryOut(e domain.TimeEntry) domain.IntakeEntry {
	out := domain.IntakeEntry{ID: t.number(domain.IntakeTime, e.ID), Todo: t.number(domain.IntakeTodos, e.TodoID), Title: e.Title, Input: e.Input(),
		Started: e.StartedAt, Created: e.CreatedAt, Updated: e.UpdatedAt}
	out.Input.UserID = nil
	if e.Priced {
		out.Rate = e.HourlyRate
	}
	return out
}

// SavedFilters are the caller's filters, in their order.
func (t *Takeout) SavedFilters(ctx context.Context) iter.Seq2[domain.IntakeFilter, error] {
	return func(yield func(domain.IntakeFilter, error) bool) {
		filters, err := t.Filters(ctx)
		if err != nil {
			yield(domain.IntakeFilter{}, err)
			return
		}
		for _, f := range filters {
			if !yield(domain.IntakeFilter{ID: t.id(domain.IntakeFilters, strconv.FormatInt(f.ID, 10)), Input: f.Input(), Created: f.CreatedAt, Updated: f.UpdatedAt}, nil) {
				return
			}
		}
	}
}
