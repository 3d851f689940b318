package web_test

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"mddash/domain"
	"mddash/handlers/apptest"
)

func decision(t *testing.T, app *apptest.App, who string, in domain.DecisionInput) domain.Decision {
	t.Helper()
	d, err := app.Scope(who).AddDecision(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func onDecision(d domain.Decision, rest string) string {
	return fmt.Sprintf("/decisions/%d%s", d.ID, rest)
}

// lines are the names in the table of decisions.
func lines(page *apptest.Answer) string {
	var names []string
	for _, name := range regexp.MustCompile(`<a class="cover strong name"[^>]*>([^<]*)</a>`).FindAllStringSubmatch(page.Body, -1) {
		names = append(names, name[1])
	}
	return strings.Join(names, ", ")
}

func TestADecisionIsWrittenDecidedReplacedAndDeletedByForms(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	ben := app.As("ben")
	web := privateProject(t, app, "ann", "Website", "WEB")
	todo := task(t, app, "ann", domain.TodoInput{Title: "Measure it", ProjectID: &web.ID})
	ann.Get("/decisions").Want(200, "No decisions yet", "New decision")
	ann.Get("/decisions/new").Want(200, "Create decision", `id="option-1-name"`)
	form := apptest.Form("name", "Ship it?", "due_date", "2026-05-22", "context", fmt.Sprintf("As **WEB-%d** says", todo.ID), "option_name", "Yes", "option_detail", "+ fast\r\n- plain\r\nmaybe",
		"option_name", "", "option_detail", "", "option_name", "No", "option_detail", "", "option_chosen", "2", "tasks", fmt.Sprintf("web-%d", todo.ID), "decider_ids", ben.User.ID)
	at := ann.Post("/decisions", form).Want(303).To()
	page := ann.Get(at).Want(200, "“Ship it?” created", "Answer by tomorrow", "Proposed", "For: ", "fast", "Against: ", "plain", "maybe", "Measure it", "Who decides", "ben", "ann raised it", "Why now", "Decide")
	page.Want(200, fmt.Sprintf(`title="Measure it">WEB-%d</a>`, todo.ID)).WantNot("What follows")
	if n := strings.Count(page.Body, `class="card"`); n != 2 {
		t.Errorf("%d options", n)
	}
	ann.Get("/decisions").Want(200, "Ship it?", "Not yet", "Tomorrow", "D-1")

	ann.Get(at+"/outcome").Want(200, "Record the decision", "We choose", "Something else", `value="2026-05-21"`)
	ann.HTMX().Get(at+"/outcome").Want(200, "Record").WantNot("<html")
	version := field(t, ben.Get(at+"/outcome"), "version")
	ben.Post(at+"/outcome", apptest.Form("version", version, "choice", "0", "outcome", "It *feels* fast.", "decided_at", "2026-05-20", "due_date", "2026-11-20", "decider_ids", ann.User.ID, "decider_ids", ben.User.ID)).WantTo(at)
	ann.Get(at).Want(200, "Yesterday, by ann and ben", "Chosen", "What was decided", "<em>feels</em>", "20 Nov", "ben decided it").WantNot("Answer by", ">Decide<")
	ben.Post(at+"/outcome", apptest.Form("version", version, "choice", "1")).Want(412, "Somebody has changed it")

	ann.Get("/decisions/new?replaces=1").Want(200, "Ship it?", `value="D-1"`)
	again := ann.Post("/decisions", apptest.Form("name", "Ship it now?", "supersedes", "d-1")).Want(303).To()
	ann.Get(at).Want(200, "Replaced", "Replaced by", "Ship it now?")
	ann.Get(again).Want(200, "Replaces D-1 Ship it?")
	ann.Post(again+"/status", apptest.Form("status", "dropped")).WantTo(again).Follow().Want(200, "“Ship it now?” dropped", "Dropped", "Open it again")
	ann.Post(again+"/status", apptest.Form("status", "open")).WantTo(again).Follow().Want(200, "is open again")
	ann.Post(again+"/status", apptest.Form("status", "maybe")).WantTo(again).Follow().Want(200, `data-hue="red"`)
	ben.Post(again+"/removal", nil).Want(403)
	ann.Post(again+"/removal", nil).WantTo("/decisions").Follow().Want(200, "“Ship it now?” deleted", "Undo")
	ann.Get(again).Want(404)
	ann.Get("/decisions?show=trash").Want(200, "Ship it now?", "Restore", "Keep it")
	ann.Post(again+"/restoration", nil).Want(303).Follow().Want(200, "restored", "The trash is empty")
	ann.Post(again+"/removal", nil).Want(303)
	ann.Post(again+"/purge", nil).Want(303).Follow().Want(200, "Deleted for good")
	ann.Get(at).Want(200).WantNot("Ship it now?")
}

func TestWhatIsWrongInADecisionsFormIsSaidAndNothingIsLost(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	d := decision(t, app, "ann", domain.DecisionInput{Name: "x"})
	for _, c := range []struct {
		form url.Values
		says string
	}{
		{apptest.Form("name", " ", "context", "kept"), "Give the decision a name."},
		{apptest.Form("name", "x", "due_date", "soon", "context", "kept"), "Write the date as"},
		{apptest.Form("name", "x", "tasks", "WEB-99", "context", "kept"), "There is no todo “WEB-99”."},
		{apptest.Form("name", "x", "tasks", "99", "context", "kept"), "There is no such thing."},
		{apptest.Form("name", "x", "supersedes", "that one", "context", "kept"), "There is no decision “that one”."},
		{apptest.Form("name", "x", "supersedes", d.Reference(), "context", "kept"), "replace itself"},
		{apptest.Form("name", "x", "project_id", "99", "context", "kept"), "There is no such thing."},
		{apptest.Form("name", "x", "project_id", "y", "context", "kept"), "There is no such thing."},
		{apptest.Form("name", "x", "decider_ids", "nobody", "context", "kept"), "There is no such thing."},
		{apptest.Form("name", "x", "option_name", "", "option_detail", "detail", "context", "kept"), "Give the option a name."},
		{apptest.Form("name", "x", "option_name", "a", "option_name", "b", "option_chosen", "0", "option_chosen", "1", "context", "kept"), "Choose one option."},
	} {
		ann.Post(onDecision(d, "/edit"), c.form).Want(422, c.says, "kept", `role="alert"`)
		if c.form.Get("supersedes") != d.Reference() {
			ann.Post("/decisions", c.form).Want(422, c.says, "kept", `role="alert"`)
		}
	}
	more := apptest.Form("name", "x", "option_name", "a", "option_detail", "", "more", "options")
	ann.Post(onDecision(d, "/edit"), more).Want(200, `id="option-1-name"`, `value="a"`)
	ann.Post("/decisions", more).Want(200, `id="option-2-name"`, `value="a"`)
	ann.Get(onDecision(d, "/edit?field=tasks")).Want(200, "autofocus")
	if now, err := app.Scope("ann").Decision(t.Context(), d.ID); err != nil || now.Version() != d.Version() {
		t.Errorf("it was changed: %+v, %v", now, err)
	}
}

func TestWhatSomebodyElseSavedOfADecisionIsNeverWrittenOver(t *testing.T) {
	app := apptest.New(t)
	ann, ben := app.As("ann"), app.As("ben")
	d := decision(t, app, "ann", domain.DecisionInput{Name: "Which?"})
	opened := ann.Get(onDecision(d, "/edit")).Want(200)
	form := apptest.Form("version", field(t, opened, "version"), "opened", field(t, opened, "opened"), "name", "Which one?", "context", "")
	ben.Post(onDecision(d, "/edit"), apptest.Form("version", d.Version(), "name", "Which?", "context", "Ben's reasons")).Want(303)
	stale := ann.Post(onDecision(d, "/edit"), form).Want(412, "Yours", "Theirs", "Ben’s reasons"[:3], "Which one?")
	form.Set("version", field(t, stale, "version"))
	form.Set("keep-context", "theirs")
	form.Set("keep-name", "mine")
	ann.Post(onDecision(d, "/edit"), form).Want(303)
	ann.Get(onDecision(d, "")).Want(200, "Which one?", "Ben's reasons", "ben wrote why it is to be decided")
}

func TestTheLogOfDecisionsIsNarrowedByItsAddress(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	web := privateProject(t, app, "ann", "Website", "WEB")
	day := func(text string) *string { return &text }
	decided, dropped := domain.DecisionDecided, domain.DecisionDropped
	decision(t, app, "ann", domain.DecisionInput{Name: "Late", DueDate: day("2026-05-20")})
	decision(t, app, "ann", domain.DecisionInput{Name: "Later", DueDate: day("2026-06-20"), ProjectID: &web.ID})
	decision(t, app, "ann", domain.DecisionInput{Name: "Again", Status: &decided, DecidedAt: day("2026-01-20"), DueDate: day("2026-05-21"), ProjectID: &web.ID})
	decision(t, app, "ann", domain.DecisionInput{Name: "Dropped", Status: &dropped})
	for path, want := range map[string]string{
		"/decisions":                                                   "Dropped, Again, Later, Late",
		"/decisions?status=open":                                       "Later, Late",
		"/decisions?show=due":                                          "Late, Again",
		"/decisions?status=dropped":                                    "Dropped",
		"/decisions?sort=name":                                         "Again, Dropped, Late, Later",
		"/decisions?project=none":                                      "Dropped, Late",
		fmt.Sprintf("/decisions?project=%d&q=la", web.ID):              "Later",
		"/decisions?status=maybe&sort=x&show=y&after=zz":               "Dropped, Again, Later, Late",
		fmt.Sprintf("/projects/%d?view=decisions", web.ID):             "Again, Later",
		fmt.Sprintf("/projects/%d?view=decisions&status=open", web.ID): "Later",
		fmt.Sprintf("/projects/%d?view=decisions&project=99", web.ID):  "Again, Later",
	} {
		if got := lines(ann.Get(path).Want(200)); got != want {
			t.Errorf("%s shows %s, want %s", path, got, want)
		}
	}
	ann.Get("/decisions").Want(200, "asks to be looked at again today.", "Review", `data-go="l"`)
	ann.Get("/decisions?q=nothing").Want(200, "Nothing fits", "Clear the filters")
	ann.Get(fmt.Sprintf("/projects/%d", web.ID)).Want(200, fmt.Sprintf("/projects/%d?view=decisions", web.ID))
}

func TestDecisionsShowToWhomTheyAreAlone(t *testing.T) {
	app := apptest.New(t)
	ann, eve, kim := app.As("ann"), app.As("eve"), app.As("kim")
	web := privateProject(t, app, "ann", "Website", "WEB")
	app.SQL(`INSERT INTO project_members (project_id, user_id, role) VALUES (?, ?, 'member')`, web.ID, kim.User.ID)
	app.SQL(`UPDATE users SET roles = '["client"]' WHERE id = ?`, kim.User.ID)
	hidden := decision(t, app, "ann", domain.DecisionInput{Name: "Hidden", ProjectID: &web.ID})
	staffs := decision(t, app, "ann", domain.DecisionInput{Name: "Staff's"})
	todo := task(t, app, "ann", domain.TodoInput{Title: "Secret todo"})
	linked := decision(t, app, "ann", domain.DecisionInput{Name: "Linked", TaskIDs: []int64{todo.ID}, SupersedesID: &hidden.ID, Context: ptr(hidden.Reference() + " @kim")})

	for _, path := range []string{"", "/edit", "/outcome"} {
		eve.Get(onDecision(hidden, path)).Want(404)
		kim.Get(onDecision(staffs, path)).Want(404)
		ann.Get(onDecision(hidden, path)).Want(200)
	}
	for _, act := range []string{"/edit", "/outcome", "/status", "/removal", "/restoration", "/purge"} {
		eve.Post(onDecision(hidden, act), apptest.Form("name", "x", "status", "dropped")).Want(404)
		kim.Post(onDecision(staffs, act), apptest.Form("name", "x", "status", "dropped")).Want(404)
	}
	kim.Get(onDecision(hidden, "")).Want(200, "Hidden").WantNot("Decide<", "Delete", "Edit")
	for _, act := range []string{"/edit", "/outcome", "/status", "/removal"} {
		kim.Post(onDecision(hidden, act), apptest.Form("name", "x", "status", "dropped")).Want(403)
	}
	kim.Get(onDecision(hidden, "/edit")).Want(403)
	kim.Get("/decisions").Want(200, "Hidden").WantNot("Staff's", "New decision")
	kim.Post("/decisions", apptest.Form("name", "Mine")).Want(403)
	kim.Get("/decisions/new").Want(403)
	eve.Get("/decisions").Want(200, "Staff's").WantNot("Hidden", "Website")
	eve.Get(fmt.Sprintf("/projects/%d?view=decisions", web.ID)).Want(404)
	eve.Get(fmt.Sprintf("/decisions?project=%d", web.ID)).Want(200).WantNot("Hidden", "Website")
	eve.Get(fmt.Sprintf("/decisions/new?replaces=%d", hidden.ID)).Want(404)
	eve.Get(fmt.Sprintf("/p/%s", hidden.Reference())).Want(404)
	eve.Get(onDecision(linked, "")).Want(200, "Linked", hidden.Reference()).WantNot("Secret todo", "Hidden", "Replaces", "/decisions/1\"")
	eve.Get(onDecision(linked, "/edit")).Want(200).WantNot("Secret todo", `value="`+hidden.Reference()+`"`)
	ann.Get(onDecision(linked, "")).Want(200, "Secret todo", "Replaces "+hidden.Reference())
}

func ptr[T any](v T) *T { return &v }

func TestWhateverIsTypedIntoADecisionIsShownAsText(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	web := privateProject(t, app, "ann", "Website", "WEB")
	for _, text := range []string{`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `'"><svg/onload=alert(1)>`, `</title><script>alert(1)</script>`, "\u202etxt.exe", "مرحبا"} {
		d := decision(t, app, "ann", domain.DecisionInput{Name: text, Context: &text, Outcome: &text, ProjectID: &web.ID, Options: []domain.DecisionOption{{Name: text, Detail: "+ " + text}}})
		decision(t, app, "ann", domain.DecisionInput{Name: "later", SupersedesID: &d.ID, Context: ptr("see " + d.Reference())})
		for _, path := range []string{"/decisions", onDecision(d, ""), onDecision(d, "/edit"), onDecision(d, "/outcome"), fmt.Sprintf("/decisions/new?replaces=%d", d.ID), fmt.Sprintf("/decisions/%d", d.ID+1),
			"/decisions?q=" + url.QueryEscape(text), "/complete?text=D-", fmt.Sprintf("/projects/%d?view=decisions", web.ID)} {
			ann.Get(path).Want(200).WantNoMarkup("<script>alert", "<img src=x", "<svg/onload")
		}
		ann.Post(onDecision(d, "/edit"), apptest.Form("name", "", "context", text, "tasks", text, "supersedes", text)).Want(422).WantNoMarkup("<script>alert", "<img src=x", "<svg/onload")
	}
}

func TestThePagesOfDecisionsTakeTheSameQueriesHoweverManyThereAre(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	web := privateProject(t, app, "ann", "Website", "WEB")
	todo := task(t, app, "ann", domain.TodoInput{Title: "x", ProjectID: &web.ID})
	first := decision(t, app, "ann", domain.DecisionInput{Name: "0", ProjectID: &web.ID, TaskIDs: []int64{todo.ID}, Context: ptr("D-1 @ann WEB-1")})
	count := func(path string) int {
		ann.Get(path).Want(200)
		app.Forget()
		before := app.Queries()
		ann.Get(path).Want(200)
		return app.Queries() - before
	}
	paths := []string{"/decisions", onDecision(first, ""), fmt.Sprintf("/projects/%d?view=decisions", web.ID)}
	var few []int
	for _, path := range paths {
		few = append(few, count(path))
	}
	for i := range 40 {
		decision(t, app, "ann", domain.DecisionInput{Name: fmt.Sprint(i), ProjectID: &web.ID, TaskIDs: []int64{todo.ID}, SupersedesID: &first.ID})
	}
	for i, path := range paths {
		if n := count(path); n != few[i] || n > 35 {
			t.Errorf("%s: %d queries, and %d with a single one", path, n, few[i])
		}
	}
}

func TestADecisionIsLinkedToNotesByTheirTitles(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	plan, err := app.Scope("ann").AddNote(t.Context(), domain.NoteInput{Title: "Plan, <b>second</b>"})
	if err != nil {
		t.Fatal(err)
	}
	hers, err := app.Scope("eve").AddNote(t.Context(), domain.NoteInput{Title: "Hers"})
	if err != nil {
		t.Fatal(err)
	}
	d := decision(t, app, "ann", domain.DecisionInput{Name: "Which?"})
	edit := onDecision(d, "/edit")
	for typed, wrong := range map[string]string{"Nothing like it": "There is no note “Nothing like it”.", "Hers": "There is no note “Hers”.", fmt.Sprintf("#%d Hers", hers.ID): "Linked notes"} {
		ann.Post(edit, apptest.Form("name", "Which?", "notes", typed, "version", d.Version())).Want(422, wrong, typed)
	}
	ann.Post(edit, apptest.Form("name", "Which?", "notes", "plan, <B>second</b>\r\n", "version", d.Version())).Want(303)
	ann.Get(onDecision(d, "")).Want(200, "Plan, <b>second</b>", fmt.Sprintf("/notes/%d", plan.ID)).WantNoMarkup("<b>second")
	ann.Get(edit).Want(200, fmt.Sprintf("#%d Plan, <b>second</b>", plan.ID))
}
