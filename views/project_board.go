package views

import (
	"context"
	"encoding/hex"
	"fmt"
	"hash/fnv"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"mddash/domain"
	"mddash/views/ui"
)

// A page of a column, and the longest column that is shown at once.
const (
	CardsShown = 50
	CardsMost  = 1000
)

// boardCard is a task as a card shows it.
type boardCard struct {
	todoRow
	Ref string
	Due string
}

func (p TodosPage) card(ctx context.Context, t domain.Todo) boardCard {
	card := boardCard{todoRow: p.row(ctx, t), Due: shortDay(ctx, t.DueDate, p.today())}
	if card.Late || t.DueDate != "" && t.DueDate <= p.today().AddDays(1) {
		card.Due = Day(ctx, t.DueDate, p.today())
	}
	if key := p.Head.Project.Key; key != "" {
		card.Ref = domain.TodoRef{ID: t.ID, Key: key}.Reference()
	}
	return card
}

// columnID is the id of a column on the page: the same for the same status, whatever else is on the board.
func columnID(status string) string {
	sum := fnv.New64a()
	sum.Write([]byte(status))
	return "col-" + hex.EncodeToString(sum.Sum(nil))
}

// columnCount is how many cards a column has, and how many of them the filter lets through.
func (p TodosPage) columnCount(ctx context.Context, c domain.BoardColumn) string {
	if p.At.Narrowed() {
		return ui.T(ctx, "%d of %d", c.Matching, c.Count)
	}
	return strconv.Itoa(c.Count)
}

// columnKey makes N write a task where new ones begin.
func columnKey(c domain.BoardColumn) templ.Attributes {
	if c.Meaning() != domain.MeaningStart {
		return nil
	}
	return templ.Attributes{"data-key": "n"}
}

// limitHue says without words how close a column is to its limit.
func limitHue(c domain.Column) string {
	switch {
	case c.Over():
		return "red"
	case c.Full():
		return "amber"
	}
	return ""
}

// nothing tells whether the board has no cards at all.
func (p TodosPage) nothing() bool {
	return !slices.ContainsFunc(p.Board.Columns, func(c domain.BoardColumn) bool { return c.Count > 0 })
}

// mayAdd tells whether the caller may add tasks to the project.
func (p TodosPage) mayAdd() bool { return p.Head.Project.Access.CanEdit() }

// mayMove tells whether there is a card on the board that the caller may move.
func (p TodosPage) mayMove() bool {
	return slices.ContainsFunc(p.Board.Columns, func(c domain.BoardColumn) bool {
		return slices.ContainsFunc(c.Cards, func(t domain.Todo) bool { return t.Access.CanWork() })
	})
}

// moreText is what the way to a column's next page says.
func moreText(ctx context.Context, c domain.BoardColumn, shown int) string {
	if left := c.Matching - shown; left > 0 {
		return ui.T(ctx, "Show %d more", min(left, CardsShown))
	}
	return ui.T(ctx, "Show more")
}

// moreCards is the address of the next page of a column alone, for a board that has the ones before.
func (p TodosPage) moreCards(c domain.BoardColumn, shown int) string {
	q := p.At.inProject(p.At.query())
	q.Set("column", c.Status)
	q.Set("after", c.Next)
	q.Set("from", strconv.Itoa(shown))
	return withQuery(p.At.path(), q)
}

// longer is the address of the same board with one column longer.
func (p TodosPage) longer(c domain.BoardColumn, shown int) string {
	q := p.At.inProject(p.At.query())
	q.Set("shown", fmt.Sprintf("%d:%s", min(2*shown, CardsMost), c.Status))
	return withQuery(p.At.path(), q)
}

// CardsShownIn reads how many cards of each column a page shows, as "120:in_review", so that bringing it up to date does
// not shorten it.
func CardsShownIn(shown []string) func(status string) int {
	most := map[string]int{}
	for _, text := range shown {
		number, status, _ := strings.Cut(text, ":")
		if n, err := strconv.Atoi(number); err == nil {
			most[status] = min(max(n, CardsShown), CardsMost)
		}
	}
	return func(status string) int { return max(most[status], CardsShown) }
}

// CardPlace asks where a card is to go.
type CardPlace struct {
	At      TodosAt
	Todo    domain.Todo
	Columns []domain.Column
}

func (p CardPlace) action() string { return p.At.ActOn(p.Todo.ID, "place") }

// columnItem is a column as the menu of a card offers it.
func columnItem(c domain.Column, current string) ui.ItemProps {
	item := ui.ItemProps{Text: c.Name, Icon: "arrow", Type: "submit", Name: "status", Value: c.Status}
	if c.Status == current {
		item.Current, item.EndIcon, item.Disabled = "true", "check", true
	}
	return item
}

// place is the address at which a card is moved, with everything that the place on the board says.
func (c boardCard) place() string { return c.At.ActOn(c.ID, "place") }
