package store_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"mddash/domain"
	"mddash/store/storetest"
)

// board is what somebody sees of a project's board: "status: title, title".
func (c cast) board(who string, projectID int64) []string {
	c.t.Helper()
	board, err := c.as(who).Board(context.Background(), projectID, domain.TodoFilter{}, atMost(100))
	if err != nil {
		c.t.Fatalf("%s opens the board: %v", who, err)
	}
	lines := []string{}
	for _, column := range board.Columns {
		titles := []string{}
		for _, card := range column.Cards {
			titles = append(titles, card.Title)
		}
		lines = append(lines, column.Status+": "+strings.Join(titles, ", "))
	}
	return lines
}

func (c cast) wantBoard(who string, projectID int64, want ...string) {
	c.t.Helper()
	if got := c.board(who, projectID); !slices.Equal(got, want) {
		c.t.Errorf("the board is\n%q, want\n%q", got, want)
	}
}

func atMost(n int) func(string) int { return func(string) int { return n } }

// card adds a task to a project's board.
func (c cast) card(who string, projectID int64, title, status string) domain.Todo {
	c.t.Helper()
	return c.add(who, domain.TodoInput{Title: title, ProjectID: &projectID, Status: &status})
}

func (c cast) move(who string, id int64, status string, after, before int64) {
	c.t.Helper()
	if _, err := c.as(who).MoveCard(context.Background(), id, "", status, after, before); err != nil {
		c.t.Fatalf("%s moves %d: %v", who, id, err)
	}
}

func TestABoardBeginsWithFourColumnsAndShowsStatusesThatNoneHasAtTheEnd(t *testing.T) {
	eachCast(t, func(c cast) {
		c.wantBoard("ann", website, "task: ", "in_progress: ", "in_review: ", "done: ")
		parent := c.card("ann", website, "a", "task")
		c.add("ann", domain.TodoInput{Title: "step", ParentID: &parent.ID})
		c.exec(`INSERT INTO tasks (name, status, project_id) VALUES ('adopted', 'Waiting for_client', 1), ('odd', '', 1)`)
		c.card("ann", website, "b", "blocked")
		c.wantBoard("ann", website, "task: a", "in_progress: ", "in_review: ", "done: ", ": odd", "Waiting for_client: adopted", "blocked: b")
		columns, err := c.as("ben").Columns(t.Context(), website)
		c.want("columns", err, 0)
		names := []string{}
		for _, column := range columns {
			names = append(names, fmt.Sprintf("%s %d %t", column.Name, column.Count, column.Found))
		}
		if want := []string{"To do 1 false", "In progress 0 false", "In review 0 false", "Done 0 false", "No status 1 true", "Waiting for client 1 true", "Blocked 1 true"}; !slices.Equal(names, want) {
			t.Errorf("columns are %q", names)
		}
	})
}

func TestSoManyStatusesThatTheyAreNotAllColumnsAreStillCounted(t *testing.T) {
	eachCast(t, func(c cast) {
		for i := range 30 {
			c.card("ann", website, "x", fmt.Sprintf("status %02d", i))
		}
		board, err := c.as("ann").Board(t.Context(), website, domain.TodoFilter{}, atMost(10))
		c.want("board", err, 0)
		if len(board.Columns) != 24 || board.Hidden != 10 {
			t.Errorf("%d columns, %d hidden", len(board.Columns), board.Hidden)
		}
	})
}

func TestABoardIsForWhoSeesItsProject(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		card := c.card("dora", secret, "hidden", "task")
		_, err := c.as("dora").UpdateTodo(ctx, card.ID, "", set(func(in *domain.TodoInput) { in.Title = "still hidden" }))
		c.want("dora", err, 0)
		for _, who := range []string{"ann", "zoe", "cleo"} {
			_, err := c.as(who).Board(ctx, secret, domain.TodoFilter{}, atMost(10))
			c.want(who+" opens the board", err, domain.NotFound)
			_, err = c.as(who).Columns(ctx, secret)
			c.want(who+" reads the columns", err, domain.NotFound)
			_, err = c.as(who).ColumnCards(ctx, secret, "task", domain.TodoFilter{}, 10)
			c.want(who+" reads a column", err, domain.NotFound)
		}
		c.wantBoard("cleo", website, "task: ", "in_progress: ", "in_review: ", "done: ")
		_, err = c.as("ann").ColumnCards(ctx, website, "no such status", domain.TodoFilter{}, 10)
		c.want("a column that is not there", err, domain.NotFound)
	})
}

func TestABoardIsFilteredAndItsLimitsCountEveryCard(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		_, err := c.as("ann").SetColumns(ctx, website, "", domain.BoardInput{Columns: []domain.ColumnInput{{Status: ptr("task"), Name: "Next", Limit: ptr(1)}, {Status: ptr("done"), Name: "Done"}}})
		c.want("a limit", err, 0)
		c.add("ann", domain.TodoInput{Title: "tagged", ProjectID: ptr(website), Tags: []string{"copy"}})
		c.card("ann", website, "plain", "task")
		board, err := c.as("ann").Board(ctx, website, domain.TodoFilter{Tag: "copy"}, atMost(10))
		c.want("the board", err, 0)
		next := board.Columns[0]
		if len(next.Cards) != 1 || next.Matching != 1 || next.Count != 2 || !next.Over() {
			t.Errorf("the column is %+v", next)
		}
	})
}

