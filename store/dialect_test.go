package store_test

import (
	"bytes"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"mddash/store"
	"mddash/store/storetest"
)

func TestADatabaseCanBeNamedInManyWays(t *testing.T) {
	o := options(t, "")
	t.Chdir(t.TempDir())
	if err := os.Mkdir("data", 0o700); err != nil {
		t.Fatal(err)
	}
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for url, file := range map[string]string{
		"plain.db":                            "plain.db",
		"sqlite:relative.db":                  "relative.db",
		"sqlite:data/below.db":                "data/below.db",
		"sqlite:" + here + "/absolute.db":     "absolute.db",
		"sqlite://" + here + "/slashes.db":    "slashes.db",
		"sqlite:data/../up.db":                "up.db",
		"sqlite:what? 100% #1 & ünï=code.db":  "what? 100% #1 & ünï=code.db",
		"sqlite:mode=ro?mode=memory&vfs=x.db": "mode=ro?mode=memory&vfs=x.db",
		"a%3fb.db":                            "a%3fb.db",
		"a:b.db":                              "a:b.db",
		"it's \"quoted\".db":                  "it's \"quoted\".db",
	} {
		o.URL = url
		s, _, err := start(t, o)
		if err != nil {
			t.Errorf("%s: %v", url, err)
			continue
		}
		if err := s.Ready(t.Context()); err != nil {
			t.Errorf("%s: %v", url, err)
		}
		s.Close()
		if info, err := os.Stat(filepath.Join(here, file)); err != nil || info.Size() == 0 {
			t.Errorf("%s is not in the file %s: %v", url, file, err)
		}
	}
}

func TestAnMdDashFileWithAnOddNameIsAdopted(t *testing.T) {
	path := filepath.Join(t.TempDir(), "what? it's 100% #1.db")
	if err := os.Rename(mdDash(t), path); err != nil {
		t.Fatal(err)
	}
	_, report, err := start(t, options(t, path))
	if err != nil || !report.Adopted {
		t.Errorf("got %+v, %v", report, err)
	}
	if _, err := os.Stat(report.Backup); err != nil {
		t.Error(err)
	}
}

func TestAURLThatLeadsNowhereIsRefused(t *testing.T) {
	for url, words := range map[string]string{
		"":                            "names no file",
		"sqlite:":                     "names no file",
		"sqlite::memory:":             "would be lost",
		":memory:":                    "would be lost",
		"file::memory:?cache=shared":  "would be lost",
		"file:x.db":                   "without file:",
		"mysql://root:secret@host/db": "neither sqlite: nor postgres://",
		"a\x00b.db":                   "names no file",
		"postgres://u:se%cret@h/db":   "can't be read",
		"postgres://u:secret@127.0.0.1:1/db?connect_timeout=1": "can't be reached",
		"postgres://u:secret@h/db?sslmode=loud":                "can't be read",
	} {
		_, err := open(t, options(t, url))
		wantUnusable(t, err, words)
		if err != nil && strings.Contains(err.Error(), "secret") || strings.Contains(err.Error(), "se%cret") {
			t.Errorf("%q shows the password", err)
		}
	}
}

func TestParametersOfAPostgresURLAreKept(t *testing.T) {
	url := storetest.Postgres(t)
	sep := "?"
	if strings.Contains(url, "?") {
		sep = "&"
	}
	s := storetest.Open(t, url+sep+"application_name=mine&work_mem=7MB&pool_max_conns=3", time.Now)
	if got := one[string](t, s.Read(), "SELECT current_setting('application_name') || current_setting('work_mem')"); got != "mine7MB" {
		t.Errorf("got %s", got)
	}
	if got := s.Read().DB.Stats().MaxOpenConnections; got != 3 {
		t.Errorf("got a pool of %d, want 3", got)
	}
}

func TestSlowQueriesAreLoggedWithoutWhatPeopleWrote(t *testing.T) {
	var out bytes.Buffer
	o := options(t, filepath.Join(t.TempDir(), "mddash.db"))
	o.SlowQuery, o.Log = time.Nanosecond, slog.New(slog.NewTextHandler(&out, nil))
	s, _, err := start(t, o)
	if err != nil {
		t.Fatal(err)
	}
	type row struct {
		ID          string
		CompanyName string
	}
	if _, err := s.Write().NewInsert().Model(&row{"a", "a secret"}).ModelTableExpr("clients").Exec(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := out.String(); !strings.Contains(got, "INSERT") || strings.Contains(got, "secret") {
		t.Errorf("logged %s", got)
	}
}

func TestSQLiteIsSetUpAsPromised(t *testing.T) {
	s := storetest.New(t)
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "temp_store": "2"} {
		for name, pool := range map[string]*bun.DB{"write": s.Write(), "read": s.Read()} {
			if got := one[string](t, pool, "PRAGMA "+pragma); got != want {
				t.Errorf("%s: %s is %s, want %s", name, pragma, got, want)
			}
		}
	}
	if got := s.Write().DB.Stats().MaxOpenConnections; got != 1 {
		t.Errorf("%d connections write", got)
	}
}

func TestAPlanCanBeAskedFor(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		plan, err := s.Explain(t.Context(), "SELECT * FROM clients WHERE id = 'a?'")
		if err != nil || !strings.Contains(plan, "clients") {
			t.Errorf("got %q, %v", plan, err)
		}
	})
}
