package store_test

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mddash/domain"
	"mddash/store"
	"mddash/store/storetest"
)

// saidOf is why a file can't be read, as its owner is told; "" where it can.
func saidOf(t *testing.T, s *store.Scope, path string) string {
	t.Helper()
	_, err := s.ReadMdDash(t.Context(), path)
	if err != nil && domain.KindOf(err) != domain.Invalid {
		t.Fatalf("%v is no answer to a person", err)
	}
	return saidAt(err, "file")
}

func TestAFileThatIsNoMdDashsSaysSo(t *testing.T) {
	eachCast(t, func(c cast) {
		whole := mdDash(t, givenRows()...)
		text, err := os.ReadFile(whole)
		if err != nil {
			t.Fatal(err)
		}
		cut := filepath.Join(t.TempDir(), "cut.db")
		if err := os.WriteFile(cut, text[:len(text)/2], 0o600); err != nil {
			t.Fatal(err)
		}
		ours, _, err := start(t, options(t, mdDash(t)))
		if err != nil {
			t.Fatal(err)
		}
		for path, want := range map[string]string{
			cut:         "This database was cut off",
			ours.Name(): "the database of a whole mddash",
			mdDash(t, `ALTER TABLE tasks RENAME TO old`, `CREATE VIEW tasks AS SELECT * FROM old`):                                               "it has no table tasks",
			mdDash(t, `DROP TABLE decisions`, `CREATE VIEW decisions AS SELECT 1 AS id, 'x' AS name, NULL AS due_date`):                          "decisions is a view",
			mdDash(t, `ALTER TABLE tasks RENAME TO old`, `CREATE VIRTUAL TABLE tasks USING fts5(id, name)`):                                      "tasks has no column",
			mdDash(t, `ALTER TABLE notes DROP COLUMN content`, `ALTER TABLE notes ADD COLUMN content TEXT AS (printf('%.*c', 1000000000, 'x'))`): "notes.content is computed",
		} {
			if said := saidOf(t, c.as("ann"), path); !strings.Contains(said, want) {
				t.Errorf("it says %q, want %q", said, want)
			}
		}
	})
}

func TestWhatIsOddInAnMdDashFileHoldsUpNothingElse(t *testing.T) {
	eachCast(t, func(c cast) {
		path := mdDash(t, append(givenRows(),
			`INSERT INTO notes (id, title, content) VALUES (10, 'Huge', printf('%.*c', 10000000, 'x')), (11, char(0) || 'a' || char(0), CAST(x'63616600e9ff' AS TEXT)), (12, '', x'00ff'), (13, 7, 8.5)`,
			`INSERT INTO tasks (id, name, due_date, project_id, created_at, status) VALUES (20, x'ff00', '0000-00-00', 99, 'never', ''), (21, printf('%.*c', 100000, 'y'), '9999-99-99T00:00', NULL, 1e300, 'somewhere else')`,
			`CREATE TRIGGER t AFTER UPDATE ON tasks BEGIN DELETE FROM notes; END`,
			`CREATE VIEW v AS SELECT * FROM users`,
			`CREATE VIRTUAL TABLE f USING fts5(x)`,
		)...)
		report := takeGiven(t, c.as("ann"), path, store.Taking{})
		if report.Made["notes"] != 4 || report.Made["todos"] != 5 || report.LeftOutN != 2 {
			t.Errorf("made %+v", report)
		}
		if got := strings.Join(c.rows(`SELECT title || '=' || content FROM notes ORDER BY id`), ", "); got != "Plan=Hello, a=caf\ufffd, Untitled=\ufffd, 7=8.5" {
			t.Errorf("the notes are %q", got)
		}
	})
}

func TestAnMdDashFileIsReadWhereverItsTextsAreUTF16OrItsWritesLieBesideIt(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(storetest.Root(t), "e2e/adopt/drizzle/0000_md_dash.sql"))
	if err != nil {
		t.Fatal(err)
	}
	wide := filepath.Join(t.TempDir(), "wide.db")
	sqlite(t, wide, append([]string{`PRAGMA encoding = 'UTF-16le'`}, append(strings.Split(string(text), "--> statement-breakpoint"), `INSERT INTO tasks (name) VALUES ('Grüße 🎉')`)...)...)
	busy := mdDash(t, `PRAGMA journal_mode = WAL`)
	db := other(t, busy)
	if _, err := db.Exec(`INSERT INTO tasks (name) VALUES ('Grüße 🎉')`); err != nil {
		t.Fatal(err)
	}
	eachCast(t, func(c cast) {
		for _, path := range []string{wide, busy} {
			in, err := c.as("ann").ReadMdDash(t.Context(), path)
			if err != nil || len(in.Todos) != 1 || in.Todos[0].Input.Title != "Grüße 🎉" {
				t.Errorf("%+v, %v", in.Todos, err)
			}
		}
		// Only the file was sent, not what is beside it.
		bytes, err := os.ReadFile(busy)
		if err != nil {
			t.Fatal(err)
		}
		sent := filepath.Join(t.TempDir(), "sent.db")
		if err := os.WriteFile(sent, bytes, 0o600); err != nil {
			t.Fatal(err)
		}
		in, err := c.as("ann").ReadMdDash(t.Context(), sent)
		if err != nil || len(in.Todos) != 0 || len(in.Remarks) != 1 || !strings.Contains(in.Remarks[0].Why, "-wal") {
			t.Errorf("%+v, %v", in, err)
		}
		if beside, _ := filepath.Glob(sent + "-*"); len(beside) > 0 {
			t.Errorf("reading left %v", beside)
		}
	})
}

func TestADamagedFileIsReadOrRefusedAndEndsNothing(t *testing.T) {
	text, err := os.ReadFile(mdDash(t, givenRows()...))
	if err != nil {
		t.Fatal(err)
	}
	s, _, err := start(t, options(t, filepath.Join(t.TempDir(), "ours.db")))
	if err != nil {
		t.Fatal(err)
	}
	ann := s.As(domain.User{ID: "ann"})
	random := rand.New(rand.NewPCG(1, 2))
	for range 150 {
		bad := []byte(string(text))
		for range 1 + random.IntN(20) {
			bad[100+random.IntN(len(bad)-100)] = byte(random.Uint32())
		}
		path := filepath.Join(t.TempDir(), "bad.db")
		if err := os.WriteFile(path, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		saidOf(t, ann, path)
	}
}

// TestATreeThatLeadsBackToItselfIsRefused: to read such a file row by row would take for ever.
func TestATreeThatLeadsBackToItselfIsRefused(t *testing.T) {
	path := mdDash(t, `INSERT INTO tasks (name) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) SELECT 'task ' || i FROM n`)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	const page, inside = 4096, 5
	bent := 0
	for at := page; at < len(text); at += page {
		if text[at] == inside {
			copy(text[at+8:at+12], []byte{0, 0, 0, byte(at/page + 1)})
			bent++
		}
	}
	if err := os.WriteFile(path, text, 0o600); err != nil || bent == 0 {
		t.Fatalf("%d pages were bent, %v", bent, err)
	}
	s, _, err := start(t, options(t, filepath.Join(t.TempDir(), "ours.db")))
	if err != nil {
		t.Fatal(err)
	}
	if said := saidOf(t, s.As(domain.User{ID: "ann"}), path); !strings.Contains(said, "This database is damaged") {
		t.Errorf("it says %q", said)
	}
}
