package background

import (
	"strings"
	"sync"
	"testing"

	"mddash/domain"
	"mddash/store"
	"mddash/store/storetest"
)

const todos = "TYPE,CONTENT,PRIORITY,INDENT,DATE,DATE_LANG\ntask,Call Ana,1,1,,\ntask,Step,4,2,,\n"

func bring(t *testing.T, ann *store.Scope, text string) domain.IntakeJob {
	t.Helper()
	job, err := ann.AddIntake(t.Context(), "Work.csv", strings.NewReader(text), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	return job
}

func wantIntake(t *testing.T, ann *store.Scope, id int64, state string, todos int) domain.IntakeJob {
	t.Helper()
	job, err := ann.Intake(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	page, err := ann.Todos(t.Context(), domain.TodoFilter{Limit: 10})
	if err != nil {
		t.Fatal(err)
	}
	if job.State != state || len(page.Items) != todos {
		t.Fatalf("the file is %s, %q, and there are %d todos; want %s and %d", job.State, job.Error, len(page.Items), state, todos)
	}
	return job
}

func TestAFileOfAnotherProgramIsLookedThroughAndTakenOnceItIsConfirmed(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ann, work := somebody(t, s), workOn(t, s)
		work.FileMax = 1 << 20
		job := bring(t, ann, todos)
		if err := work.TakeOthers(t.Context()); err != nil {
			t.Fatal(err)
		}
		looked := wantIntake(t, ann, job.ID, domain.IntakeLooked, 0)
		if looked.Kind != "todoist" || looked.Report.Made["todos"] != 2 || !looked.Report.Rehearsed {
			t.Fatalf("a look tells %+v", looked)
		}
		for range 2 {
			if _, err := ann.ConfirmIntake(t.Context(), job.ID); err != nil {
				t.Fatal(err)
			}
		}
		if err := ann.DiscardIntake(t.Context(), job.ID); domain.KindOf(err) != domain.Conflict {
			t.Errorf("what is being imported was discarded: %v", err)
		}
		// The program dies when it has begun.
		begun, err := s.System().NextIntake(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.System().NextIntake(t.Context()); domain.KindOf(err) != domain.NotFound {
			t.Fatalf("two are at one file: %v", err)
		}
		if err := begun.Close(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := work.TakeOthers(t.Context()); err != nil {
			t.Fatal(err)
		}
		if done := wantIntake(t, ann, job.ID, domain.ImportDone, 2); done.Report.Rehearsed || done.Report.Made["todos"] != 2 {
			t.Errorf("it tells %+v", done.Report)
		}
		if err := begun.Take(t.Context(), "todoist", domain.Intake{Source: "todoist", Todos: []domain.IntakeTodo{{ID: "late", Input: domain.TodoInput{Title: "late"}}}}, 1); err != nil {
			t.Fatal(err)
		}
		wantIntake(t, ann, job.ID, domain.ImportDone, 2)
	})
}

func TestAFileThatCantBeReadSaysWhy(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ann, work := somebody(t, s), workOn(t, s)
		for text, words := range map[string]string{"": "can be taken in here", "hello": "TYPE and CONTENT", "[1, 2": "no JSON", "PK\x03\x04": "no file that can be taken in"} {
			job := bring(t, ann, text)
			if err := work.TakeOthers(t.Context()); err != nil {
				t.Fatal(err)
			}
			failed := wantIntake(t, ann, job.ID, domain.ImportFailed, 0)
			if text != "" && !strings.Contains(failed.Error, words) {
				t.Errorf("%q: %q, want %q", text, failed.Error, words)
			}
			if _, err := ann.ConfirmIntake(t.Context(), job.ID); domain.KindOf(err) != domain.Conflict {
				t.Errorf("%q was confirmed: %v", text, err)
			}
		}
	})
}

func TestAFileThatAnotherServerTookOverIsTakenByThatOneAlone(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ann, work := somebody(t, s), workOn(t, s)
		job := bring(t, ann, todos)
		if err := work.TakeOthers(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, err := ann.ConfirmIntake(t.Context(), job.ID); err != nil {
			t.Fatal(err)
		}
		late, err := s.System().NextIntake(t.Context())
		if err == nil {
			err = late.Close(t.Context())
		}
		if err != nil {
			t.Fatal(err)
		}
		next, err := s.System().NextIntake(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		things := domain.Intake{Source: "todoist", Todos: []domain.IntakeTodo{{ID: "1", Input: domain.TodoInput{Title: "once"}}}}
		for range 2 {
			if err := late.Fail(t.Context(), "The one that was too late failed."); err != nil {
				t.Fatal(err)
			}
			if err := late.Take(t.Context(), "todoist", things, 1); err != nil {
				t.Fatal(err)
			}
			if err := late.Close(t.Context()); err != nil {
				t.Fatal(err)
			}
			if err := next.Renew(t.Context()); err != nil {
				t.Fatal(err)
			}
			if err := next.Take(t.Context(), "todoist", things, 1); err != nil {
				t.Fatal(err)
			}
		}
		if done := wantIntake(t, ann, job.ID, domain.ImportDone, 1); done.Error != "" {
			t.Errorf("it ends with %q", done.Error)
		}
	})
}

func TestTwoWhoLookForFilesAtOnceTakeEachOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ann, work := somebody(t, s), workOn(t, s)
		job := bring(t, ann, todos)
		both := func() {
			var all sync.WaitGroup
			for range 2 {
				all.Go(func() {
					if err := work.TakeOthers(t.Context()); err != nil {
						t.Error(err)
					}
				})
			}
			all.Wait()
		}
		both()
		if _, err := ann.ConfirmIntake(t.Context(), job.ID); err != nil {
			t.Fatal(err)
		}
		both()
		wantIntake(t, ann, job.ID, domain.ImportDone, 2)
	})
}
