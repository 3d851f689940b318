package store_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"mddash/domain"
	"mddash/store"
)

func (c cast) columns(who string, projectID int64) []string {
	c.t.Helper()
	columns, err := c.as(who).Columns(context.Background(), projectID)
	if err != nil {
		c.t.Fatalf("%s reads the columns: %v", who, err)
	}
	lines := []string{}
	for _, column := range columns {
		lines = append(lines, fmt.Sprintf("%s=%s", column.Status, column.Name))
	}
	return lines
}

func (c cast) wantColumns(want ...string) {
	c.t.Helper()
	if got := c.columns("ann", website); !slices.Equal(got, want) {
		c.t.Errorf("the columns are %q, want %q", got, want)
	}
}

// columnChanges are all ways to change the columns of the website's board.
func columnChanges() map[string]func(context.Context, *store.Scope, int64) error {
	return map[string]func(context.Context, *store.Scope, int64) error{
		"set": func(ctx context.Context, s *store.Scope, id int64) error {
			_, err := s.SetColumns(ctx, id, "", domain.BoardInput{Columns: []domain.ColumnInput{{Status: ptr("done"), Name: "Shipped"}, {Status: ptr("task"), Name: "Ideas"}}})
			return err
		},
		"add": func(ctx context.Context, s *store.Scope, id int64) error {
			_, err := s.AddColumn(ctx, id, domain.ColumnInput{Name: "Quality & checks"})
			return err
		},
		"move": func(ctx context.Context, s *store.Scope, id int64) error {
			_, err := s.MoveColumn(ctx, id, "in_review", "task")
			return err
		},
		"give a meaning": func(ctx context.Context, s *store.Scope, id int64) error {
			_, err := s.GiveColumnMeaning(ctx, id, "in_review", domain.MeaningDone)
			return err
		},
		"remove": func(ctx context.Context, s *store.Scope, id int64) error {
			_, err := s.RemoveColumn(ctx, id, "in_progress", "in_review")
			return err
		},
	}
}

func TestOwnersAndManagersChangeColumnsAndNobodyElse(t *testing.T) {
	eachCast(t, func(c cast) {
		c.exec(`INSERT INTO users (id, name, email, roles) VALUES ('mia', 'mia', 'mia@example.org', '["staff"]')`)
		c.exec(`INSERT INTO project_managers (project_id, user_id) VALUES (1, 'mia')`)
		before := c.columns("ann", website)
		for name, change := range columnChanges() {
			for who, want := range map[string]domain.Kind{"ben": domain.Denied, "cleo": domain.Denied, "zoe": domain.NotFound, "dora": domain.NotFound} {
				c.want(name+" by "+who, change(t.Context(), c.as(who), website), want)
			}
			c.want(name+" of a team's board by an outsider", change(t.Context(), c.as("ann"), studio), domain.Denied)
			c.want(name+" of a team's board by a viewer", change(t.Context(), c.as("zoe"), studio), domain.Denied)
			if after := c.columns("ann", website); !slices.Equal(before, after) {
				t.Errorf("%s: refused, but changed to %q", name, after)
			}
			request := c.as("mia")
			c.want(name+" by a manager", change(t.Context(), request, website), 0)
			c.want(name+": undo", request.Undo(t.Context(), request.Batch()), 0)
			request = c.as("ann")
			c.want(name+" by the owner", change(t.Context(), request, website), 0)
			c.want(name+": undo by the owner", request.Undo(t.Context(), request.Batch()), 0)
			if after := c.columns("ann", website); !slices.Equal(before, after) {
				t.Errorf("%s: undone they are %q", name, after)
			}
			c.want(name+" where nobody owns it", change(t.Context(), c.as("zoe"), adopted), 0)
			c.exec(`DELETE FROM board_columns WHERE project_id = 4`)
		}
	})
}

