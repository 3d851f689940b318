package store_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"mddash/domain"
	"mddash/store"
	"mddash/store/storetest"
)

func TestAdminsSeeAllAccountsAndWhenTheyWereSeen(t *testing.T) {
	clock := storetest.At(morning)
	storetest.EachAt(t, clock.Now, func(t *testing.T, s *store.Store) {
		clock.Set(morning)
		admin, bob, ann := signUp(t, s, "admin@example.com"), signUp(t, s, "bob@example.com"), signUp(t, s, "Ann@example.com")
		begin(t, s, bob)
		clock.Advance(time.Hour)
		begin(t, s, bob)
		if _, err := s.As(admin).DisableUser(ctx, ann.ID, true); err != nil {
			t.Fatal(err)
		}
		page, err := s.As(admin).Users(ctx, "", 10)
		users := page.Items
		if err != nil || len(users) != 3 || users[1].ID != ann.ID || users[2].ID != bob.ID {
			t.Fatalf("got %+v, %v", users, err)
		}
		if !users[1].Disabled || !users[1].SeenAt.IsZero() || users[2].Disabled || !users[2].SeenAt.Equal(morning.Add(time.Hour)) {
			t.Fatalf("got %+v", users)
		}
		for _, other := range []domain.User{bob, {}, {ID: admin.ID, Roles: []string{"Admin", "client"}}} {
			_, err = s.As(other).Users(ctx, "", 10)
			want(t, err, domain.Denied)
		}
	})
}

func TestAccountsComeInPagesThatMissNobodyWhoeverComesMeanwhile(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		admin := signUp(t, s, "m@example.com")
		for i := range 7 {
			exec(t, s, fmt.Sprintf(`INSERT INTO users (id, email) VALUES ('%d', '%c@Example.com')`, i, "BzaYmMc"[i]))
		}
		seen, cursor := []string{}, ""
		for range 10 {
			page, err := s.As(admin).Users(ctx, cursor, 2)
			if err != nil || len(page.Items) > 2 || page.Total < 8 {
				t.Fatalf("got %+v, %v", page, err)
			}
			for _, u := range page.Items {
				seen = append(seen, u.Email[:1])
			}
			if cursor == "" {
				exec(t, s, `INSERT INTO users (id, email) VALUES ('first', '0@example.com'), ('last', 'zz@example.com')`)
			}
			if cursor = page.Next; cursor == "" {
				break
			}
		}
		if all := strings.ToLower(strings.Join(seen, "")); all != "abcmmmyzz" {
			t.Errorf("seen %s", all)
		}
		_, err := s.As(admin).Users(ctx, "bm9ib2R5", 2)
		want(t, err, domain.Invalid)
	})
}

func TestOnlyAdminsManageAccountsAndNeverTheirOwn(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		admin, ann := signUp(t, s, "admin@example.com"), signUp(t, s, "ann@example.com")
		for _, c := range []struct {
			by   domain.User
			id   string
			kind domain.Kind
		}{
			{ann, ann.ID, domain.NotFound}, {ann, admin.ID, domain.NotFound}, {domain.User{}, ann.ID, domain.NotFound}, {domain.User{}, "", domain.NotFound},
			{admin, admin.ID, domain.Conflict}, {admin, "nobody", domain.NotFound}, {admin, "", domain.NotFound}, {admin, "%", domain.NotFound},
			{admin, ann.ID + "\x00", domain.NotFound}, {admin, "\xff", domain.NotFound}, {admin, strings.ToUpper(ann.ID), domain.NotFound},
		} {
			_, err := s.As(c.by).SetUserRoles(ctx, c.id, []string{"admin"})
			want(t, err, c.kind)
			_, err = s.As(c.by).DisableUser(ctx, c.id, true)
			want(t, err, c.kind)
			_, err = s.As(c.by).DisableUser(ctx, c.id, false)
			want(t, err, c.kind)
		}
		for _, odd := range []string{"king", "ADMIN", "admin\x00", "admin,staff"} {
			_, err := s.As(admin).SetUserRoles(ctx, ann.ID, []string{odd})
			want(t, err, domain.Invalid)
		}
		user, err := s.As(admin).SetUserRoles(ctx, ann.ID, []string{"staff", "admin", "staff"})
		if err != nil || !slices.Equal(user.Roles, []string{"admin", "staff"}) || user.Disabled {
			t.Fatalf("got %+v, %v", user, err)
		}
		log := texts(t, s, `SELECT user_id || ' ' || action || ' ' || before || after FROM activity WHERE kind = 'user' AND subject_id = ? ORDER BY id DESC`, ann.ID)
		if log[0] != admin.ID+` update {"roles":["staff"]}{"roles":["admin","staff"]}` {
			t.Fatalf("the log says %q", log)
		}
	})
}

