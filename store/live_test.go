package store_test

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"mddash/domain"
	"mddash/store"
	"mddash/store/storetest"
)

// page is an open page of somebody's.
type page struct {
	*store.Stream
	login domain.Login
}

// open is somebody who looks at a page from now on.
func (c cast) open(who string) page {
	c.t.Helper()
	return openOn(c.t, c.store, who, nil)
}

func openOn(t *testing.T, s *store.Store, who string, since *domain.NewsPoint) page {
	t.Helper()
	login, err := s.BeginLogin(t.Context(), domain.Proof{User: domain.User{ID: who}}, domain.Device{}, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	user, _, err := s.LoginUser(t.Context(), login.ID)
	if err != nil {
		t.Fatal(err)
	}
	stream, err := s.Live().Listen(store.Listener{User: user, Login: login.ID}, since)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stream.Close)
	p := page{stream, login}
	if since == nil {
		if first := p.next(t); !first.Empty() {
			t.Fatalf("a page that was just made hears %+v", first)
		}
	}
	return p
}

func (p page) next(t *testing.T) domain.News {
	t.Helper()
	news, err := p.Within(t.Context(), 20*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	return news
}

// until is everything that a page hears before it hears of one topic, and its own things with "own " before them.
func (p page) until(t *testing.T, last string) []string {
	t.Helper()
	heard := []string{}
	for {
		news := p.next(t)
		all := slices.Clone(news.Topics)
		for _, topics := range news.Own {
			for _, topic := range topics {
				all = append(all, "own "+topic)
			}
		}
		heard = append(heard, all...)
		if slices.Contains(all, last) || slices.Contains(all, "own "+last) {
			slices.Sort(heard)
			return slices.Compact(heard)
		}
	}
}

// everybody hears of changes of the team's decision.
func (c cast) fence() string {
	c.t.Helper()
	d, err := c.as("ann").AddDecision(context.Background(), domain.DecisionInput{Name: "The end", ProjectID: ptr(website)})
	if err != nil {
		c.t.Fatal(err)
	}
	return "decision:" + strconv.FormatInt(d.ID, 10)
}

func TestPagesHearOnlyOfWhatTheirPersonSees(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		c.exec(`INSERT INTO project_members (project_id, user_id, role) VALUES (1, 'dora', 'member'), (1, 'zoe', 'viewer')`)
		pages := map[string]page{}
		for _, who := range []string{"ann", "ben", "cleo", "dora", "zoe"} {
			pages[who] = c.open(who)
		}
		own := c.add("ann", domain.TodoInput{Title: "for nobody else"})
		hidden := c.add("dora", domain.TodoInput{Title: "secret", ProjectID: ptr(secret)})
		given := c.add("dora", domain.TodoInput{Title: "given", ProjectID: ptr(secret), AssigneeIDs: []string{"dora"}})
		note, err := c.as("ann").AddNote(ctx, domain.NoteInput{Title: "ann's"})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.as("ann").ShareNoteByName(ctx, note.ID, domain.ShareInput{Email: "ben", Permission: "view"}); err != nil {
			t.Fatal(err)
		}
		shown := c.add("ann", domain.TodoInput{Title: "shown", ProjectID: ptr(website)})
		if _, err := c.as("ben").AddComment(ctx, shown.ID, domain.CommentInput{Body: "hello"}); err != nil {
			t.Fatal(err)
		}
		last := c.fence()
		todo := func(t domain.Todo) string { return "todo:" + strconv.FormatInt(t.ID, 10) }
		names := []string{todo(own), todo(hidden), todo(given), "note:" + strconv.FormatInt(note.ID, 10), todo(shown), "project:1", "project:3"}
		want := map[string][]string{
			"ann":  {names[0], names[3], names[4], "project:1"},
			"ben":  {names[3], names[4], "project:1"},
			"cleo": {names[4], "project:1"},
			"dora": {names[1], names[2], names[4], "project:1", "project:3"},
			"zoe":  {names[4], "project:1"},
		}
		for who, p := range pages {
			heard := p.until(t, last)
			var got []string
			for _, topic := range heard {
				if name := strings.TrimPrefix(topic, "own "); slices.Contains(names, name) && !slices.Contains(got, name) {
					got = append(got, name)
				}
			}
			slices.Sort(got)
			slices.Sort(want[who])
			if !slices.Equal(got, want[who]) {
				t.Errorf("%s hears of %v, want %v (of %v)", who, got, want[who], heard)
			}
		}
	})
}

