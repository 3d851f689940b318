package web_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"mddash/domain"
	"mddash/handlers/apptest"
)

// card is a task on the board, by its owner.
func (c crew) card(t *testing.T, title, status string) domain.Todo {
	t.Helper()
	todo, err := c.Scope("owen").AddTodo(t.Context(), domain.TodoInput{Title: title, ProjectID: &c.website.ID, Status: &status})
	if err != nil {
		t.Fatal(err)
	}
	return todo
}

// place is where a card is moved, from the board.
func (c crew) place(t domain.Todo) string {
	return fmt.Sprintf("/todos/%d/place?in=board&project=%d", t.ID, c.website.ID)
}

// shown are the columns of a board with the titles in them, as a page lists them.
func shown(page string) []string {
	var columns []string
	for _, part := range strings.Split(page, `<section class="col"`)[1:] {
		part, _, _ = strings.Cut(part, "</section>")
		line := regexp.MustCompile(`data-status="([^"]*)"`).FindStringSubmatch(part)[1] + ":"
		for _, title := range regexp.MustCompile(`class="cover name"[^>]*>([^<]*)<`).FindAllStringSubmatch(part, -1) {
			line += " " + title[1]
		}
		columns = append(columns, line)
	}
	return columns
}

func (c crew) wantBoard(t *testing.T, who string, want ...string) {
	t.Helper()
	if got := shown(c.As(who).Get(c.path("")).Want(200).Body); !slices.Equal(got, want) {
		t.Errorf("%s sees %q, want %q", who, got, want)
	}
}

func TestABoardShowsToEachRoleWhatItMayDo(t *testing.T) {
	c := newCrew(t, domain.VisibilityTeam)
	card := c.card(t, "Opening hours", "in_review")
	for name, may := range map[string]struct{ work, manage bool }{
		"owen": {true, true}, "mara": {true, true}, "meg": {true, false}, "vic": {}, "zoe": {}, "cleo": {},
	} {
		page := c.As(name).Get(c.path("")).Want(200, "Opening hours", "In review", fmt.Sprintf("%s-%d", c.website.Key, card.ID))
		for text, visible := range map[string]bool{"Add to In review": may.work, "Move: Opening hours": may.work, "Edit columns": may.manage, "data-fixed": !may.work, `name="status"`: may.work} {
			if visible {
				page.Want(200, text)
			} else {
				page.WantNot(text)
			}
		}
		c.As(name).Get(c.place(card)).Want(or(may.work, 200))
		c.As(name).HTMX().Post(c.place(card), apptest.Form("status", "done")).Want(or(may.work, 200))
		if may.work {
			c.As(name).Post(c.place(card), apptest.Form("status", "in_review")).WantTo(c.path(""))
			c.wantBoard(t, name, "task:", "in_progress:", "in_review: Opening hours", "done:")
		} else {
			c.As(name).Post(c.place(card), apptest.Form("status", "done")).Want(403, "You can see this todo, but not change it.")
		}
		for _, path := range []string{"/columns", "/columns/removal?status=in_progress"} {
			c.As(name).Get(c.path(path)).Want(or(may.manage, 200))
			if !may.manage {
				c.As(name).Post(c.path(path), apptest.Form("status", "task", "name", "Mine", "to", "done")).Want(403)
			}
		}
	}
	c.wantBoard(t, "zoe", "task:", "in_progress:", "in_review: Opening hours", "done:")
	c.Nobody().Get(c.path("/columns")).Want(303)
	c.Nobody().Post(c.place(card), apptest.Form("status", "done")).Want(303)
}

func TestABoardIsNotThereForOthers(t *testing.T) {
	c := newCrew(t, domain.VisibilityPrivate)
	card := c.card(t, "Secret plan", "task")
	zoe := c.As("zoe")
	theirs := project(t, c.App, "zoe", "Hers")
	for _, path := range []string{c.path(""), c.path("/columns"), c.path("/columns/removal?status=task"), c.place(card), fmt.Sprintf("/todos/%d/place", card.ID)} {
		zoe.Get(path).Want(404).WantNot("Secret", "Website")
		zoe.HTMX().Get(path).Want(404).WantNot("Secret", "Website")
	}
	zoe.HTMX().Get(c.path("?column=task&after=x")).Want(404).WantNot("Secret")
	for _, path := range []string{c.path("/columns"), c.path("/columns/removal?status=task"), c.place(card), fmt.Sprintf("/todos/%d/place?in=board&project=%d", card.ID, theirs.ID)} {
		zoe.Post(path, apptest.Form("status", "done", "to", "done", "name", "x")).Want(404).WantNot("Secret", "Website")
	}
	// A neighbour that is not seen is refused like one that is not there.
	own, err := c.Scope("zoe").AddTodo(t.Context(), domain.TodoInput{Title: "hers", ProjectID: &theirs.ID})
	if err != nil {
		t.Fatal(err)
	}
	hers := fmt.Sprintf("/todos/%d/place?in=board&project=%d", own.ID, theirs.ID)
	for _, neighbour := range []string{fmt.Sprint(card.ID), "424242"} {
		zoe.HTMX().Post(hers, apptest.Form("after_id", neighbour)).Want(422, domain.UnknownID).WantNot("Secret")
	}
	c.wantBoard(t, "owen", "task: Secret plan", "in_progress:", "in_review:", "done:")
}