func TestAColumnGoesOnPageByPage(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		for i := range 25 {
			c.card("ann", website, fmt.Sprintf("open %02d", i), "task")
			c.clock.Advance(time.Second)
			c.card("ann", website, fmt.Sprintf("done %02d", i), "done")
		}
		board, err := c.as("ben").Board(ctx, website, domain.TodoFilter{}, atMost(10))
		c.want("board", err, 0)
		for _, column := range board.Columns {
			titles := []string{}
			for page := column; ; {
				for _, card := range page.Cards {
					titles = append(titles, card.Title)
				}
				if page.Next == "" {
					break
				}
				page, err = c.as("ben").ColumnCards(ctx, website, column.Status, domain.TodoFilter{Cursor: page.Next}, 10)
				c.want("next page", err, 0)
			}
			want := []string{}
			for i := range column.Count {
				if column.Done() {
					i = column.Count - 1 - i
				}
				want = append(want, fmt.Sprintf("%s %02d", map[string]string{"task": "open", "done": "done"}[column.Status], i))
			}
			if !slices.Equal(titles, want) {
				t.Errorf("%s has %v", column.Status, titles)
			}
		}
		_, err = c.as("ben").ColumnCards(ctx, website, "done", domain.TodoFilter{Cursor: board.Columns[0].Next}, 10)
		c.want("a cursor of another column", err, domain.Invalid)
	})
}

func TestABoardTakesTheSameNumberOfQueriesHoweverManyCards(t *testing.T) {
	s, count := storetest.Counted(t, storetest.SQLite(t), time.Now)
	c := cast{t: t, store: s}
	c.exec(`INSERT INTO users (id, name, email) VALUES ('ann', 'ann', 'ann@example.org')`)
	c.exec(`INSERT INTO projects (id, name, key, owner_id, visibility) VALUES (1, 'Website', 'WEB', 'ann', 'private')`)
	read := func() int {
		before := count.Queries()
		board, err := c.as("ann").Board(t.Context(), website, domain.TodoFilter{}, atMost(1000))
		c.want("the board", err, 0)
		cards := 0
		for _, column := range board.Columns {
			cards += len(column.Cards)
		}
		if cards != board.Columns[0].Count+board.Columns[1].Count+board.Columns[2].Count+board.Columns[3].Count {
			t.Errorf("%d cards are shown", cards)
		}
		return count.Queries() - before
	}
	manyCards(c, 4)
	few := read()
	manyCards(c, 1000)
	if many := read(); many != few || few > 12 {
		t.Errorf("%d queries for few cards and %d for a thousand", few, many)
	}
}

// manyCards puts n cards on ann's board, a quarter in each column, without going through the operations.
func manyCards(c cast, n int) {
	c.t.Helper()
	numbers, at := `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)`, `'2026-11-20T14:30:00.000Z'`
	if c.postgres() {
		numbers, at = `WITH n (i) AS (SELECT generate_series(1, ?))`, `timestamptz '2026-11-20T14:30:00.000Z'`
	}
	c.exec(`INSERT INTO tasks (name, project_id, user_id, status, completed_at, created_at, updated_at) `+numbers+`
		SELECT 'card ' || i, 1, 'ann', CASE i % 4 WHEN 0 THEN 'task' WHEN 1 THEN 'in_progress' WHEN 2 THEN 'in_review' ELSE 'done' END,
			CASE i % 4 WHEN 3 THEN `+at+` END, `+at+`, `+at+` FROM n`, n)
	if c.postgres() {
		c.exec(`ANALYZE`)
	}
}

func TestColumnsAreReadAlongTheirIndexes(t *testing.T) {
	eachCast(t, func(c cast) {
		manyCards(c, 4000)
		for status, index := range map[string]string{"task": "tasks_board", "done": "tasks_board_done"} {
			first, err := c.as("ann").ColumnCards(t.Context(), website, status, domain.TodoFilter{}, 50)
			c.want(status, err, 0)
			for _, cursor := range []string{"", first.Next} {
				plan, err := c.as("ann").ColumnPlan(website, status, cursor)
				if err != nil {
					t.Fatal(err)
				}
				if !strings.Contains(plan, index+" ") || strings.Contains(plan, "TEMP B-TREE") || strings.Contains(plan, "Sort") {
					t.Errorf("%s after %q does not walk %s:\n%s", status, cursor, index, plan)
				}
			}
		}
	})
}

func TestTheNumbersOfAThousandCardsComeFromTheIndexAlone(t *testing.T) {
	eachCast(t, func(c cast) {
		manyCards(c, 4000)
		plan, err := c.as("ann").CountPlan(website)
		if err != nil {
			t.Fatal(err)
		}
		if !c.postgres() && !strings.Contains(plan, "COVERING INDEX tasks_board ") {
			t.Errorf("counting reads more than it needs:\n%s", plan)
		}
	})
}
