package store

import (
	"context"
	"strings"
	"testing"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// lastQuery is what a store was asked last.
type lastQuery struct{ text string }

func (*lastQuery) BeforeQuery(ctx context.Context, _ *bun.QueryEvent) context.Context { return ctx }

func (q *lastQuery) AfterQuery(_ context.Context, event *bun.QueryEvent) { q.text = event.Query }

func TestTheEventsThatAreShownAreReadByTheirIDs(t *testing.T) {
	ctx, s := t.Context(), openEmpty(t)
	scope := s.As(domain.User{ID: "ann", Name: "Ann", Roles: []string{domain.RoleStaff}})
	if err := s.Exec(`INSERT INTO users (id, name, email, roles) VALUES ('ann', 'Ann', 'ann@example.org', '["staff"]')`); err != nil {
		t.Fatal(err)
	}
	event, err := scope.AddEvent(ctx, domain.EventInput{Title: "x", Start: "2026-11-20T12:00"})
	if err != nil {
		t.Fatal(err)
	}
	calendars, err := scope.chosenCalendars(ctx)
	if err != nil {
		t.Fatal(err)
	}
	asked := &lastQuery{}
	s.readers = s.readers.WithQueryHook(asked)
	s.read = s.readers
	ids := []int64{event.ID}
	for i := range int64(60) { // more than a planner takes a calendar to have
		ids = append(ids, event.ID+i)
	}
	whole, err := scope.eventsWhole(ctx, calendars, ids)
	if err != nil || len(whole) != 1 || whole[event.ID].Title != "x" {
		t.Fatal(whole, err)
	}
	var plan []struct {
		ID, Parent, Notused int
		Detail              string
	}
	if err := s.write.NewRaw(`EXPLAIN QUERY PLAN `+asked.text).Scan(ctx, &plan); err != nil {
		t.Fatal(err)
	}
	for _, step := range plan {
		if strings.Contains(step.Detail, "USING INTEGER PRIMARY KEY") {
			return
		}
	}
	t.Errorf("%+v", plan)
}
