package bundle_test

import (
	"strconv"
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
	must[domain.Note](t)(s.UpdateNote(ctx, note.ID, "", func(now domain.Note) (domain.NoteInput, error) {
		in := now.Input()
		in.Title, in.Content = "The plan", "another text, which leads to [it](/notes/2), "+in.Content
		return in, nil
	}))
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
	must[domain.Subscription](t)(s.AddSubscription(ctx, domain.SubscriptionInput{Name: "Holidays", URL: "webcal://calendars.example.org/secret-1/holidays.ics", Refresh: ptr(90), Color: ptr("pine")}))
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
		for name, words := range map[string]string{"data/todos.json": "After mddash-reference:todos/", "data/notes.json": "](mddash:files/", "data/decisions.json": "](mddash:decisions/", "calendars/2.ics": "Later standup",
			"data/versions.json": "another text, which leads to [it](mddash:notes/", "data/subscriptions.json": "https://calendars.example.org/secret-1/holidays.ics"} {
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
		if report.Made["versions"] != 2 || report.Made["subscriptions"] != 1 || look.Made["versions"] != report.Made["versions"] {
			t.Errorf("of versions and followed calendars it made %v, and in a rehearsal %v", report.Made, look.Made)
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

func TestAnImportTellsWithWhomThingsWereSharedAndLetsNobodyIn(t *testing.T) {
	storetest.EachAt(t, clock, func(t *testing.T, s *store.Store) {
		maya, ctx := somebody(t, s), t.Context()
		ben := somebodyCalled(t, s, "ben@example.org")
		note := must[domain.Note](t)(maya.AddNote(ctx, domain.NoteInput{Title: "Plan", Content: "x"}))
		calendar := must[domain.Calendar](t)(maya.AddCalendar(ctx, domain.CalendarInput{Name: "Club"}))
		must[domain.Share](t)(maya.ShareNote(ctx, note.ID, domain.ShareInput{Email: "ben@example.org", Permission: "edit"}))
		must[domain.CalendarShare](t)(maya.ShareCalendar(ctx, calendar.ID, domain.ShareInput{Email: "zoe@example.org", Permission: "view"}))
		first := export(t, maya)
		want := `"title":"Plan","with":[{"email":"ben@example.org","role":"edit"}]`
		if got := entries(t, first)["data/shares.json"]; !strings.Contains(got, want) || !strings.Contains(got, `"zoe@example.org"`) {
			t.Errorf("the file says of shares: %s", got)
		}
		if got := entries(t, export(t, ben))["data/shares.json"]; strings.Contains(got, "Plan") {
			t.Errorf("with whom something is shared is told to those that it is shared with: %s", got)
		}
		other := storetest.NewAt(t, clock)
		there := somebody(t, other)
		benThere := somebodyCalled(t, other, "ben@example.org")
		for _, rehearse := range []bool{true, false} {
			report := take(ctx, t, there, first, rehearse)
			var said []string
			for _, one := range report.Remarks {
				said = append(said, one.Path+": "+one.Why)
			}
			if text := strings.Join(said, "\n"); !strings.Contains(text, "“Plan”: It was shared with ben@example.org (edit). An import lets nobody in.") || !strings.Contains(text, "“Club”: It was shared with zoe@example.org (view).") {
				t.Errorf("the report tells %s", text)
			}
		}
		if heads := must[[]domain.Note](t)(benThere.NoteHeads(ctx)); len(heads) != 0 {
			t.Errorf("an import let somebody see %v", heads)
		}
		if again := take(ctx, t, there, first, false); again.All() != 0 || again.RemarksN != 0 {
			t.Errorf("the same again: %+v", again)
		}
	})
}

func TestVersionsThatCantBeReadLeaveTheRestWhole(t *testing.T) {
	s := storetest.NewAt(t, clock)
	maya := somebody(t, s)
	version := func(note, rest string) string { return `{"note":"` + note + `","title":"T",` + rest + `}` }
	report := take(t.Context(), t, maya, zipped(t, "manifest.json", manifest,
		"data/notes.json", `[{"id":"n","note":{"title":"N","content":"now"}},{"id":"m","note":{"title":"M","content":"as it is"}}]`,
		"data/versions.json", "["+strings.Join([]string{
			version("n", `"content":"first","created_at":"2020-01-02T03:04:05Z"`), version("gone", `"content":"of nothing"`), version("n", `"content":"nul \u0000"`),
			version("n", `"content":"`+strings.Repeat("long", 200_000)+`"`), version("n", `"content":"now","created_at":"9020-01-02T03:04:05Z"`), version("m", `"odd":1`), version("m", `"content":"never read"`),
		}, ",\n")+"]"), false)
	if report.Made["notes"] != 2 || report.Made["versions"] != 1 || report.LeftOutN != 3 {
		t.Errorf("it became %+v", report)
	}
	heads := must[[]domain.Note](t)(maya.NoteHeads(t.Context()))
	for i, want := range []string{"1 first, 2 now", "1 as it is"} {
		var got []string
		for _, v := range must[[]domain.NoteVersion](t)(maya.NoteVersions(t.Context(), heads[i].ID, 0)) {
			whole := must[domain.NoteVersion](t)(maya.NoteVersion(t.Context(), heads[i].ID, v.Revision))
			got = append([]string{strconv.FormatInt(v.Revision, 10) + " " + whole.Content}, got...)
		}
		if all := strings.Join(got, ", "); all != want {
			t.Errorf("the versions are %s, want %s", all, want)
		}
	}
	if note := must[domain.Note](t)(maya.RestoreVersion(t.Context(), heads[0].ID, 1)); note.Content != "first" || note.Revision != 4 {
		t.Errorf("what was restored is %+v", note)
	}
	huge := zipped(t, "manifest.json", manifest, "data/notes.json", `[{"id":"h","note":{"title":"H","content":"x"}}]`, "data/versions.json", `[`+version("h", `"content":"`+strings.Repeat("x", 20<<20)+`"`)+`]`)
	if report := take(t.Context(), t, maya, huge, false); report.Made["notes"] != 1 || report.Made["versions"] != 0 || report.LeftOutN != 1 {
		t.Errorf("a version of 20 MB became %+v", report)
	}
}
