package views

import (
	"context"
	"strconv"
	"time"

	"mddash/domain"
	"mddash/views/ui"
)

// ProjectBudget is how the money of a project stands.
type ProjectBudget struct {
	Project domain.Project
	Now     time.Time
	// Work is what was worked, by person.
	Work domain.TimeReport
}

// used says how much of the budget is used up, and of the time that the project has.
func (b ProjectBudget) used(ctx context.Context) string {
	text := strconv.Itoa(budgetUsed(b.Project)) + "% used"
	if gone, known := b.timeGone(); known {
		text += ui.T(ctx, ", %s%% of the time gone", strconv.Itoa(gone))
	}
	return text
}

// timeGone is how much of the time between start and end is over.
func (b ProjectBudget) timeGone() (percent int, known bool) {
	start, end := b.Project.StartDate, b.Project.EndDate
	if start == "" || end == "" || end <= start {
		return 0, false
	}
	days := start.DaysUntil(domain.DateOf(b.Now))
	return min(max(days*100/start.DaysUntil(end), 0), 100), true
}

// empty tells that there is no money to speak of.
func (b ProjectBudget) empty() bool {
	return !hasBudget(b.Project) && b.Project.Spent == 0 && len(b.Work.Rows) == 0
}

// left is what the budget still has; below 0 where too much was spent.
func (b ProjectBudget) left(ctx context.Context) string {
	return b.money(ctx, *b.Project.Budget-b.Project.Spent)
}

func (b ProjectBudget) money(ctx context.Context, minor int64) string {
	return ui.Number(ctx, domain.Money{Minor: minor, Currency: b.Project.Currency}.String())
}

// inCurrency is what a line comes to in the project's own currency, which is what it has spent.
func (b ProjectBudget) inCurrency(sum domain.TimeSum) int64 {
	for _, amount := range sum.Amounts {
		if amount.Currency == b.Project.Currency {
			return amount.Minor
		}
	}
	return 0
}
