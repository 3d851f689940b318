package store

import (
	"encoding/base64"
	"testing"

	"mddash/domain"
)

// FuzzACursorIsOneThatWeWroteOrRefused: what comes back in an address as a cursor never reaches the database as anything
// but values of the right kind.
func FuzzACursorIsOneThatWeWroteOrRefused(f *testing.F) {
	for _, seed := range []string{`{"s":"-created","k":"2026-11-20T14:30:00.000Z","i":7}`, `{"s":"title","k":"a\u0000","i":9223372036854775807}`, `{"s":"title","i":1e400}`, "3.7", "-1.-1", "%d.%d", "[]"} {
		f.Add(base64.RawURLEncoding.EncodeToString([]byte(seed)))
	}
	f.Add("=")
	orders := []order{byText("title", "t.id", "t.title"), onPostgres.byTime("created", "t.id", "t.created_at"), onSQLite.byTime("created", "t.id", "t.created_at")}
	f.Fuzz(func(t *testing.T, cursor string) {
		for _, o := range orders {
			for _, o.desc = range []bool{false, true} {
				numbered, err := o.after(cursor)
				checkCursor(t, cursor, numbered, err)
				named, err := behind[string](o, cursor)
				checkCursor(t, cursor, named, err)
			}
		}
		if at, err := readPlace(cursor); err == nil && at != nil && at.place() != cursor {
			t.Fatalf("%q became %q", cursor, at.place())
		} else if err != nil && domain.KindOf(err) != domain.Invalid {
			t.Fatalf("%q: %v", cursor, err)
		}
	})
}

func checkCursor(t *testing.T, cursor string, got clause, err error) {
	t.Helper()
	if err != nil && domain.KindOf(err) != domain.Invalid {
		t.Fatalf("%q: %v", cursor, err)
	}
	for _, arg := range got.args {
		if text, isText := arg.(string); isText && !domain.IsText(text) {
			t.Fatalf("%q brings %q into the database", cursor, text)
		}
	}
}