func TestCardsAreMovedWithoutScripts(t *testing.T) {
	c := newCrew(t, domain.VisibilityTeam)
	meg := c.As("meg")
	one, two := c.card(t, "One", "task"), c.card(t, "Two", "task")
	c.card(t, "Three", "task")
	meg.Get(c.place(two)).Want(200, `value="in_review"`, `name="to" value="up"`, "Leave it where it is")
	meg.Post(c.place(two), apptest.Form("to", "up")).WantTo(c.path("")).Follow().Want(200, "“Two” is 1 of 3 in To do")
	c.wantBoard(t, "owen", "task: Two One Three", "in_progress:", "in_review:", "done:")
	meg.Post(c.place(two), apptest.Form("to", "up")).WantTo(c.path("")).Follow().Want(200, "It is there already")
	meg.Post(c.place(one), apptest.Form("to", "down")).Want(303)
	meg.Post(c.place(one), apptest.Form("status", "in_review")).WantTo(c.path("")).Follow().Want(200, "“One” moved to In review", "Undo")
	c.wantBoard(t, "owen", "task: Two Three", "in_progress:", "in_review: One", "done:")
	meg.Post(c.place(two), apptest.Form("status", "done")).Want(303)
	meg.Get(c.place(two)).Want(200).WantNot(`name="to"`)
	meg.Post(c.place(two), apptest.Form("status", " ")).WantTo(c.path("")).Follow().Want(200, "Name a status.")
	narrow := c.place(one) + "&priority=high&open=" + fmt.Sprint(one.ID)
	meg.Post(narrow, apptest.Form("status", "task")).WantTo(fmt.Sprintf("/todos/%d?in=board&priority=high&project=%d", one.ID, c.website.ID))
	c.wantBoard(t, "owen", "task: Three One", "in_progress:", "in_review:", "done: Two")
}

func TestAMoveAnswersWithTheTwoColumnsOrWithAllThatChanged(t *testing.T) {
	c := newCrew(t, domain.VisibilityTeam)
	meg := c.As("meg").HTMX()
	one, two := c.card(t, "One", "task"), c.card(t, "Two", "in_progress")
	pair := meg.Post(c.place(one), apptest.Form("status", "in_progress", "after_id", fmt.Sprint(two.ID))).Want(200, "“One” moved to In progress")
	if got := shown(pair.Body); !slices.Equal(got, []string{"task:", "in_progress: Two One"}) {
		t.Errorf("the answer is %q", got)
	}
	within := meg.Post(c.place(one), apptest.Form("status", "in_progress", "before_id", fmt.Sprint(two.ID))).Want(200, "“One” is 1 of 2 in In progress")
	if got := shown(within.Body); !slices.Equal(got, []string{"in_progress: One Two"}) {
		t.Errorf("the answer is %q", got)
	}
	found := meg.Post(c.place(one), apptest.Form("status", "blocked")).Want(200, `hx-target="#list"`, "moved to Blocked")
	if got := shown(found.Body); len(got) != 5 {
		t.Errorf("the answer is %q", got)
	}
	open := meg.Post(c.place(one)+fmt.Sprintf("&open=%d", two.ID), apptest.Form("status", "task")).Want(200, `hx-target="#list"`, "Subtasks")
	if got := shown(open.Body); len(got) != 4 {
		t.Errorf("the answer is %q", got)
	}
	meg.Post(c.place(one), apptest.Form("after_id", "424242")).Want(422, domain.UnknownID)
	// Where the page shows the cards as they are now, only the numbers over them and the card itself are different.
	order := fmt.Sprintf("%d,%d", two.ID, one.ID)
	kept := meg.Post(c.place(one), apptest.Form("status", "in_progress", "after_id", fmt.Sprint(two.ID), "order", order, "left", "")).Want(200, "moved to In progress", " > .head", fmt.Sprintf(`hx-target="#t%d"`, one.ID))
	if got := shown(kept.Body); len(got) != 0 {
		t.Errorf("the answer is %q", got)
	}
	stale := meg.Post(c.place(two), apptest.Form("status", "done", "order", fmt.Sprint(two.ID), "left", fmt.Sprintf("%d,424242", one.ID))).Want(200)
	if got := shown(stale.Body); !slices.Equal(got, []string{"in_progress: One", "done: Two"}) {
		t.Errorf("the answer is %q", got)
	}
}