func TestColumnsAreAddedMovedAndRemoved(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		ann := c.as("ann")
		_, err := ann.AddColumn(ctx, website, domain.ColumnInput{Name: "Quality & checks", Limit: ptr(3)})
		c.want("add", err, 0)
		_, err = ann.AddColumn(ctx, website, domain.ColumnInput{Name: "品質"})
		c.want("add in another script", err, 0)
		_, err = ann.AddColumn(ctx, website, domain.ColumnInput{Name: "!!!"})
		c.want("add without a letter", err, 0)
		c.wantColumns("task=To do", "in_progress=In progress", "in_review=In review", "quality_checks=Quality & checks", "品質=品質", "column=!!!", "done=Done")
		_, err = ann.MoveColumn(ctx, website, "column", "task")
		c.want("move to the front", err, 0)
		_, err = ann.MoveColumn(ctx, website, "in_progress", "")
		c.want("move to the end", err, 0)
		_, err = ann.MoveColumn(ctx, website, "in_review", "in_review")
		c.want("move before itself", err, 0)
		c.wantColumns("column=!!!", "task=To do", "in_review=In review", "quality_checks=Quality & checks", "品質=品質", "done=Done", "in_progress=In progress")
		kept := c.card("ann", website, "kept", "quality_checks")
		step := c.add("ann", domain.TodoInput{Title: "step", ParentID: &kept.ID})
		_, err = ann.RemoveColumn(ctx, website, "quality_checks", "done")
		c.want("remove into done", err, 0)
		if !c.todo("ann", kept.ID).Completed() || !c.todo("ann", step.ID).Completed() {
			t.Error("what went to done is not completed")
		}
		c.card("ann", website, "adopted", "waiting")
		_, err = ann.RemoveColumn(ctx, website, "waiting", "task")
		c.want("clear up a status that nobody defined", err, 0)
		c.wantBoard("ben", website, "column: ", "task: adopted", "in_review: ", "品質: ", "done: kept", "in_progress: ")
		for what, err := range map[string]error{
			"before what is not there": second(ann.MoveColumn(ctx, website, "task", "nothing")),
			"the start":                second(ann.RemoveColumn(ctx, website, "task", "in_review")),
			"the end":                  second(ann.RemoveColumn(ctx, website, "done", "in_review")),
			"into itself":              second(ann.RemoveColumn(ctx, website, "in_review", "in_review")),
			"into nothing":             second(ann.RemoveColumn(ctx, website, "in_review", "")),
			"no meaning":               second(ann.GiveColumnMeaning(ctx, website, "in_review", "other")),
		} {
			c.want(what, err, domain.Invalid)
		}
		c.want("a column that is not there", second(ann.RemoveColumn(ctx, website, "nothing", "task")), domain.NotFound)
		c.want("moving it", second(ann.MoveColumn(ctx, website, "nothing", "")), domain.NotFound)
		c.want("its meaning", second(ann.GiveColumnMeaning(ctx, website, "nothing", "done")), domain.NotFound)
	})
}

func TestGivingAMeaningToAnotherColumnTakesTheTasksAlong(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		shipped := c.card("ann", website, "shipped", "done")
		c.clock.Advance(time.Minute)
		checked := c.add("ann", domain.TodoInput{Title: "checked", ProjectID: ptr(website), Status: ptr("in_review"), DueDate: ptr("2026-11-20"), Recurrence: ptr("FREQ=DAILY")})
		open := c.card("ann", website, "open", "task")
		ticked := c.add("ann", domain.TodoInput{Title: "ticked step", ParentID: &open.ID, Completed: ptr(true)})
		before := c.everything("ann")
		request := c.as("ann")
		_, err := request.GiveColumnMeaning(ctx, website, "in_review", domain.MeaningDone)
		c.want("done is what is reviewed", err, 0)
		c.wantColumns("task=To do", "in_progress=In progress", "done=In review", "in_review=Done")
		c.wantBoard("ann", website, "task: checked, open", "in_progress: ", "done: checked", "in_review: shipped")
		if !c.todo("ann", checked.ID).Completed() || c.todo("ann", shipped.ID).Completed() || !c.todo("ann", ticked.ID).Completed() {
			t.Error("the tasks did not go along, or a step did")
		}
		c.want("undo", request.Undo(ctx, request.Batch()), 0)
		if after := c.everything("ann"); !slices.Equal(before, after) {
			t.Errorf("undone it is\n%v\nand was\n%v", after, before)
		}
		c.wantColumns("task=To do", "in_progress=In progress", "in_review=In review", "done=Done")
		_, err = c.as("ann").GiveColumnMeaning(ctx, website, "in_progress", domain.MeaningStart)
		c.want("new tasks begin elsewhere", err, 0)
		c.wantColumns("in_progress=To do", "task=In progress", "in_review=In review", "done=Done")
		c.add("ann", domain.TodoInput{Title: "new", ProjectID: ptr(website)})
		c.wantBoard("ann", website, "in_progress: open", "task: new", "in_review: checked", "done: shipped")
	})
}

