package store_test

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"mddash/store"
	"mddash/store/storetest"
)

func TestACopyHasEveryRowAndWorksLikeTheOriginal(t *testing.T) {
	storetest.EachAt(t, storetest.At(aMoment).Now, func(t *testing.T, s *store.Store) {
		owner := wholeStudio(t, s)
		want := sums(t, s)
		places(t, func(t *testing.T, url string) {
			o := options(t, url)
			made, err := store.Copy(t.Context(), options(t, s.URL()), o, nil)
			if err != nil || len(made.Found) > 0 || made.Resumed > 0 && !strings.Contains(t.Name(), "migrated") {
				t.Fatalf("%+v, %v", made, err)
			}
			copied, err := open(t, o)
			if err != nil {
				t.Fatal(err)
			}
			same(t, sums(t, copied), want)
			report, err := store.Check(t.Context(), o, nil)
			if err != nil || !report.OK {
				t.Errorf("the check: %+v, %v", report, err)
			}
			worksLikeBefore(t, copied, owner)
			if _, err := store.Copy(t.Context(), options(t, s.URL()), o, nil); err == nil || !strings.Contains(err.Error(), "nothing is overwritten") {
				t.Errorf("copied over what is there: %v", err)
			}
		})
		same(t, sums(t, s), want)
	})
}

func TestACopyThatWasInterruptedGoesOnAndIsOpenedByNothingElse(t *testing.T) {
	storetest.EachAt(t, storetest.At(aMoment).Now, func(t *testing.T, s *store.Store) {
		wholeStudio(t, s)
		places(t, func(t *testing.T, url string) {
			o := options(t, url)
			for _, steps := range []int{6, 6, 6, 1000} {
				ctx, stop := context.WithCancel(t.Context())
				_, err := store.Copy(ctx, options(t, s.URL()), o, func(now store.Progress) {
					if steps--; steps == 0 || now.Doing == "Comparing" {
						stop()
					}
				})
				if !errors.Is(err, context.Canceled) {
					t.Fatalf("interrupted: %v", err)
				}
				stop()
				_, err = open(t, o)
				wantUnusable(t, err, "not at its end")
				// Somebody goes on writing to the original.
				exec(t, s, "UPDATE clients SET company_name = company_name || '!' WHERE id = (SELECT min(id) FROM clients)")
			}
			want := sums(t, s)
			made, err := store.Copy(t.Context(), options(t, s.URL()), o, nil)
			if err != nil || made.Resumed == 0 {
				t.Fatalf("%+v, %v", made, err)
			}
			copied, err := open(t, o)
			if err != nil {
				t.Fatal(err)
			}
			same(t, sums(t, copied), want)
		})
	})
}

func TestAnMdDashFileIsCopiedAsIfItHadBeenAdoptedAndStaysAsItIs(t *testing.T) {
	path := mdDash(t, `INSERT INTO clients (id, company_name) VALUES ('c', 'Acme')`,
		`INSERT INTO projects (name, client_id, created_at, budget) VALUES ('Loose', 'gone', '2024-05-06 07:08:09', 12.5)`, `CREATE TABLE other (id INTEGER)`)
	before := traceOf(t, path)
	places(t, func(t *testing.T, url string) {
		made, err := store.Copy(t.Context(), options(t, path), options(t, url), nil)
		if err != nil {
			t.Fatal(err)
		}
		found := strings.Join(made.Found, "\n")
		if !strings.Contains(found, "other is not mddash's") || !strings.Contains(found, "values of projects") {
			t.Errorf("told of %q", found)
		}
		copied, err := open(t, options(t, url))
		if err != nil {
			t.Fatal(err)
		}
		if got := one[int](t, copied.Read(), "SELECT budget FROM projects WHERE name = 'Loose'"); got != 12 {
			t.Errorf("got the budget %d", got)
		}
		report, err := store.Check(t.Context(), options(t, url), nil)
		if err != nil || report.OK {
			t.Errorf("a reference that leads nowhere is not told: %+v, %v", report, err)
		}
	})
	if after := traceOf(t, path); after.hash != before.hash {
		t.Error("the file was changed")
	}
}

func TestACopyOfNothingOrOntoItselfIsRefused(t *testing.T) {
	path := storetest.SQLite(t)
	_, err := store.Copy(t.Context(), options(t, path), options(t, strings.TrimPrefix(path, "sqlite:")), nil)
	wantUnusable(t, err, "is what is to be copied")
	_, err = store.Copy(t.Context(), options(t, filepath.Join(t.TempDir(), "none.db")), options(t, filepath.Join(t.TempDir(), "new.db")), nil)
	wantUnusable(t, err, "is not there")
}

func TestOfTwoCopiesIntoOnePlaceTheLaterGoesOnAndTheOtherEnds(t *testing.T) {
	storetest.EachAt(t, storetest.At(aMoment).Now, func(t *testing.T, s *store.Store) {
		wholeStudio(t, s)
		want := sums(t, s)
		places(t, func(t *testing.T, url string) {
			o := options(t, url)
			begun, ended := false, error(nil)
			_, err := store.Copy(t.Context(), options(t, s.URL()), o, func(now store.Progress) {
				if !begun && strings.HasPrefix(now.Doing, "Copying") {
					begun = true
					_, ended = store.Copy(t.Context(), options(t, s.URL()), o, nil)
				}
			})
			wantUnusable(t, err, "another “mddash copy”")
			if ended != nil {
				t.Fatalf("the later one: %v", ended)
			}
			copied, err := open(t, o)
			if err != nil {
				t.Fatal(err)
			}
			same(t, sums(t, copied), want)
		})
	})
}

func TestACopyIntoWhatAServerIsAtIsRefusedAndSoIsAServerThatStartsThere(t *testing.T) {
	storetest.EachAt(t, storetest.At(aMoment).Now, func(t *testing.T, s *store.Store) {
		wholeStudio(t, s)
		places(t, func(t *testing.T, url string) {
			o := options(t, url)
			server, err := store.Open(t.Context(), o)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := server.Migrate(t.Context()); err != nil {
				t.Fatal(err)
			}
			if err := server.System().CleanUp(t.Context()); err != nil {
				t.Fatal(err)
			}
			_, err = store.Copy(t.Context(), options(t, s.URL()), o, nil)
			wantUnusable(t, err, "running mddash")
			if err := server.Close(); err != nil {
				t.Fatal(err)
			}
		})
		places(t, func(t *testing.T, url string) {
			o := options(t, url)
			early, err := store.Open(t.Context(), o) // looked at it while nothing was there, and makes it only later
			if err != nil {
				t.Fatal(err)
			}
			defer early.Close()
			begun := false
			_, err = store.Copy(t.Context(), options(t, s.URL()), o, func(now store.Progress) {
				if !begun && strings.HasPrefix(now.Doing, "Copying") {
					begun = true
					_, err := early.Migrate(t.Context())
					wantUnusable(t, err, "not at its end")
				}
			})
			if early.Name() != strings.TrimPrefix(url, "sqlite:") {
				wantUnusable(t, err, "running mddash") // a server knows who asked it a moment ago
			} else if err != nil || !begun {
				t.Errorf("begun %t, %v", begun, err)
			}
		})
	})
}
