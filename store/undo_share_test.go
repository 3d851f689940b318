package store_test

import (
	"testing"
	"time"

	"mddash/domain"
	"mddash/store"
	"mddash/store/storetest"
)

func TestSharesAreTakenBackAndGivenAgainByTheirOwnerAlone(t *testing.T) {
	clock := storetest.At(time.Date(2026, 5, 21, 9, 30, 0, 0, time.UTC))
	storetest.EachAt(t, clock.Now, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		join := func(name string) domain.User {
			user, err := s.System().AddUser(ctx, domain.SignUpInput{Name: name, Email: name + "@example.com", Password: "wet paint on the third bench"}, nil)
			if err != nil {
				t.Fatal(err)
			}
			return user
		}
		ann, ben := join("ann"), join("ben")
		note, err := s.As(ann).AddNote(ctx, domain.NoteInput{Title: "Rope"})
		if err != nil {
			t.Fatal(err)
		}
		sees := func(want bool, when string) {
			t.Helper()
			_, err := s.As(ben).Note(ctx, note.ID)
			if (err == nil) != want || !want && domain.KindOf(err) != domain.NotFound {
				t.Fatalf("%s: %v", when, err)
			}
		}
		undo := func(batch string, want domain.Kind) {
			t.Helper()
			if err := s.As(ann).Undo(ctx, batch); domain.KindOf(err) != want {
				t.Fatalf("undone: %v, want %v", err, want)
			}
		}
		give := s.As(ann)
		share, err := give.ShareNote(ctx, note.ID, domain.ShareInput{Email: ben.Email, Permission: domain.PermissionEdit})
		if err != nil {
			t.Fatal(err)
		}
		sees(true, "given")
		if err := s.As(ben).Undo(ctx, give.Batch()); domain.KindOf(err) != domain.NotFound {
			t.Fatalf("by somebody else: %v", err)
		}
		undo(give.Batch(), 0)
		sees(false, "taken back")
		undo(give.Batch(), domain.Conflict)

		again := s.As(ann)
		if share, err = again.ShareNote(ctx, note.ID, domain.ShareInput{Email: ben.Email, Permission: domain.PermissionEdit}); err != nil {
			t.Fatal(err)
		}
		less := s.As(ann)
		if _, err := less.ChangeShare(ctx, note.ID, share.ID, domain.PermissionView); err != nil {
			t.Fatal(err)
		}
		undo(again.Batch(), domain.Conflict) // it was changed since
		undo(less.Batch(), 0)
		take := s.As(ann)
		if err := take.Unshare(ctx, note.ID, share.ID); err != nil {
			t.Fatal(err)
		}
		sees(false, "taken away")
		undo(less.Batch(), domain.Conflict)
		undo(take.Batch(), 0)
		sees(true, "given again")
		shares, err := s.As(ann).Shares(ctx, note.ID)
		if err != nil || len(shares) != 1 || shares[0].Permission != domain.PermissionEdit {
			t.Errorf("%v, %+v", err, shares)
		}
		leave := s.As(ben)
		if err := leave.LeaveNote(ctx, note.ID); err != nil {
			t.Fatal(err)
		}
		if err := s.As(ben).Undo(ctx, leave.Batch()); domain.KindOf(err) == 0 {
			t.Error("who left a note came back by themselves")
		}
		undo(again.Batch(), domain.Conflict) // what ben left is not there to be taken back
	})
}

func TestSharesOfACalendarAreTakenBackAndGivenAgain(t *testing.T) {
	clock := storetest.At(time.Date(2026, 5, 21, 9, 30, 0, 0, time.UTC))
	storetest.EachAt(t, clock.Now, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		var people []domain.User
		for _, name := range []string{"ann", "ben"} {
			user, err := s.System().AddUser(ctx, domain.SignUpInput{Name: name, Email: name + "@example.com", Password: "wet paint on the third bench"}, nil)
			if err != nil {
				t.Fatal(err)
			}
			people = append(people, user)
		}
		ann, ben := people[0], people[1]
		name := "Work"
		calendar, err := s.As(ann).AddCalendar(ctx, domain.CalendarInput{Name: name})
		if err != nil {
			t.Fatal(err)
		}
		give := s.As(ann)
		share, err := give.ShareCalendar(ctx, calendar.ID, domain.ShareInput{Email: ben.Email, Permission: domain.PermissionEdit})
		if err != nil {
			t.Fatal(err)
		}
		take := s.As(ann)
		if err := take.UnshareCalendar(ctx, calendar.ID, share.ID); err != nil {
			t.Fatal(err)
		}
		if err := s.As(ann).Undo(ctx, take.Batch()); err != nil {
			t.Fatal(err)
		}
		if _, err := s.As(ben).Calendar(ctx, calendar.ID); err != nil {
			t.Errorf("given again: %v", err)
		}
		if err := s.As(ann).Undo(ctx, give.Batch()); err != nil {
			t.Fatal(err)
		}
		if _, err := s.As(ben).Calendar(ctx, calendar.ID); domain.KindOf(err) != domain.NotFound {
			t.Errorf("taken back: %v", err)
		}
	})
}
