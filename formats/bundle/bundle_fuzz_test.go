package bundle_test

import (
	"archive/zip"
	"bytes"
	"testing"
	"time"

	"mddash/domain"
	"mddash/formats/bundle"
)

// FuzzRead reads what a zip may hold: it is refused, or every thing in it can be walked through.
func FuzzRead(f *testing.F) {
	f.Add(`[{"id":"1","project":"2","parent":"1","todo":{"title":"x","tags":["a"]},"comments":[{"id":"3","body":"mddash:todos/1"}]}]`, "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
	f.Add(`[{"id":1}]`, "")
	f.Add(`[{}]`, "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a\r\nDTSTART:20261201T100000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n")
	f.Fuzz(func(t *testing.T, todos, calendar string) {
		var out bytes.Buffer
		z := zip.NewWriter(&out)
		for _, file := range [][2]string{{"manifest.json", `{"format":"mddash-export","version":1}`}, {"data/todos.json", todos},
			{"data/calendars.json", `[{"id":"1","calendar":{"name":"x"},"file":"calendars/1.ics"}]`}, {"calendars/1.ics", calendar}} {
			w, err := z.Create(file[0])
			if err == nil {
				_, err = w.Write([]byte(file[1]))
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		in, err := bundle.Read(input(out.Bytes()), time.UTC)
		if err != nil {
			if domain.KindOf(err) != domain.Invalid {
				t.Fatalf("%v is no answer for somebody", err)
			}
			return
		}
		for _, todo := range in.Todos {
			todo.Fit()
			for _, comment := range todo.Comments {
				comment.Fit()
				domain.Unpacked(comment.Body, func(kind, id string) string { return "" }, func(kind, id string) string { return "x" })
			}
		}
		for _, c := range in.Calendars {
			for _, err := range c.Objects {
				if err != nil {
					t.Fatal(err)
				}
			}
		}
	})
}
