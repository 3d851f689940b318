package bundle_test

import (
	"strings"
	"testing"

	"mddash/domain"
	"mddash/store"
	"mddash/store/storetest"
)

func ptr[T any](v T) *T { return &v }

// must is what an operation gave.
func must[T any](t *testing.T) func(T, error) T {
	return func(made T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return made
	}
}

// attach hangs a file on something.
func attach(t *testing.T, s *store.Scope, on domain.Holder, name, text string) domain.Attachment {
	t.Helper()
	in := must[*store.Incoming](t)(s.Receive(t.Context(), on, name, strings.NewReader(text), 1<<20))
	return must[[]domain.Attachment](t)(s.Attach(t.Context(), on, in))[0]
}

// life is a bit of everything that somebody can have.
func life(t *testing.T, s *store.Scope) {
	t.Helper()
	ctx := t.Context()
	client := must[domain.Client](t)(s.AddClient(ctx, domain.ClientInput{CompanyName: "Harbour & Sons", Notes: ptr("They like [this](/notes/1)."), Contacts: []domain.Contact{{Name: "Ana <b>", Phone: "1"}}, Color: ptr("teal")}))
	project := must[domain.Project](t)(s.AddProject(ctx, domain.ProjectInput{Name: "Website", Key: ptr("WEB"), ClientID: &client.ID, BillingType: ptr("hourly"), HourlyRate: ptr(int64(9000)),
		Budget: ptr(int64(500000)), Spent: ptr(int64(1234)), Currency: ptr("EUR"), Visibility: ptr("private"), StartDate: ptr("2026-01-01"), Tags: []string{"b", "a"}, Description: ptr("See WEB-1 and WEB-2.")}))
	must[domain.Project](t)(s.AddProject(ctx, domain.ProjectInput{Name: "A template", IsTemplate: ptr(true), Visibility: ptr("team")}))
	if err := s.PinProject(ctx, project.ID, true); err != nil {
		t.Fatal(err)
	}
	must[[]domain.Column](t)(s.SetColumns(ctx, project.ID, "", domain.BoardInput{Columns: []domain.ColumnInput{{Status: ptr("task"), Name: "Now"}, {Status: ptr("waits"), Name: "Waits", Limit: ptr(3)}, {Status: ptr("done"), Name: "Done"}}}))
	first := must[domain.Todo](t)(s.AddTodo(ctx, domain.TodoInput{Title: "First", ProjectID: &project.ID, Description: ptr("After WEB-2, not XYZ-9; [plan](/notes/1?x=1#top) `WEB-1`"), Tags: []string{"z", "a"},
		DueDate: ptr("2026-12-01"), DueTime: ptr("09:30"), StartDate: ptr("2026-11-30"), Recurrence: ptr("FREQ=WEEKLY;BYDAY=TU"), RepeatFrom: ptr("completion"), ReminderAt: ptr("2026-11-30T08:00:00Z"), EstimateMinutes: ptr(90), Status: ptr("waits")}))
	step := must[domain.Todo](t)(s.AddTodo(ctx, domain.TodoInput{Title: "Step", ProjectID: &project.ID, ParentID: &first.ID, Status: ptr("done"), Priority: ptr("high")}))
	must[domain.Todo](t)(s.UpdateTodo(ctx, first.ID, "", func(in domain.TodoInput) (domain.TodoInput, error) {
		in.AssigneeIDs = []string{project.OwnerID}
		return in, nil
	}))
	personal := must[domain.Todo](t)(s.AddTodo(ctx, domain.TodoInput{Title: "Mine “alone” \U0001F600", Status: ptr("odd one"), Completed: nil}))
	if err := s.AddDependency(ctx, first.ID, personal.ID); err != nil {
		t.Fatal(err)
	}
	said := must[domain.Comment](t)(s.AddComment(ctx, first.ID, domain.CommentInput{Body: "WEB-2"}))
	must[domain.Comment](t)(s.EditComment(ctx, first.ID, said.ID, domain.CommentInput{Body: "WEB-2 is done,\r\n  @maya"}))
	note := must[domain.Note](t)(s.AddNote(ctx, domain.NoteInput{Title: "Plan", Content: "see [[Other]] and D-1\r\n", Notebook: ptr("Work/Life"), Type: ptr("meeting"), IsPinned: ptr(true), ReminderAt: ptr("2026-12-01T10:00:00Z"), ProjectID: &project.ID, Links: []string{"https://a.example"}}))
	picture := attach(t, s, domain.Holder{Kind: domain.OnNote, ID: note.ID}, "plan.txt", "the plan")
	attach(t, s, domain.Holder{Kind: domain.OnTodo, ID: step.ID}, "the same.txt", "the plan")
	attach(t, s, domain.Holder{Kind: domain.OnProject, ID: project.ID}, "offer ä.pdf", "%PDF-1.7 offer")
	must[domain.Note](t)(s.UpdateNote(ctx, note.ID, "", func(now domain.Note) (domain.NoteInput, error) {
		in := now.Input()
		in.Content += "![it](" + picture.Path() + ") [gone](/notes/999) /notes/1"
		in.CoverImage = ptr(picture.Path())
		return in, nil
	}))
	must[domain.Note](t)(s.AddNote(ctx, domain.NoteInput{Title: "Other", Content: "", IsArchived: ptr(true), Tags: []string{"x"}, Priority: ptr("low"), DueDate: ptr("2026-12-24")}))
	old := must[domain.Decision](t)(s.AddDecision(ctx, domain.DecisionInput{Name: "Blue?", Status: ptr("decided"), DecidedAt: ptr("2026-11-01"), Outcome: ptr("Yes, as [there](/decisions/2)."), TaskIDs: []int64{first.ID, step.ID}, NoteIDs: []int64{note.ID}, ProjectID: &project.ID,
		Options: []domain.DecisionOption{{Name: "Yes", Detail: "+ D-2", Chosen: true}, {Name: "No"}}}))
	must[domain.Decision](t)(s.AddDecision(ctx, domain.DecisionInput{Name: "Green?", SupersedesID: &old.ID, Context: ptr("D-1 was wrong"), DueDate: ptr("2026-12-30")}))
	lifeInTime(t, s, project.ID, first.ID)
}

