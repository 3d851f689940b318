package store_test

import (
	"slices"
	"testing"
	"time"

	"mddash/store"
	"mddash/store/storetest"
)

func TestATimeIsReadInEveryForm(t *testing.T) {
	want := time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC)
	for _, src := range []any{
		"2026-11-22T09:30:00Z", "2026-11-22T09:30:00.000Z", "2026-11-22 09:30:00", "2026-11-22 09:30:00.000", "2026-11-22T09:30",
		"2026-11-22T11:30:00+02:00", "2026-11-22 11:30:00+02", "2026-11-22 11:30:00+0200", "2026-11-22 09:30:00.000000+00:00",
		" 2026-11-22T09:30:00Z ", []byte("2026-11-22T09:30:00Z"), int64(1795339800), int64(1795339800000), "1795339800", "1795339800000",
		"1795339800000.0", float64(1795339800000), want.In(time.FixedZone("", 7200)),
	} {
		var got store.Instant
		if err := got.Scan(src); err != nil || !got.Equal(want) || got.Location() != time.UTC {
			t.Errorf("%v became %v, %v", src, got, err)
		}
	}
	var day store.Instant
	if _ = day.Scan("2026-11-22"); !day.Equal(time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("a date became %v", day)
	}
}

func TestWhatIsNoTimeReadsAsNone(t *testing.T) {
	for _, src := range []any{nil, "", "yesterday", "2026-13-01", "NaN", "1e300", int64(9e18), "99999-01-01T00:00:00Z", true, "\x00", "-1e20"} {
		got := store.Instant{Time: time.Now()}
		if err := got.Scan(src); err != nil || !got.IsZero() {
			t.Errorf("%v became %v, %v", src, got, err)
		}
	}
}

func TestAListIsReadFromWhateverIsThere(t *testing.T) {
	for src, want := range map[any][]string{
		nil: {}, "": {}, "null": {}, "[]": {}, "no json": {}, `{"a":1}`: {}, `["a","b"]`: {"a", "b"}, `["a",null,7,{"x":1},1.5]`: {"a", "7", "1.5"},
		`"[\"a\"]"`: {"a"}, `"a"`: {}, int64(7): {}, `["a"`: {}, `["\u0000"]`: {"\x00"},
		`["a", "b"]`: {"a", "b"}, `["a"b"]`: {}, `[""]`: {""}, `["a","b","]`: {}, "[\"a\nb\"]": {},
	} {
		got := store.StringList{"before"}
		if err := got.Scan(src); err != nil || !slices.Equal(got, want) || got == nil {
			t.Errorf("%v became %#v, %v, want %v", src, got, err, want)
		}
	}
}

func TestANumberIsReadFromWhateverIsThere(t *testing.T) {
	for src, want := range map[any]store.Number{nil: 0, "": 0, "x": 0, "7": 7, " 7.9 ": 7, int64(-3): -3, 2.5: 2, true: 1, "1e400": 0} {
		got := store.Number(99)
		if err := got.Scan(src); err != nil || got != want {
			t.Errorf("%v became %v, %v, want %v", src, got, err, want)
		}
	}
}

// typesRow goes through Bun in both directions.
type typesRow struct {
	ID        string `bun:",pk"`
	UserAgent string
	UserID    string
	CreatedAt store.Instant
	SeenAt    store.Instant
	ExpiresAt store.Instant
}

func TestTimesAndListsComeBackAsTheyWereStored(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		at := store.Instant{Time: time.Date(2026, 11, 22, 9, 30, 0, 123e6, time.UTC)}
		exec(t, s, "INSERT INTO users (id, email) VALUES ('a', 'a@example.com')")
		row := typesRow{ID: "l", UserID: "a", UserAgent: `it's "quoted" \ ? ünï`, CreatedAt: at, SeenAt: at, ExpiresAt: at}
		if _, err := s.Write().NewInsert().Model(&row).ModelTableExpr("logins").Exec(t.Context()); err != nil {
			t.Fatal(err)
		}
		var got typesRow
		if err := s.Read().NewSelect().Model(&got).ModelTableExpr("logins AS types_row").Where("created_at = ?", at).Where("seen_at >= ?", at).Scan(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got != row {
			t.Errorf("got %+v, want %+v", got, row)
		}
		exec(t, s, "INSERT INTO tasks (name) VALUES ('x')")
		if _, err := s.Write().NewRaw("UPDATE tasks SET tags = ?, completed_at = ?, updated_at = ?", store.StringList{"a", `b"c`}, store.Instant{}, at).Exec(t.Context()); err != nil {
			t.Fatal(err)
		}
		var tags store.StringList
		var completed, updated store.Instant
		err := s.Read().NewRaw("SELECT tags, completed_at, updated_at FROM tasks").Scan(t.Context(), &tags, &completed, &updated)
		if err != nil || !slices.Equal(tags, store.StringList{"a", `b"c`}) || !completed.IsZero() || updated != at {
			t.Errorf("got %v, %v, %v, %v", tags, completed, updated, err)
		}
	})
}