func TestTasksAreWrittenIntoAColumn(t *testing.T) {
	c := newCrew(t, domain.VisibilityTeam)
	in := fmt.Sprintf("/todos?in=board&project=%d", c.website.ID)
	meg := c.As("meg")
	meg.Post(in, apptest.Form("text", "Ask the printer tomorrow #print", "status", "in_review")).WantTo(c.path(""))
	c.wantBoard(t, "owen", "task:", "in_progress:", "in_review: Ask the printer", "done:")
	meg.HTMX().Post(in, apptest.Form("text", "Pay it", "status", "done")).Want(200, "“Pay it” added", "#list")
	long := strings.Repeat("x", 501)
	refused := meg.Post(in, apptest.Form("text", long, "status", "in_progress")).Want(422, long, "Keep it to 500 characters.")
	if strings.Count(refused.Body, "Keep it to 500 characters.") != 1 {
		t.Error("it is said in every column")
	}
	meg.HTMX().Post(in, apptest.Form("text", long, "status", "in_progress")).Want(422, long, "Keep it to 500 characters.")
	c.As("vic").Post(in, apptest.Form("text", "Mine", "status", "task")).WantNot("“Mine” added")
	c.wantBoard(t, "owen", "task:", "in_progress:", "in_review: Ask the printer", "done: Pay it")
}

func TestALongColumnGoesOn(t *testing.T) {
	c := newCrew(t, domain.VisibilityTeam)
	var inputs []domain.TodoInput
	for i := range 120 {
		inputs = append(inputs, domain.TodoInput{Title: fmt.Sprintf("card-%03d", i), ProjectID: &c.website.ID})
	}
	if _, err := c.Scope("owen").AddTodos(t.Context(), inputs); err != nil {
		t.Fatal(err)
	}
	vic := c.As("vic")
	first := vic.Get(c.path("")).Want(200, "Show 50 more", "card-049").WantNot("card-050")
	longer := regexp.MustCompile(`href="([^"]*shown=[^"]*)"`).FindStringSubmatch(first.Body)[1]
	vic.Get(strings.ReplaceAll(longer, "&amp;", "&")).Want(200, "card-099", "Show 20 more").WantNot("card-100")
	next := strings.ReplaceAll(regexp.MustCompile(`hx-get="([^"]*)"`).FindStringSubmatch(first.Body[strings.Index(first.Body, "card-049"):])[1], "&amp;", "&")
	more := vic.HTMX().Get(next).Want(200, "card-050", "card-099", "Show 20 more").WantNot("card-049", "card-100", "<section")
	next = strings.ReplaceAll(regexp.MustCompile(`hx-get="([^"]*)"`).FindStringSubmatch(more.Body)[1], "&amp;", "&")
	vic.HTMX().Get(next).Want(200, "card-100", "card-119").WantNot("card-099", "Show")
	vic.HTMX().Get(c.path("?column=task&after=nonsense")).Want(422)
	vic.HTMX().Get(c.path("?column=nothing")).Want(404)
	vic.Get(c.path("?q=card-11&shown=nonsense&shown=99999:task")).Want(200, "10 of 120", "card-115").WantNot("card-109")
	meg := c.As("meg").HTMX()
	moved := meg.Post(fmt.Sprintf("/todos/%d/place?in=board&project=%d", 1, c.website.ID), apptest.Form("status", "done", "shown", "120:task"))
	moved.Want(200, "card-119")
}

