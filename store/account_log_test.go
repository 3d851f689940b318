package store_test

import (
	"strings"
	"testing"

	"mddash/domain"
	"mddash/store"
	"mddash/store/storetest"
)

func TestWhatHappensToAccountsIsNotedWithoutASecret(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		admin := signUp(t, s, "admin@example.com")
		_, token := invite(t, s, admin, domain.InviteInput{})
		ann, err := join(s, "ann@example.com", token)
		if err != nil {
			t.Fatal(err)
		}
		hers := everyWay(t, s, ann)
		if err := s.As(ann).ChangePassword(ctx, domain.PasswordInput{CurrentPassword: goodPassword, NewPassword: newPassword}, ""); err != nil {
			t.Fatal(err)
		}
		for _, do := range []func() (domain.User, error){
			func() (domain.User, error) { return s.System().SetRoles(ctx, ann.Email, []string{"client"}) },
			func() (domain.User, error) { return s.System().Disable(ctx, ann.Email) },
			func() (domain.User, error) { return s.System().Enable(ctx, ann.Email) },
		} {
			if _, err := do(); err != nil {
				t.Fatal(err)
			}
		}
		log := texts(t, s, `SELECT coalesce(user_id, 'nobody') || ' ' || action || ' ' || coalesce(before, '') || coalesce(after, '') FROM activity WHERE kind = 'user' AND subject_id = ? ORDER BY id`, ann.ID)
		all := strings.ReplaceAll(strings.Join(log, "\n"), ann.ID, "ann")
		const said = `ann create {"email":"ann@example.com","name":"","roles":["staff"]}
ann update {"api_token":"x","scopes":["read"]}
ann update {"password":"changed"}
nobody update {"roles":["staff"]}{"roles":["client"]}
nobody update {"disabled":false}{"disabled":true}
nobody update {"disabled":true}{"disabled":false}`
		if all != said {
			t.Fatalf("the log says:\n%s", all)
		}
		for _, secret := range []string{hers.api, hers.refresh, hers.reset, token, goodPassword, newPassword, "$argon2id"} {
			if strings.Contains(all, secret) || strings.Contains(all, sha(secret)) {
				t.Fatalf("the log holds %q", secret)
			}
		}
	})
}

func TestWhoInvitesWhomIsNotedWithoutTheCode(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		admin := signUp(t, s, "admin@example.com")
		taken, token := invite(t, s, admin, domain.InviteInput{Email: "ann@example.com"})
		ann, err := join(s, "ann@example.com", token)
		if err != nil {
			t.Fatal(err)
		}
		revoked, _ := invite(t, s, admin, domain.InviteInput{Roles: []string{"client"}})
		scope := s.As(admin)
		if err := scope.RemoveInvite(ctx, revoked.ID); err != nil {
			t.Fatal(err)
		}
		want(t, scope.RemoveInvite(ctx, revoked.ID), domain.NotFound)
		log := texts(t, s, `SELECT user_id || ' ' || action || ' ' || subject_id || ' ' || coalesce(before, '') || coalesce(after, '') FROM activity WHERE kind = 'invite' ORDER BY id`)
		names := strings.NewReplacer(admin.ID, "admin", ann.ID, "ann", taken.ID, "taken", revoked.ID, "revoked")
		const said = `admin create taken {"email":"ann@example.com","roles":["staff"]}
ann update taken {"used_by":"ann"}
admin create revoked {"email":"","roles":["client"]}
admin delete revoked {"email":"","roles":["client"]}`
		if all := names.Replace(strings.Join(log, "\n")); all != said {
			t.Fatalf("the log says:\n%s", all)
		}
		_, err = scope.LastBatch(ctx)
		want(t, err, domain.NotFound)
		want(t, scope.Undo(ctx, scope.Batch()), domain.Conflict)
	})
}

func TestWhatHappensToAccountsIsNoChangeAndMoreThanAProfileIsNotUndone(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ann := signUp(t, s, "ann@example.com")
		name := "Ann"
		in := ann.Input()
		in.Name = &name
		scope := s.As(ann)
		if _, err := scope.UpdateProfile(ctx, in); err != nil {
			t.Fatal(err)
		}
		if page, err := scope.Changes(ctx, 0, 100); err != nil || len(page.Items) != 0 {
			t.Fatalf("got %+v, %v", page, err)
		}
		last, err := scope.LastBatch(ctx)
		if err != nil || last != scope.Batch() {
			t.Fatalf("the last act is %q, %v", last, err)
		}
		scope = s.As(ann)
		if _, _, err := scope.AddAPIToken(ctx, domain.APITokenInput{Name: "script"}); err != nil {
			t.Fatal(err)
		}
		if next, err := scope.LastBatch(ctx); err != nil || next != last {
			t.Fatalf("the last act that can be undone is %q, %v", next, err)
		}
		if kind := domain.KindOf(scope.Undo(ctx, scope.Batch())); kind != domain.Conflict && kind != domain.NotFound {
			t.Fatalf("got kind %d", kind)
		}
	})
}

func TestNoSecretIsStoredAsItIs(t *testing.T) {
	s := storetest.New(t)
	ann := signUp(t, s, "ann@example.com")
	hers := everyWay(t, s, ann)
	_, token := invite(t, s, ann, domain.InviteInput{})
	for _, table := range []string{"users", "logins", "refresh_tokens", "api_tokens", "password_resets", "invites", "attempts", "activity"} {
		columns := texts(t, s, `SELECT group_concat(name, ' || '' '' || ') FROM (SELECT 'coalesce('||name||', '''')' AS name FROM pragma_table_info('`+table+`'))`)
		for _, row := range texts(t, s, `SELECT `+columns[0]+` FROM `+table) {
			for _, secret := range []string{hers.api, hers.refresh, hers.reset, token, goodPassword} {
				if strings.Contains(row, secret) {
					t.Errorf("%s holds a secret as it is", table)
				}
			}
		}
	}
}
