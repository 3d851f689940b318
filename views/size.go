package views

import (
	"context"
	"strings"

	"mddash/domain"
	"mddash/views/ui"
)

// sizeText is a number of bytes in few words, such as "2.4 MB", as the language writes it.
func sizeText(ctx context.Context, bytes int64) string {
	number, unit, _ := strings.Cut(domain.SizeText(bytes), " ")
	switch unit {
	case "byte":
		unit = ui.T(ctx, "byte")
	case "bytes":
		unit = ui.T(ctx, "bytes")
	}
	return ui.Number(ctx, number) + " " + unit
}