func TestAWholeListOfColumnsIsStrict(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		column := func(status, name string) domain.ColumnInput { return domain.ColumnInput{Status: &status, Name: name} }
		start, done := column("task", "Next"), column("done", "Done")
		limited := func(n int) domain.ColumnInput { return domain.ColumnInput{Name: "Limited", Limit: &n} }
		many := []domain.ColumnInput{start, done}
		for i := range 40 {
			many = append(many, domain.ColumnInput{Name: fmt.Sprint("column ", i)})
		}
		for _, row := range []struct {
			what, field string
			columns     []domain.ColumnInput
		}{
			{"none", "columns", nil},
			{"no done", "columns", []domain.ColumnInput{start}},
			{"no start", "columns", []domain.ColumnInput{done}},
			{"one status twice", "columns[2].status", []domain.ColumnInput{start, done, column("task", "Again")}},
			{"one name twice", "columns[2].name", []domain.ColumnInput{start, done, {Name: "nExt"}}},
			{"a blank name", "columns[1].name", []domain.ColumnInput{start, {Name: " \t"}, done}},
			{"a name of two lines", "columns[1].name", []domain.ColumnInput{start, {Name: "a\nb"}, done}},
			{"a long name", "columns[1].name", []domain.ColumnInput{start, {Name: strings.Repeat("x", 51)}, done}},
			{"NUL", "columns[1].name", []domain.ColumnInput{start, {Name: "a\x00"}, done}},
			{"a blank status", "columns[1].status", []domain.ColumnInput{start, column(" ", "x"), done}},
			{"a limit of none", "columns[1].limit", []domain.ColumnInput{start, limited(0), done}},
			{"a limit below none", "columns[1].limit", []domain.ColumnInput{start, limited(-1), done}},
			{"a huge limit", "columns[1].limit", []domain.ColumnInput{start, limited(10000), done}},
			{"too many", "columns", many},
		} {
			_, err := c.as("ann").SetColumns(ctx, website, "", domain.BoardInput{Columns: row.columns})
			var said *domain.Error
			if !errors.As(err, &said) || said.Fields[row.field] == "" {
				t.Errorf("%s: %v, want something at %s", row.what, err, row.field)
			}
		}
		c.wantColumns("task=To do", "in_progress=In progress", "in_review=In review", "done=Done")
		now, err := c.as("ann").Columns(ctx, website)
		c.want("columns", err, 0)
		version := domain.ColumnsVersion(now)
		_, err = c.as("ann").SetColumns(ctx, website, version, domain.BoardInput{Columns: []domain.ColumnInput{done, start, {Name: "Waiting for Ana"}}})
		c.want("a whole list", err, 0)
		c.wantColumns("done=Done", "task=Next", "waiting_for_ana=Waiting for Ana")
		_, err = c.as("ann").SetColumns(ctx, website, version, domain.BoardInput{Columns: []domain.ColumnInput{done, start}})
		c.want("of an older board", err, domain.Stale)
		c.card("ben", website, "reviewed", "in_review")
		c.wantColumns("done=Done", "task=Next", "waiting_for_ana=Waiting for Ana", "in_review=In review")
	})
}