// lifeInTime are events, hours, filters and settings.
func lifeInTime(t *testing.T, s *store.Scope, project, todo int64) {
	t.Helper()
	ctx := t.Context()
	own := must[int64](t)(s.OwnCalendar(ctx))
	must[domain.Calendar](t)(s.UpdateCalendar(ctx, own, "", func(in domain.CalendarInput) (domain.CalendarInput, error) {
		in.Name, in.Color = "Home", ptr("red")
		return in, nil
	}))
	second := must[domain.Calendar](t)(s.AddCalendar(ctx, domain.CalendarInput{Name: "Empty", Visibility: ptr("team")}))
	series := must[domain.Event](t)(s.AddEvent(ctx, domain.EventInput{Title: "Standup", CalendarID: &second.ID, Start: "2026-12-01T09:00", End: ptr("2026-12-01T09:15"), TimeZone: ptr("Europe/Berlin"), Recurrence: ptr("FREQ=WEEKLY"),
		Attendees: []string{"ana@example.org"}, Reminders: []int{10}, Color: ptr("violet"), Description: ptr("**About** WEB-1"), ProjectID: &project}))
	must[domain.Event](t)(s.UpdateEvent(ctx, series.ID, "", domain.Part{Scope: domain.ScopeThis, On: "2026-12-08"}, func(in domain.EventInput) (domain.EventInput, error) {
		in.Title, in.Start, in.End = "Later standup", "2026-12-08T11:00", ptr("2026-12-08T11:15")
		return in, nil
	}))
	if err := s.DeleteEvent(ctx, series.ID, "", domain.Part{Scope: domain.ScopeThis, On: "2026-12-15"}); err != nil {
		t.Fatal(err)
	}
	must[domain.Event](t)(s.AddEvent(ctx, domain.EventInput{Title: "Day off", Start: "2026-12-24", End: ptr("2026-12-26"), AllDay: ptr(true), Privacy: ptr("confidential"), Location: ptr("Home; away")}))
	must[domain.TimeEntry](t)(s.AddTime(ctx, todo, domain.TimeInput{Minutes: ptr(90), Date: ptr("2026-11-20"), Note: ptr("a talk")}))
	must[domain.Project](t)(s.UpdateProject(ctx, project, "", func(in domain.ProjectInput) (domain.ProjectInput, error) {
		in.HourlyRate = ptr(int64(12000))
		return in, nil
	}))
	must[domain.TimeEntry](t)(s.AddTime(ctx, todo, domain.TimeInput{Minutes: ptr(10), Date: ptr("2026-11-20"), Billable: ptr(false)}))
	must[domain.SavedFilter](t)(s.AddFilter(ctx, domain.FilterInput{Name: "Sales", Query: "is:open tag:sales", Sorting: ptr("title"), Color: ptr("blue")}))
	must[domain.SavedFilter](t)(s.AddFilter(ctx, domain.FilterInput{Name: "All", Query: "is:open"}))
	must[domain.User](t)(s.ChangeProfile(ctx, func(in domain.ProfileInput) (domain.ProfileInput, error) {
		in.TimeZone, in.Theme, in.Language = ptr("Europe/Berlin"), ptr("dark"), ptr("de")
		return in, nil
	}, ""))
}

func TestWhatOnePersonHasIsTheSameInAnEmptyPlace(t *testing.T) {
	now := storetest.At(clock())
	storetest.EachAt(t, now.Now, func(t *testing.T, s *store.Store) {
		maya := somebody(t, s)
		life(t, maya)
		first := export(t, maya)
		for name, words := range map[string]string{"data/todos.json": "After mddash-reference:todos/", "data/notes.json": "](mddash:files/", "data/decisions.json": "](mddash:decisions/", "calendars/2.ics": "Later standup"} {
			if !strings.Contains(entries(t, first)[name], words) {
				t.Errorf("%s does not say %s: %s", name, words, entries(t, first)[name])
			}
		}
		other := storetest.NewAt(t, now.Now)
		// Other things have the numbers there.
		filler := somebodyCalled(t, other, "zoe@example.org")
		must[domain.Todo](t)(filler.AddTodo(t.Context(), domain.TodoInput{Title: "Zoe's"}))
		must[domain.Note](t)(filler.AddNote(t.Context(), domain.NoteInput{Title: "Zoe's"}))
		there := somebody(t, other)
		look := take(t.Context(), t, there, first, true)
		report := take(t.Context(), t, there, first, false)
		if report.LeftOutN != 0 || look.All() != report.All() || look.LeftOutN != 0 {
			t.Errorf("it became %+v", report)
		}
		wantSame(t, data(t, first), data(t, export(t, there)))
		if again := take(t.Context(), t, there, first, false); again.All() != 0 || again.LeftOutN != 0 {
			t.Errorf("the same again: %+v", again)
		}
		// What was in the trash for good, or never there, comes back where it came from.
		if back := take(t.Context(), t, maya, export(t, there), false); back.All() != 0 || back.LeftOutN != 0 {
			t.Errorf("back where it came from: %+v", back)
		}
	})
}
