package store_test

import (
	"bytes"
	"context"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"mddash/demo"
	"mddash/domain"
	"mddash/store"
	"mddash/store/storetest"
)

const whole = "vier paarden eten taart"

// wholeStudio fills a store with something of everything, two files too, and returns somebody who sees it.
func wholeStudio(t *testing.T, s *store.Store) domain.User {
	t.Helper()
	day, _ := domain.ParseDate("2026-05-20")
	made, err := demo.Fill(t.Context(), s, demo.Options{Seed: 1, Today: day, Password: whole, Percent: 4})
	if err != nil {
		t.Fatal(err)
	}
	for _, size := range []int{20, 700 << 10} {
		scope := s.As(made.Owner)
		note, err := scope.AddNote(t.Context(), domain.NoteInput{Title: "With a file and the word quokka"})
		if err != nil {
			t.Fatal(err)
		}
		on := domain.Holder{Kind: domain.OnNote, ID: note.ID}
		in, err := scope.Receive(t.Context(), on, "f.bin", bytes.NewReader(noise(size, 7)), 10<<20)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := scope.Attach(t.Context(), on, in); err != nil {
			t.Fatal(err)
		}
	}
	return made.Owner
}

func sums(t *testing.T, s *store.Store) map[string]string {
	t.Helper()
	found, err := s.Sums(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// same fails unless two stores hold the same rows.
func same(t *testing.T, got, want map[string]string) {
	t.Helper()
	for _, table := range slices.Sorted(maps.Keys(want)) {
		if got[table] != want[table] {
			t.Errorf("%s: got the sum %s, want %s", table, got[table], want[table])
		}
	}
}

// places are where something can be restored to, one of each kind.
func places(t *testing.T, run func(t *testing.T, url string)) {
	t.Helper()
	t.Run("into sqlite", func(t *testing.T) { run(t, "sqlite:"+filepath.Join(t.TempDir(), "restored.db")) })
	t.Run("into postgres", func(t *testing.T) { run(t, storetest.EmptyPostgres(t)) })
	t.Run("into postgres that was migrated", func(t *testing.T) { run(t, storetest.Postgres(t)) })
}

func TestABackupHoldsEverythingAndGoesIntoEitherKindOfDatabase(t *testing.T) {
	storetest.EachAt(t, storetest.At(aMoment).Now, func(t *testing.T, s *store.Store) {
		owner := wholeStudio(t, s)
		file := filepath.Join(t.TempDir(), "backup.zip")
		made, err := s.Backup(t.Context(), file, store.BackupOptions{Program: "test"})
		if err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(file)
		if err != nil || info.Mode().Perm() != 0o600 || info.Size() != made.Size || made.Rows < 100 {
			t.Errorf("got %v, %v and the report %+v", info, err, made)
		}
		if left, _ := os.ReadDir(filepath.Dir(file)); len(left) != 1 {
			t.Errorf("beside the backup there is left: %v", left)
		}
		want := sums(t, s)
		report, err := store.CheckBackup(t.Context(), file, options(t, filepath.Join(t.TempDir(), "x.db")), store.RestoreOptions{})
		if err != nil || !report.OK {
			t.Errorf("the check of the backup: %+v, %v", report, err)
		}
		places(t, func(t *testing.T, url string) {
			o := options(t, url)
			if _, err := store.Restore(t.Context(), file, o, store.RestoreOptions{}); err != nil {
				t.Fatal(err)
			}
			restored, err := open(t, o)
			if err != nil {
				t.Fatal(err)
			}
			same(t, sums(t, restored), want)
			worksLikeBefore(t, restored, owner)
			if _, err := store.Restore(t.Context(), file, o, store.RestoreOptions{}); err == nil || !strings.Contains(err.Error(), "nothing is overwritten") {
				t.Errorf("restored over what is there: %v", err)
			}
		})
	})
}

// worksLikeBefore signs in, finds, writes, and has everything checked.
func worksLikeBefore(t *testing.T, s *store.Store, owner domain.User) {
	t.Helper()
	ctx := t.Context()
	if _, err := s.SignIn(ctx, domain.SignInInput{Email: owner.Email, Password: whole}, "127.0.0.1"); err != nil {
		t.Errorf("sign in: %v", err)
	}
	page, err := s.As(owner).Search(ctx, domain.SearchQuery{Terms: []domain.SearchTerm{{Text: "quokka"}}, Limit: 10})
	if err != nil || len(page.Items) != 2 {
		t.Errorf("the search finds %v, %v", page.Items, err)
	}
	last := one[int64](t, s.Read(), "SELECT max(id) FROM tasks")
	todo, err := s.As(owner).AddTodo(ctx, domain.TodoInput{Title: "A new one"})
	if err != nil || todo.ID <= last {
		t.Errorf("a new todo has the id %d behind %d, %v", todo.ID, last, err)
	}
}

func TestACheckOfADatabaseWithNothingInItIsNotWell(t *testing.T) {
	file := filepath.Join(t.TempDir(), "begun.db")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, url := range map[string]string{"sqlite": file, "postgres": storetest.EmptyPostgres(t)} {
		t.Run(name, func(t *testing.T) {
			s, err := open(t, options(t, url))
			if err != nil {
				t.Fatal(err)
			}
			exec(t, s, "CREATE TABLE begun (n INT)")
			exec(t, s, "DROP TABLE begun")
			report, err := store.Check(t.Context(), options(t, url), nil)
			if err != nil || report.OK || !strings.Contains(report.Findings[0].Said, "is empty") {
				t.Errorf("got %+v, %v", report, err)
			}
		})
	}
}

func TestACheckTellsWhatIsWrongWithADatabase(t *testing.T) {
	storetest.EachAt(t, storetest.At(aMoment).Now, func(t *testing.T, s *store.Store) {
		wholeStudio(t, s)
		o := options(t, s.URL())
		wrong := func() string {
			report, err := store.Check(t.Context(), o, nil)
			if err != nil {
				t.Fatal(err)
			}
			var names []string
			for _, f := range report.Findings {
				if !f.OK {
					names = append(names, f.Name)
				}
			}
			if report.OK != (len(names) == 0) {
				t.Errorf("the whole is %v with %v wrong", report.OK, names)
			}
			return strings.Join(names, " ")
		}
		if got := wrong(); got != "" {
			t.Fatalf("at first there is wrong: %s", got)
		}
		exec(t, s, "DELETE FROM search_docs WHERE id = (SELECT max(id) FROM search_docs)")
		if got := wrong(); got != "search index" {
			t.Errorf("without a row of the index: %q", got)
		}
		exec(t, s, "UPDATE blob_chunks SET bytes = bytes || bytes WHERE number = 1")
		if got := wrong(); got != "attachments search index" {
			t.Errorf("with a file that was changed: %q", got)
		}
		exec(t, s, "DROP TRIGGER search_tasks"+map[bool]string{true: "_added", false: " ON tasks"}[s.IsSQLite()])
		if got := wrong(); s.IsSQLite() && got != "schema attachments search index" {
			t.Errorf("without a trigger: %q", got)
		}
	})
}

func TestABackupIsMadeWhileOthersWrite(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		counter(t, s)
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan int)
		go func() {
			n := 0
			for ctx.Err() == nil {
				if addLong(ctx, s) == nil {
					n++
				}
			}
			done <- n
		}()
		for i := range 3 {
			file := filepath.Join(t.TempDir(), "b.zip")
			if _, err := s.Backup(t.Context(), file, store.BackupOptions{}); err != nil {
				t.Errorf("backup %d: %v", i, err)
			}
			if _, err := store.Restore(t.Context(), file, options(t, filepath.Join(t.TempDir(), "r.db")), store.RestoreOptions{}); err != nil {
				t.Errorf("restore %d: %v", i, err)
			}
		}
		stop()
		if <-done == 0 {
			t.Error("nobody wrote: this tests nothing")
		}
	})
}

func TestWhatEndsABackupLeavesNothingBehind(t *testing.T) {
	s := storetest.NewAt(t, time.Now)
	wholeStudio(t, s)
	for _, steps := range []int{1, 3, 20, 60} {
		dir := t.TempDir()
		ctx, stop := context.WithCancel(t.Context())
		_, err := s.Backup(ctx, filepath.Join(dir, "b.zip"), store.BackupOptions{Tell: func(store.Progress) {
			if steps--; steps <= 0 {
				stop()
			}
		}})
		stop()
		left, _ := os.ReadDir(dir)
		if err != nil && len(left) > 0 || err == nil && len(left) != 1 {
			t.Errorf("%v, and there is left: %v", err, left)
		}
	}
}