func TestAStreamEndsWithTheRightToIt(t *testing.T) {
	for name, end := range map[string]func(t *testing.T, s *store.Store, p page) error{
		"signed out": func(t *testing.T, s *store.Store, p page) error { return s.EndLogin(t.Context(), p.login.ID) },
		"disabled": func(t *testing.T, s *store.Store, p page) error {
			_, err := s.As(domain.User{ID: "dora", Roles: []string{"admin", "staff"}}).DisableUser(t.Context(), "ann", true)
			return err
		},
		"made a client": func(t *testing.T, s *store.Store, p page) error {
			return s.Exec(`UPDATE users SET roles = '["client"]' WHERE id = 'ann'`)
		},
		"ended by another": func(t *testing.T, s *store.Store, p page) error {
			return s.As(domain.User{ID: "ann"}).EndOtherLogins(t.Context(), "another")
		},
	} {
		t.Run(name, func(t *testing.T) {
			eachCast(t, func(c cast) {
				p := c.open("ann")
				if err := end(t, c.store, p); err != nil {
					t.Fatal(err)
				}
				if _, err := p.Within(t.Context(), 20*time.Second); !errors.Is(err, store.ErrStreamEnded) {
					t.Errorf("got %v", err)
				}
			})
		})
	}
}

func TestWhoComesBackHearsOfWhatTheyMissed(t *testing.T) {
	eachCast(t, func(c cast) {
		first := c.open("ann")
		c.add("ben", domain.TodoInput{Title: "one", ProjectID: ptr(website)})
		at := first.next(t).At
		first.Close()
		missed := c.add("ben", domain.TodoInput{Title: "two", ProjectID: ptr(website)})
		again := openOn(t, c.store, "ann", &at)
		if news := again.next(t); !slices.Contains(news.Topics, "todo:"+strconv.FormatInt(missed.ID, 10)) || slices.Contains(news.Topics, domain.NewsAll) {
			t.Errorf("they hear of %v", news.Topics)
		}
		for name, since := range map[string]domain.NewsPoint{"from the future": {Log: 1 << 40, Live: 0}} {
			back := openOn(t, c.store, "ann", &since)
			if news := back.next(t); !slices.Equal(news.Topics, []string{domain.NewsAll}) {
				t.Errorf("%s: %v", name, news.Topics)
			}
		}
	})
}

func TestWhatWasTakenFromSomebodyIsToldToThem(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		note, err := c.as("ann").AddNote(ctx, domain.NoteInput{Title: "ann's"})
		if err != nil {
			t.Fatal(err)
		}
		share, err := c.as("ann").ShareNoteByName(ctx, note.ID, domain.ShareInput{Email: "ben", Permission: "edit"})
		if err != nil {
			t.Fatal(err)
		}
		topic := "note:" + strconv.FormatInt(note.ID, 10)
		ben := c.open("ben")
		if err := c.as("ann").Unshare(ctx, note.ID, share.ID); err != nil {
			t.Fatal(err)
		}
		ben.until(t, topic)
		if _, err := c.as("ann").UpdateNote(ctx, note.ID, "", func(n domain.Note) (domain.NoteInput, error) {
			in := n.Input()
			in.Content = "not for ben any more"
			return in, nil
		}); err != nil {
			t.Fatal(err)
		}
		if heard := ben.until(t, c.fence()); slices.Contains(heard, topic) {
			t.Errorf("ben still hears of %v", heard)
		}
	})
}

func TestOnePersonCanNotTakeAllStreams(t *testing.T) {
	eachCast(t, func(c cast) {
		var first page
		for n := range store.StreamsOfOne {
			if p := c.open("ann"); n == 0 {
				first = p
			}
		}
		one := store.Listener{User: domain.User{ID: "ann"}, Login: first.login.ID}
		_, err := c.store.Live().Listen(one, nil)
		c.want("one more", err, domain.TooMany)
		c.open("ben")
		first.Close()
		c.open("ann")
	})
}

func TestSeveralInstancesOnOneServerTellEachOther(t *testing.T) {
	url := storetest.Postgres(t)
	here, there := connect(t, url), connect(t, url)
	if err := here.Exec(`INSERT INTO users (id, name, email, roles) VALUES ('ann', 'ann', 'ann@example.org', '["staff"]'), ('ben', 'ben', 'ben@example.org', '["staff"]')`); err != nil {
		t.Fatal(err)
	}
	if err := here.Exec(`INSERT INTO projects (id, name, key, owner_id, visibility) VALUES (1, 'Website', 'WEB', 'ann', 'team')`); err != nil {
		t.Fatal(err)
	}
	p := openOn(t, there, "ben", nil)
	todo, err := here.As(domain.User{ID: "ann", Roles: []string{"staff"}}).AddTodo(t.Context(), domain.TodoInput{Title: "from there", ProjectID: ptr(int64(1))})
	if err != nil {
		t.Fatal(err)
	}
	p.until(t, "todo:"+strconv.FormatInt(todo.ID, 10))
	if err := here.EndLogin(t.Context(), p.login.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Within(t.Context(), 20*time.Second); !errors.Is(err, store.ErrStreamEnded) {
		t.Errorf("signed out at the other instance: %v", err)
	}
}

func connect(t *testing.T, url string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), store.Options{URL: url, Migrations: storetest.Migrations(t)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}