func TestTheColumnsAreChangedOnAPageOfTheirOwn(t *testing.T) {
	c := newCrew(t, domain.VisibilityTeam)
	mara, path := c.As("mara"), c.path("/columns")
	form := func(do string, more ...string) map[string][]string {
		page := mara.Get(path).Want(200)
		values := apptest.Form("version", hidden(t, page.Body, "version"), "do", do)
		for _, field := range []string{"status", "name", "limit"} {
			for _, input := range regexp.MustCompile(`<input[^>]*name="`+field+`"[^>]*>`).FindAllString(page.Body, -1) {
				value := regexp.MustCompile(` value="([^"]*)"`).FindStringSubmatch(input)
				values[field] = append(values[field], append(value, "", "")[1])
			}
		}
		for i := 0; i+1 < len(more); i += 2 {
			at := strings.LastIndex(more[i], "-")
			var n int
			fmt.Sscan(more[i][at+1:], &n)
			values[more[i][:at]][n] = more[i+1]
		}
		return values
	}
	mara.Post(path, form("", "name-0", "Ideas", "limit-1", "3", "name-4", "Shipping")).WantTo(c.path("")).Follow().Want(200, "Columns saved", "limit 3")
	c.wantBoard(t, "vic", "task:", "in_progress:", "in_review:", "shipping:", "done:")
	mara.Post(path, form("left:in_review", "name-2", "Check")).WantTo(path)
	mara.Post(path, form("right:task")).WantTo(path)
	mara.Post(path, form("right:shipping")).WantTo(path)
	mara.Post(path, form("left:nothing")).WantTo(path)
	c.wantBoard(t, "vic", "in_review:", "task:", "in_progress:", "done:", "shipping:")
	mara.Get(c.path("")).Want(200, "Check", "Ideas")

	reviewed := c.card(t, "Reviewed", "in_review")
	mara.Post(path, form("done:shipping")).WantTo(path)
	mara.Post(path, form("start:in_progress")).WantTo(path)
	c.wantBoard(t, "vic", "in_review: Reviewed", "in_progress:", "task:", "shipping:", "done:")
	mara.Post(path, form("remove:shipping")).WantTo(path).Follow().Want(200, "removed")
	asked := mara.Post(path, form("remove:in_review"))
	asked.Follow().Want(200, "1 task is in this column", `value="in_progress"`)
	mara.Post(asked.To(), apptest.Form("to", "in_review")).Want(422, "Choose another column of this board.")
	mara.Post(asked.To(), apptest.Form("to", "in_progress")).WantTo(c.path("")).Follow().Want(200, "“Check” removed", "Undo")
	c.wantBoard(t, "vic", "in_progress: Reviewed", "task:", "done:")

	c.As("meg").Post(c.place(reviewed), apptest.Form("status", "Waiting for ink")).Want(303)
	mara.Get(path).Want(200, "Statuses without a column", "Waiting for ink", "1 task")
	mara.Post(path, form("keep:Waiting for ink")).WantTo(path)
	c.wantBoard(t, "vic", "in_progress:", "task:", "Waiting for ink: Reviewed", "done:")
	mara.Post(path, form("remove:task")).Want(422, "New tasks begin in this column.")
	c.wantBoard(t, "vic", "in_progress:", "task:", "Waiting for ink: Reviewed", "done:")
}

func TestColumnsThatAreRefusedComeBackAsTheyWereTyped(t *testing.T) {
	c := newCrew(t, domain.VisibilityTeam)
	mara, path := c.As("mara"), c.path("/columns")
	version := hidden(t, mara.Get(path).Want(200).Body, "version")
	typed := func(version, name, limit string) map[string][]string {
		return map[string][]string{"version": {version}, "status": {"task", "done", ""}, "name": {"Ideas", "Done", name}, "limit": {"", "", limit}}
	}
	mara.Post(path, typed(version, "<script>x", "many")).Want(422, `value="many"`, "Write a number from 1 to 9999, or nothing.", "&lt;script&gt;x").WantNoMarkup("<script>x")
	mara.HTMX().Post(path, typed(version, "ideas", "")).Want(422, `value="ideas"`, "Another column is called that.").WantNot("<html")
	mara.Post(path, map[string][]string{"version": {version}, "status": {"task"}, "name": {"Ideas"}}).Want(422, "A board needs a column")
	mara.Post(path, typed(version, strings.Repeat("é", 51), "")).Want(422, "Keep it to 50 characters.")
	c.wantBoard(t, "vic", "task:", "in_progress:", "in_review:", "done:")
	c.As("owen").Post(path, typed(version, "Owen's", "")).Want(303)
	stale := mara.Post(path, typed(version, "Mara's", "")).Want(412, "Somebody has changed the columns since you opened them: Ideas, Owen's, Done.", "Mara's")
	mara.Post(path, typed(hidden(t, stale.Body, "version"), "Mara's", "")).Want(303)
	c.wantBoard(t, "vic", "task:", "mara_s:", "done:")
}
