package web_test

import (
	"fmt"
	"strings"
	"testing"

	"mddash/handlers/apptest"
)

// longText is Markdown of about so many bytes with some of everything in it.
func longText(size int) string {
	var text strings.Builder
	for i := 0; text.Len() < size; i++ {
		fmt.Fprintf(&text, "## Part %d\n\nSome **bold** words and a [[link %d]] of #tag%d, with `code` in it. WEB-%d\n\n- [ ] a task\n- another, for @ann\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n", i, i, i, i)
	}
	return text.String()
}

func BenchmarkAPreviewOf20KB(b *testing.B) {
	app := apptest.New(b, func(o *apptest.Options) { o.RateLimits = false })
	ann := app.As("ann")
	text := longText(20_000)
	form := apptest.Form("content", text)
	for i := 0; b.Loop(); i++ {
		form.Set("content", fmt.Sprint(text, i))
		ann.Post("/notes/preview", form).Want(200)
	}
}
