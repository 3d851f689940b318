package bundle_test

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"maps"
	"strings"
	"testing"
	"time"

	"mddash/demo"
	"mddash/domain"
	"mddash/formats/bundle"
	"mddash/formats/imports/packed"
	"mddash/store"
	"mddash/store/storetest"
)

const today = domain.Date("2026-11-25")

func clock() time.Time { return today.Time().AddDate(0, 0, 1) }

// studio is the demo's, as its owner sees it.
func studio(t *testing.T, s *store.Store) *store.Scope {
	t.Helper()
	made, err := demo.Fill(t.Context(), s, demo.Options{Seed: 1, Today: today, Password: "vier paarden eten taart", Percent: 2})
	if err != nil {
		t.Fatal(err)
	}
	return s.As(made.Owner)
}

func somebody(t *testing.T, s *store.Store) *store.Scope {
	t.Helper()
	return somebodyCalled(t, s, "maya@studio-north.example")
}

func somebodyCalled(t *testing.T, s *store.Store, email string) *store.Scope {
	t.Helper()
	user, err := s.System().AddUser(t.Context(), domain.SignUpInput{Email: email, Password: "a horse that paints benches", Name: "Maya"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return s.As(user)
}

func export(t *testing.T, scope *store.Scope) []byte {
	t.Helper()
	from, err := scope.TakeOut(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := bundle.Write(t.Context(), &out, from, clock(), nil); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func input(text []byte) packed.Input {
	return packed.Input{Name: "everything.zip", File: bytes.NewReader(text), Size: int64(len(text)), Limits: packed.Limits{Entries: 50_000, Total: 1 << 30}}
}

func take(ctx context.Context, t *testing.T, scope *store.Scope, text []byte, rehearse bool) domain.IntakeReport {
	t.Helper()
	in, err := bundle.Read(input(text), time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	report, err := scope.TakeIn(ctx, in, store.Taking{FileMax: 1 << 30, Rehearse: rehearse})
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// entries are what is in a zip, but for the time that its manifest names.
func entries(t *testing.T, text []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(text), int64(len(text)))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, file := range z.File {
		open, err := file.Open()
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(open)
		if err != nil {
			t.Fatal(err)
		}
		if _, twice := all[file.Name]; twice {
			t.Errorf("%s stands in it twice", file.Name)
		}
		all[file.Name] = string(body)
	}
	return all
}

// data is what an import reads of a zip. The notes as Markdown name todos by the numbers that they have where they are.
func data(t *testing.T, text []byte) map[string]string {
	t.Helper()
	all := entries(t, text)
	maps.DeleteFunc(all, func(name, _ string) bool { return strings.HasPrefix(name, "notes/") })
	return all
}

func wantSame(t *testing.T, a, b map[string]string) {
	t.Helper()
	for name := range a {
		if _, there := b[name]; !there {
			t.Errorf("%s is missing", name)
		}
	}
	differ := 0
	for name, body := range b {
		if a[name] == body {
			continue
		}
		was, is := strings.Split(a[name], "\n"), strings.Split(body, "\n")
		for i := range min(len(was), len(is)) {
			if was[i] != is[i] && differ < 20 {
				differ++
				t.Errorf("%s, line %d\nwas %s\nis  %s", name, i+1, was[i], is[i])
			}
		}
		if len(was) != len(is) {
			t.Errorf("%s has %d lines instead of %d", name, len(is), len(was))
		}
	}
}

func TestWhatIsExportedAndTakenInAgainIsExportedTheSame(t *testing.T) {
	storetest.EachAt(t, clock, func(t *testing.T, s *store.Store) {
		maya := studio(t, s)
		first := export(t, maya)
		if report := take(t.Context(), t, maya, first, false); report.All() != 0 || report.LeftOutN != 0 {
			t.Fatalf("what was made here came in a second time: %+v", report)
		}
		wantSame(t, entries(t, first), entries(t, export(t, maya)))
		alone := somebody(t, storetest.NewAt(t, clock))
		report := take(t.Context(), t, alone, first, false)
		if report.LeftOutN != 0 {
			t.Errorf("left out: %+v", report.LeftOut)
		}
		t.Log(report.Made)
		second := export(t, alone)
		again := take(t.Context(), t, alone, first, false)
		if again.All() != 0 {
			t.Errorf("the same again: %+v", again)
		}
		other := somebody(t, storetest.NewAt(t, clock))
		report = take(t.Context(), t, other, second, false)
		if report.LeftOutN != 0 {
			t.Errorf("left out: %+v", report.LeftOut)
		}
		t.Log(report.Made, report.Remarks[:min(5, len(report.Remarks))])
		wantSame(t, entries(t, second), entries(t, export(t, other)))
	})
}
