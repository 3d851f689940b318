package store_test

import (
	"crypto/sha256"
	"encoding/hex"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"mddash/domain"
	"mddash/store"
	"mddash/store/storetest"
)

func sha(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

func invite(t *testing.T, s *store.Store, by domain.User, in domain.InviteInput) (domain.Invite, string) {
	t.Helper()
	got, token, err := s.As(by).AddInvite(ctx, in)
	if err != nil {
		t.Fatalf("invite: %v", err)
	}
	return got, token
}

func join(s *store.Store, email, token string) (domain.User, error) {
	return s.SignUp(ctx, domain.SignUpInput{Email: email, Password: goodPassword, Invite: token}, store.RegisterInvite)
}

func TestAnInviteLetsOnePersonInWithItsRoles(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		admin := signUp(t, s, "admin@example.com")
		made, token := invite(t, s, admin, domain.InviteInput{Email: "Ann@Sample.com", Roles: []string{"client"}})
		seen, err := s.InviteByToken(ctx, token)
		if err != nil || seen.ID != made.ID || seen.Email != "ann@sample.com" || seen.InvitedBy.ID != admin.ID {
			t.Fatalf("got %+v, %v", seen, err)
		}
		for _, other := range []string{"eve@example.com", "ann@example.com.evil.example", "ann@\u017fample.com"} {
			if _, err = join(s, other, token); saidAt(err, "email") == "" {
				t.Fatalf("%s took it: %v", other, err)
			}
		}
		ann, err := join(s, "ANN@sample.com", " "+token+" ")
		if err != nil || !ann.Verified || ann.IsStaff() || !ann.Has(domain.RoleClient) {
			t.Fatalf("got %+v, %v", ann, err)
		}
		_, err = join(s, "ann2@example.com", token)
		want(t, err, domain.Denied)
		_, err = s.InviteByToken(ctx, token)
		want(t, err, domain.NotFound)
		for _, odd := range []string{"", "x", "x\x00", "\xff", sha(token)} {
			_, err := join(s, "bob@example.com", odd)
			want(t, err, domain.Denied)
			_, err = s.InviteByToken(ctx, odd)
			want(t, err, domain.NotFound)
		}
	})
}

func TestAnInviteForNobodyInParticularDoesNotProveAnAddress(t *testing.T) {
	s := storetest.New(t)
	admin := signUp(t, s, "admin@example.com")
	_, token := invite(t, s, admin, domain.InviteInput{})
	user, err := join(s, "boss@bigcorp.example", token)
	if err != nil || user.Verified || !user.IsStaff() {
		t.Fatalf("got %+v, %v", user, err)
	}
}

func TestAnInviteTakenByManyAtOnceMakesOneAccount(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		_, token := invite(t, s, signUp(t, s, "admin@example.com"), domain.InviteInput{})
		var all sync.WaitGroup
		var made atomic.Int32
		for i := range 6 {
			all.Go(func() {
				if _, err := join(s, string(rune('a'+i))+"@example.com", token); err == nil {
					made.Add(1)
				} else if domain.KindOf(err) != domain.Denied {
					t.Errorf("got %v", err)
				}
			})
		}
		all.Wait()
		if made.Load() != 1 {
			t.Fatalf("%d accounts of one invite", made.Load())
		}
	})
}

func TestAnInviteEndsByTimeByHandAndWithItsMaker(t *testing.T) {
	clock := storetest.At(morning)
	storetest.EachAt(t, clock.Now, func(t *testing.T, s *store.Store) {
		clock.Set(morning)
		admin := signUp(t, s, "admin@example.com")
		second, err := s.System().AddUser(ctx, domain.SignUpInput{Email: "second@example.com", Password: goodPassword}, []string{"admin", "staff"})
		if err != nil {
			t.Fatal(err)
		}
		_, old := invite(t, s, admin, domain.InviteInput{})
		clock.Advance(domain.InviteLifetime)
		byHand, taken := invite(t, s, admin, domain.InviteInput{})
		_, orphan := invite(t, s, second, domain.InviteInput{})
		if list, err := s.As(admin).Invites(ctx); err != nil || len(list) != 2 {
			t.Fatalf("got %v, %v", list, err)
		}
		if err := s.As(admin).RemoveInvite(ctx, byHand.ID); err != nil {
			t.Fatal(err)
		}
		want(t, s.As(admin).RemoveInvite(ctx, byHand.ID), domain.NotFound)
		if _, err := s.System().SetRoles(ctx, "second@example.com", []string{"staff"}); err != nil {
			t.Fatal(err)
		}
		for _, token := range []string{old, taken, orphan} {
			_, err := join(s, "ann@example.com", token)
			want(t, err, domain.Denied)
		}
	})
}