func TestWhoIsShutOutIsOutEverywhereAndComesBackOnlyWithThePassword(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		admin, ann, bob := signUp(t, s, "admin@example.com"), signUp(t, s, "ann@example.com"), signUp(t, s, "bob@example.com")
		hers, his := everyWay(t, s, ann), everyWay(t, s, bob)
		for _, disabled := range []bool{true, true, false} {
			if user, err := s.As(admin).DisableUser(ctx, ann.ID, disabled); err != nil || user.Disabled != disabled {
				t.Fatalf("got %+v, %v", user, err)
			}
			if in := hers.stillIn(s); in != "" {
				t.Fatalf("still in: %s", in)
			}
			_, err := signIn(s, "ann@example.com", goodPassword)
			want(t, err, map[bool]domain.Kind{true: domain.Unauthorized}[disabled])
		}
		if saidAt(s.ResetPassword(ctx, hers.reset, "eight crows eat noodles"), "token") == "" {
			t.Fatal("the link to set a password still works")
		}
		if in := his.stillIn(s); in != "login, kept login, API token, NextAuth, refresh, kept refresh" {
			t.Fatalf("of somebody else's there is left: %s", in)
		}
	})
}

func TestAnAdminWhoWasShutOutOrDemotedAMomentAgoManagesNobody(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		admin, bad, ann := signUp(t, s, "admin@example.com"), signUp(t, s, "bad@example.com"), signUp(t, s, "ann@example.com")
		for _, end := range []func() (domain.User, error){
			func() (domain.User, error) { return s.As(admin).SetUserRoles(ctx, bad.ID, []string{"staff"}) },
			func() (domain.User, error) { return s.As(admin).DisableUser(ctx, bad.ID, true) },
		} {
			was, err := s.As(admin).SetUserRoles(ctx, bad.ID, []string{"admin"})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := end(); err != nil {
				t.Fatal(err)
			}
			_, err = s.As(was).SetUserRoles(ctx, ann.ID, []string{"admin"})
			want(t, err, domain.NotFound)
			_, err = s.As(was).DisableUser(ctx, admin.ID, true)
			want(t, err, domain.NotFound)
		}
	})
}

func TestTwoAdminsWhoShutEachOtherOutAtOnceLeaveOne(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		signUp(t, s, "ann@example.com")
		signUp(t, s, "bob@example.com")
		for range 10 {
			var both []domain.User
			for _, email := range []string{"ann@example.com", "bob@example.com"} {
				if _, err := s.System().Enable(ctx, email); err != nil {
					t.Fatal(err)
				}
				user, err := s.System().SetRoles(ctx, email, []string{"admin"})
				if err != nil {
					t.Fatal(err)
				}
				both = append(both, user)
			}
			var ends sync.WaitGroup
			errs := make([]error, 2)
			ends.Go(func() { _, errs[0] = s.As(both[0]).DisableUser(ctx, both[1].ID, true) })
			ends.Go(func() { _, errs[1] = s.As(both[1]).SetUserRoles(ctx, both[0].ID, []string{"client"}) })
			ends.Wait()
			users, err := s.System().Users(ctx)
			if err != nil {
				t.Fatal(err)
			}
			users = slices.DeleteFunc(users, func(u domain.User) bool { return u.Disabled || !u.IsAdmin() })
			if len(users) != 1 || (errs[0] == nil) == (errs[1] == nil) {
				t.Fatalf("%d admins are left: %v", len(users), errs)
			}
		}
	})
}
