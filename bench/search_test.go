//go:build bench

package bench

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite"

	"mddash/domain"
	"mddash/store"
)

// searchLimit is what a search of 100,000 notes may take, 99 times of 100.
const searchLimit = 30 * time.Millisecond

// A library is notes of 2 KB in words as frequent as those of a language. MDDASH_BENCH_NOTES makes another number of them,
// MDDASH_TEST_POSTGRES names a server to put them on too.
func TestSearchInALibrary(t *testing.T) {
	dir := t.TempDir()
	searchIn(t, "SQLite", dir, "sqlite", "sqlite:"+filepath.Join(dir, "mddash.db"), filepath.Join(dir, "mddash.db"))
	if server := os.Getenv("MDDASH_TEST_POSTGRES"); server != "" {
		searchIn(t, "PostgreSQL", t.TempDir(), "pgx", server, server)
	}
}

func searchIn(t *testing.T, name, dir, driver, address, source string) {
	many := 100_000
	if n, err := strconv.Atoi(os.Getenv("MDDASH_BENCH_NOTES")); err == nil {
		many = n
	}
	ctx := context.Background()
	s, err := store.Open(ctx, store.Options{URL: address, Migrations: os.DirFS("../migrations")})
	must(t, err)
	_, err = s.Migrate(ctx)
	must(t, err)
	owner, ownToken := reader(t, s, "owner@example.com")
	guest, guestToken := reader(t, s, "guest@example.com")
	words := fillLibrary(t, driver, source, owner.ID, guest.ID, many)
	began := time.Now()
	for more := true; more; {
		more, err = s.System().ReadIn(ctx)
		must(t, err)
	}
	tell(fmt.Sprintf("%s: %d notes read into the index", name, many), time.Since(began).Round(time.Second).String())
	must(t, s.Close())

	server := start(t, dir, "MDDASH_DATABASE_URL="+address)
	for _, who := range []struct{ called, token string }{{"who sees all", ownToken}, {"who sees five", guestToken}} {
		for _, kind := range []struct {
			called string
			query  func() string
		}{
			{"two words", func() string { return words.pick() + " " + words.pick() + " " }},
			{"a prefix", func() string { w := words.pick(); return w[:min(len(w), 2+rand.IntN(4))] }},
			{"the commonest", func() string { return words.all[0] + " " + words.all[1] + " " }},
		} {
			before := cpuTime(server.PID())
			o := load(1, 6*time.Second, http.StatusOK, func(int, int) (*http.Request, error) {
				r, err := http.NewRequest("GET", server.URL+"/api/v1/search?q="+url.QueryEscape(kind.query()), nil)
				if err == nil {
					r.Header.Set("Authorization", "Bearer "+who.token)
				}
				return r, err
			})
			if len(o.errors) > 0 {
				t.Fatal(o.errors[0])
			}
			half, most := o.times[len(o.times)/2], o.times[len(o.times)*99/100]
			cpu := (cpuTime(server.PID()) - before) / time.Duration(len(o.times))
			tell(fmt.Sprintf("%s, %s, %s: half within", name, who.called, kind.called), half.Round(100*time.Microsecond).String())
			tell(fmt.Sprintf("%s, %s, %s: of mddash's processor", name, who.called, kind.called), cpu.Round(100*time.Microsecond).String())
			judge(t, most < searchLimit, fmt.Sprintf("%s, %s, %s: 99 of 100", name, who.called, kind.called),
				fmt.Sprintf("%v (%.2f)", most.Round(100*time.Microsecond), float64(most)/float64(searchLimit)), "within "+searchLimit.String())
		}
	}
}

func reader(t *testing.T, s *store.Store, email string) (domain.User, string) {
	t.Helper()
	user, err := s.SignUp(t.Context(), domain.SignUpInput{Email: email, Password: townPassword, Name: email}, "open")
	must(t, err)
	_, secret, err := s.As(user).AddAPIToken(t.Context(), domain.APITokenInput{Name: "bench", Scopes: []string{"read"}})
	must(t, err)
	return user, secret
}

// vocabulary are made-up words, the commonest first.
type vocabulary struct {
	all  []string
	next *rand.Zipf
}

// pick is a word as often as it stands in texts.
func (v vocabulary) pick() string { return v.all[v.next.Uint64()] }

func newVocabulary() vocabulary {
	r := rand.New(rand.NewPCG(7, 7))
	syllables := strings.Fields("ba ko ti re pro con men ta lo si ver de in ex ma nu ing ed er al is on st ch fra gle qui zo wi ha")
	v, seen := vocabulary{}, map[string]bool{}
	for len(v.all) < 60_000 {
		word := ""
		for range 1 + r.IntN(4) {
			word += syllables[r.IntN(len(syllables))]
		}
		if !seen[word] {
			seen[word] = true
			v.all = append(v.all, word)
		}
	}
	slices.SortStableFunc(v.all, func(a, b string) int { return min(len(a), 6) - min(len(b), 6) })
	v.next = rand.NewZipf(r, 1.07, 2.7, uint64(len(v.all)-1))
	return v
}

func (v vocabulary) text(size int) string {
	var out strings.Builder
	for out.Len() < size {
		out.WriteString(v.pick() + " ")
	}
	return out.String()
}

// fillLibrary writes notes as another program would: the index learns of them by itself.
func fillLibrary(t *testing.T, driver, source, owner, guest string, many int) vocabulary {
	t.Helper()
	db, err := sql.Open(driver, source)
	must(t, err)
	defer db.Close()
	db.SetMaxOpenConns(1)
	words := newVocabulary()
	insert, share := `INSERT INTO notes (title, content, user_id, updated_at) VALUES (?, ?, ?, '2026-11-22T09:30:00.000Z')`,
		`INSERT INTO note_shares (note_id, user_id, email) SELECT max(id), ?, 'guest@example.com' FROM notes`
	if driver == "pgx" {
		insert, share = strings.NewReplacer("?, ?, ?", "$1, $2, $3").Replace(insert), strings.Replace(share, "?", "$1", 1)
	}
	for from := 0; from < many; from += 1000 {
		tx, err := db.Begin()
		must(t, err)
		for range min(1000, many-from) {
			_, err := tx.Exec(insert, words.text(30), words.text(2000), owner)
			must(t, err)
		}
		if from%max(many/5, 1) < 1000 {
			_, err := tx.Exec(share, guest)
			must(t, err)
		}
		must(t, tx.Commit())
	}
	return words
}
