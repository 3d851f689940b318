package store_test

import (
	"testing"
	"time"

	"mddash/domain"
	"mddash/store"
	"mddash/store/storetest"
)

// sharing is ann, who has a note, and ben.
type sharing struct {
	*testing.T
	store    *store.Store
	clock    *storetest.Clock
	ann, ben domain.User
	note     int64
}

func eachSharing(t *testing.T, run func(sh sharing)) {
	t.Helper()
	clock := storetest.At(time.Date(2026, 5, 21, 9, 30, 0, 0, time.UTC))
	storetest.EachAt(t, clock.Now, func(t *testing.T, s *store.Store) {
		join := func(name string) domain.User {
			user, err := s.System().AddUser(t.Context(), domain.SignUpInput{Name: name, Email: name + "@example.com", Password: "wet paint on the third bench"}, nil)
			if err != nil {
				t.Fatal(err)
			}
			return user
		}
		sh := sharing{T: t, store: s, clock: clock, ann: join("ann"), ben: join("ben")}
		note, err := s.As(sh.ann).AddNote(t.Context(), domain.NoteInput{Title: "Rope"})
		if err != nil {
			t.Fatal(err)
		}
		sh.note = note.ID
		run(sh)
	})
}

// sees tells whether ben finds the note.
func (sh sharing) sees(want bool, when string) {
	sh.Helper()
	_, err := sh.store.As(sh.ben).Note(sh.Context(), sh.note)
	if (err == nil) != want || !want && domain.KindOf(err) != domain.NotFound {
		sh.Fatalf("%s: %v", when, err)
	}
}

func (sh sharing) undo(batch string, want domain.Kind) {
	sh.Helper()
	if err := sh.store.As(sh.ann).Undo(sh.Context(), batch); domain.KindOf(err) != want {
		sh.Fatalf("undone: %v, want %v", err, want)
	}
}

// give lets ben write in the note.
func (sh sharing) give() (share domain.Share, batch string) {
	sh.Helper()
	as := sh.store.As(sh.ann)
	share, err := as.ShareNote(sh.Context(), sh.note, domain.ShareInput{Email: sh.ben.Email, Permission: domain.PermissionEdit})
	if err != nil {
		sh.Fatal(err)
	}
	return share, as.Batch()
}

func TestAShareIsTakenBackByItsOwnerAlone(t *testing.T) {
	eachSharing(t, func(sh sharing) {
		_, given := sh.give()
		sh.sees(true, "given")
		if err := sh.store.As(sh.ben).Undo(sh.Context(), given); domain.KindOf(err) != domain.NotFound {
			sh.Fatalf("by somebody else: %v", err)
		}
		sh.undo(given, 0)
		sh.sees(false, "taken back")
		sh.undo(given, domain.Conflict)
	})
}

func TestAShareIsGivenAgainAsItWas(t *testing.T) {
	eachSharing(t, func(sh sharing) {
		ctx := sh.Context()
		share, given := sh.give()
		less := sh.store.As(sh.ann)
		if _, err := less.ChangeShare(ctx, sh.note, share.ID, domain.PermissionView); err != nil {
			sh.Fatal(err)
		}
		sh.undo(given, domain.Conflict) // it was changed since
		sh.undo(less.Batch(), 0)
		take := sh.store.As(sh.ann)
		if err := take.Unshare(ctx, sh.note, share.ID); err != nil {
			sh.Fatal(err)
		}
		sh.sees(false, "taken away")
		sh.undo(less.Batch(), domain.Conflict)
		sh.undo(take.Batch(), 0)
		sh.sees(true, "given again")
		shares, err := sh.store.As(sh.ann).Shares(ctx, sh.note)
		if err != nil || len(shares) != 1 || shares[0].Permission != domain.PermissionEdit {
			sh.Errorf("%v, %+v", err, shares)
		}
	})
}

func TestWhoLeftANoteComesBackWithinTheHourUnlessItsOwnerSharedAnythingSince(t *testing.T) {
	for _, row := range []struct {
		name string
		then func(sh sharing)
		want domain.Kind
	}{
		{"at once", func(sharing) {}, 0},
		{"an hour later", func(sh sharing) { sh.clock.Advance(61 * time.Minute) }, domain.Conflict},
		{"its owner shares it anew and takes it away", func(sh sharing) {
			share, _ := sh.give()
			if err := sh.store.As(sh.ann).Unshare(sh.Context(), sh.note, share.ID); err != nil {
				sh.Fatal(err)
			}
		}, domain.Conflict},
		{"its owner throws it away", func(sh sharing) {
			if err := sh.store.As(sh.ann).DeleteNote(sh.Context(), sh.note, ""); err != nil {
				sh.Fatal(err)
			}
		}, domain.Conflict},
	} {
		t.Run(row.name, func(t *testing.T) {
			eachSharing(t, func(sh sharing) {
				_, given := sh.give()
				leave := sh.store.As(sh.ben)
				if err := leave.LeaveNote(sh.Context(), sh.note); err != nil {
					sh.Fatal(err)
				}
				sh.undo(given, domain.Conflict) // what ben left is not there to be taken back
				sh.undo(leave.Batch(), domain.NotFound)
				row.then(sh)
				back := sh.store.As(sh.ben)
				if err := back.Undo(sh.Context(), leave.Batch()); domain.KindOf(err) != row.want {
					sh.Fatalf("ben comes back: %v", err)
				}
				if row.want != 0 {
					return
				}
				sh.sees(true, "back")
				shares, err := sh.store.As(sh.ann).Shares(sh.Context(), sh.note)
				if err != nil || len(shares) != 1 || shares[0].Permission != domain.PermissionEdit {
					sh.Errorf("%v, %+v", err, shares)
				}
				if err := sh.store.As(sh.ben).Undo(sh.Context(), back.Batch()); err != nil {
					sh.Fatal(err)
				}
				sh.sees(false, "left again")
			})
		})
	}
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
		leave := s.As(ben)
		if err := leave.LeaveCalendar(ctx, calendar.ID); err != nil {
			t.Fatal(err)
		}
		if err := s.As(ben).Undo(ctx, leave.Batch()); err != nil {
			t.Fatal(err)
		}
		if err := s.As(ann).Undo(ctx, give.Batch()); err != nil {
			t.Fatal(err)
		}
		if _, err := s.As(ben).Calendar(ctx, calendar.ID); domain.KindOf(err) != domain.NotFound {
			t.Errorf("taken back: %v", err)
		}
	})
}
