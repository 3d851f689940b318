package store_test

import (
	"testing"

	"mddash/domain"
	"mddash/store"
	"mddash/store/storetest"
)

func TestOnlyAdminsSeeAndManageAccounts(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		join := func(email string) domain.User {
			user, err := s.SignUp(ctx, domain.SignUpInput{Email: email, Password: "wet paint on the third bench"}, "open")
			if err != nil {
				t.Fatal(err)
			}
			return user
		}
		root, ann := join("root@example.com"), join("ann@example.com")
		want := func(what string, err error, kind domain.Kind) {
			t.Helper()
			if domain.KindOf(err) != kind || (kind == 0 && err != nil) {
				t.Errorf("%s: %v", what, err)
			}
		}
		_, err := s.As(ann).Members(ctx)
		want("members for staff", err, domain.Denied)
		_, err = s.As(ann).SetRoles(ctx, ann.ID, []string{"admin"})
		want("staff makes themselves admin", err, domain.NotFound)
		_, err = s.As(ann).SetDisabled(ctx, root.ID, true)
		want("staff shuts the admin out", err, domain.NotFound)
		_, err = s.As(root).SetDisabled(ctx, root.ID, true)
		want("the admin shuts themselves out", err, domain.Conflict)
		_, err = s.As(root).SetRoles(ctx, "nobody", []string{"staff"})
		want("nobody's roles", err, domain.NotFound)
		_, err = s.As(root).SetRoles(ctx, ann.ID, []string{"king"})
		want("a role that there is none of", err, domain.Invalid)

		login, err := s.BeginLogin(ctx, ann, domain.Device{}, 0)
		want("a login", err, 0)
		members, err := s.As(root).Members(ctx)
		if err != nil || len(members) != 2 || members[0].Email != "ann@example.com" || members[0].SeenAt.IsZero() || !members[1].SeenAt.IsZero() {
			t.Errorf("members %+v, %v", members, err)
		}
		_, err = s.As(root).SetDisabled(ctx, ann.ID, true)
		want("shut out", err, 0)
		_, _, err = s.LoginUser(ctx, login.ID)
		want("the login of who is shut out", err, domain.Unauthorized)
		_, err = s.As(root).SetDisabled(ctx, ann.ID, false)
		want("let in", err, 0)
		user, err := s.As(root).SetRoles(ctx, ann.ID, []string{"staff", "admin"})
		if err != nil || !user.IsAdmin() || user.Disabled {
			t.Errorf("%+v, %v", user, err)
		}
	})
}