func TestAnInviteIsForOneAddressHoweverTypedAndEndsWithItsMakersAccount(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		admin := signUp(t, s, "admin@example.com")
		second, err := s.System().AddUser(ctx, domain.SignUpInput{Email: "second@example.com", Password: goodPassword}, []string{"admin", "staff"})
		if err != nil {
			t.Fatal(err)
		}
		_, code := invite(t, s, second, domain.InviteInput{Roles: []string{"admin", "staff"}})
		_, accent := invite(t, s, admin, domain.InviteInput{Email: "Zoe\u0308@example.com"})
		if zoe, err := join(s, "zoë@EXAMPLE.com", accent); err != nil || !zoe.Verified {
			t.Errorf("an accent that was typed another way keeps somebody out: %v", err)
		}
		if err := s.As(admin).RemoveUser(ctx, second.ID, ""); err != nil {
			t.Fatal(err)
		}
		_, err = join(s, "second@example.com", code)
		want(t, err, domain.Denied)
		if left := texts(t, s, `SELECT id FROM invites WHERE used_at IS NULL`); len(left) != 0 {
			t.Errorf("%d are left", len(left))
		}
	})
}

func TestInvitesAreForAdmins(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		admin, ann := signUp(t, s, "admin@example.com"), signUp(t, s, "ann@example.com")
		made, _ := invite(t, s, admin, domain.InviteInput{})
		_, _, err := s.As(ann).AddInvite(ctx, domain.InviteInput{Roles: []string{"admin"}})
		want(t, err, domain.Denied)
		_, err = s.As(ann).Invites(ctx)
		want(t, err, domain.Denied)
		want(t, s.As(ann).RemoveInvite(ctx, made.ID), domain.NotFound)
		want(t, s.As(admin).RemoveInvite(ctx, "x\x00"), domain.NotFound)
		_, _, err = s.As(admin).AddInvite(ctx, domain.InviteInput{Email: "ANN@example.com"})
		want(t, err, domain.Conflict)
		_, _, err = s.As(admin).AddInvite(ctx, domain.InviteInput{Roles: []string{"god"}})
		want(t, err, domain.Invalid)
	})
}

func TestAClosedDoorStaysClosedAlsoWithAnInvite(t *testing.T) {
	s := storetest.New(t)
	_, token := invite(t, s, signUp(t, s, "admin@example.com"), domain.InviteInput{})
	for _, mode := range []string{store.RegisterClosed, "", "OPEN", "nonsense"} {
		_, err := s.SignUp(ctx, domain.SignUpInput{Email: "ann@example.com", Password: goodPassword, Invite: token}, mode)
		want(t, err, domain.Denied)
		// Who may not join does not learn who has.
		_, err = s.SignUp(ctx, domain.SignUpInput{Email: "admin@example.com", Password: goodPassword}, mode)
		want(t, err, domain.Denied)
	}
	_, err := s.SignUp(ctx, domain.SignUpInput{Email: "ann@example.com", Password: goodPassword, Invite: "wrong"}, store.RegisterOpen)
	want(t, err, domain.Denied)
	user, err := s.SignUp(ctx, domain.SignUpInput{Email: "ann@example.com", Password: goodPassword, Invite: token}, store.RegisterOpen)
	if err != nil || !user.IsStaff() {
		t.Fatalf("got %+v, %v", user, err)
	}
}

func TestAProfileIsChangedByItsOwnerAndEveryChangeIsNoted(t *testing.T) {
	clock := storetest.At(morning)
	storetest.EachAt(t, clock.Now, func(t *testing.T, s *store.Store) {
		ann := signUp(t, s, "ann@example.com")
		in := ann.Input()
		name, zone, day, off := "Ann <script>'; --", "Europe/Stockholm", 0, false
		in.Name, in.TimeZone, in.WeekStart, in.Shortcuts = &name, &zone, &day, &off
		got, err := s.As(ann).UpdateProfile(ctx, in)
		if err != nil || got.Name != name || got.TimeZone != zone || got.WeekStart != 0 || got.Shortcuts {
			t.Fatalf("got %+v, %v", got, err)
		}
		again, err := s.As(ann).Profile(ctx)
		if err != nil || again.Name != got.Name || again.TimeZone != zone || again.Shortcuts || again.Email != ann.Email || len(again.Roles) != 2 {
			t.Fatalf("got %+v, %v", again, err)
		}
		before := texts(t, s, `SELECT updated_at FROM users`)
		entries := len(texts(t, s, `SELECT batch FROM activity`))
		clock.Advance(time.Hour)
		if _, err := s.As(again).UpdateProfile(ctx, again.Input()); err != nil {
			t.Fatal(err)
		}
		if after := texts(t, s, `SELECT updated_at FROM users`); after[0] != before[0] || len(texts(t, s, `SELECT batch FROM activity`)) != entries {
			t.Fatal("a change that changes nothing was written")
		}
		bad := "Nowhere/Land"
		_, err = s.As(ann).UpdateProfile(ctx, domain.ProfileInput{TimeZone: &bad})
		if saidAt(err, "timezone") == "" {
			t.Fatalf("got %v", err)
		}
		_, err = s.As(domain.User{ID: "nobody"}).UpdateProfile(ctx, in)
		want(t, err, domain.NotFound)
	})
}
