package views

import (
	"context"
	"slices"

	"mddash/domain"
	"mddash/views/ui"
)

// defaultColumnNames are what the columns of a new board are called, by the English words that are stored until somebody calls
// them something else.
func defaultColumnNames(ctx context.Context) map[string]string {
	return map[string]string{
		"To do": ui.T(ctx, "To do"), "In progress": ui.T(ctx, "In progress"), "In review": ui.T(ctx, "In review"), "Done": ui.T(ctx, "Done"), "No status": ui.T(ctx, "No status"),
	}
}

// columnName is what a column is called for whoever reads the page.
func columnName(ctx context.Context, c domain.Column) string {
	if domain.FoundColumn(c.Status).Name != c.Name {
		return c.Name
	}
	if own, ok := defaultColumnNames(ctx)[c.Name]; ok {
		return own
	}
	return c.Name
}

// SpokenColumns are columns as whoever reads the page calls them; they are not to be stored.
func SpokenColumns(ctx context.Context, columns []domain.Column) []domain.Column {
	columns = slices.Clone(columns)
	for i, c := range columns {
		columns[i].Name = columnName(ctx, c)
	}
	return columns
}

// storedName is the opposite of columnName for what was typed.
func storedName(ctx context.Context, status, typed string) string {
	found := domain.FoundColumn(status)
	if status != "" && typed == columnName(ctx, found) {
		return found.Name
	}
	return typed
}
