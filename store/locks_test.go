package store_test

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"testing"

	"mddash/domain"
	"mddash/store"
)

// Methods of Scope that take an id and rightly answer a stranger with something else than NotFound.
var notAboutOneRow = []string{
	"AddTodo", "AddTodos", "BulkTodos", // ids in the input: Invalid or NotFound, tested by name
	"Changes",                       // a place in the log
	"Users",                         // a place in the list, for admins: Denied
	"People",                        // names of people whose ids the caller has from rows they see
	"AddBrowser", "RemoveBrowserOf", // the login that asks, tested by name
	"Once",                            // what a request is called
	"EndOtherLogins",                  // the id is the one that stays
	"ChangePassword",                  // about oneself
	"MayAddPasskey", "BeginTwoFactor", // the same
	"Assignable",                    // the id of a project: below
	"CompleteReference",             // what was typed, which offers nothing that the caller does not see
	"LinkedNotes",                   // the note that a text is of: what the caller sees of neither leads anywhere, tested by name
	"CompleteNotes", "CompleteTags", // the same, tested by name
	"AddIntake",     // the name of a file
	"ImportNotes",   // how large a file may be
	"ReadMdDash",    // the path of one
	"AddCollection", // the name of a new calendar
	"NotesTitled",   // titles, of which only those of visible notes lead anywhere
	"Standing",      // a batch of the caller's: nothing of another one is counted, tested by name
	"ClientNames",   // the id of the client that is chosen already, which is only looked for among those the caller sees
}

func TestEveryScopeMethodWithAnIDAnswersAStrangerWithNotFound(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		live := c.add("ann", domain.TodoInput{Title: "ann's", ProjectID: ptr(website)})
		binned := c.add("ann", domain.TodoInput{Title: "ann's too"})
		if _, err := c.as("ann").AddComment(ctx, live.ID, domain.CommentInput{Body: "hello"}); err != nil {
			t.Fatal(err)
		}
		if err := c.as("ann").DeleteTodo(ctx, binned.ID, ""); err != nil {
			t.Fatal(err)
		}
		c.hideOneOfEach()
		c.exec(`INSERT INTO notifications (id, user_id, kind, subject_kind, subject_id, at) VALUES (?, 'ann', 'assigned', 'todo', ?, '2026-11-20T10:00:00.000Z')`, hiddenNotification, live.ID)
		before := c.everything("ann")
		tried := 0
		scope := reflect.TypeFor[*store.Scope]()
		for i := range scope.NumMethod() {
			method := scope.Method(i)
			if !takesID(method.Type) || slices.Contains(notAboutOneRow, method.Name) {
				continue
			}
			tried++
			for _, id := range strangeTo(method, live.ID, binned.ID) {
				if err := callAsStranger(c, method, id); domain.KindOf(err) != domain.NotFound {
					t.Errorf("%s(%v) by a stranger answers %v, want NotFound", method.Name, id, err)
				}
			}
		}
		_, err := c.as("zoe").Assignable(ctx, secret)
		c.want("Assignable of a hidden project", err, domain.NotFound)
		if tried < 15 {
			t.Errorf("only %d methods were tried", tried)
		}
		if !slices.Equal(before, c.everything("ann")) {
			t.Error("a stranger changed something")
		}
	})
}

// hideOneOfEach makes one of each kind of thing, and one in the trash where there can be one, that a stranger does not see.
func (c cast) hideOneOfEach() {
	c.t.Helper()
	c.exec(`INSERT INTO clients (id, company_name) VALUES (?, 'Harbour Coffee')`, harbour)
	c.exec(`INSERT INTO decisions (id, name, project_id, deleted_at) VALUES (?, 'dora''s', 3, NULL), (?, 'dora''s too', 3, '2026-11-20T10:00:00.000Z')`, hiddenDecision, binnedDecision)
	c.exec(`INSERT INTO notes (id, title, content, user_id, deleted_at) VALUES (?, 'ann''s', '', 'ann', NULL), (?, 'ann''s too', '', 'ann', '2026-11-20T10:00:00.000Z')`, hiddenNote, binnedNote)
	c.exec(`INSERT INTO note_shares (id, note_id, user_id, email) VALUES (?, ?, 'ben', 'ben@example.org')`, hiddenNote, hiddenNote)
	c.exec(`INSERT INTO public_links (note_id, token, created_at) VALUES (?, 'secret', '2026-11-20T10:00:00.000Z')`, hiddenNote)
	c.exec(`INSERT INTO calendars (id, user_id, name, created_at, updated_at, deleted_at) VALUES (?, 'dora', 'dora''s', '2026-11-20T10:00:00.000Z', '2026-11-20T10:00:00.000Z', NULL),
		(?, 'dora', 'dora''s too', '2026-11-20T10:00:00.000Z', '2026-11-20T10:00:00.000Z', '2026-11-20T10:00:00.000Z')`, hiddenCalendar, binnedCalendar)
	c.exec(`INSERT INTO events (id, title, start, "end", calendar_id, privacy, user_id, deleted_at) VALUES (?, 'dora''s', '2026-11-20T10:00:00.000Z', '2026-11-20T11:00:00.000Z', ?, NULL, 'dora', NULL),
		(?, 'dora''s', '2026-11-20T10:00:00.000Z', '2026-11-20T11:00:00.000Z', ?, NULL, 'dora', NULL), (?, 'dora''s', '2026-11-20T10:00:00.000Z', '2026-11-20T11:00:00.000Z', 1, 'confidential', 'dora', NULL),
		(?, 'dora''s', '2026-11-20T10:00:00.000Z', '2026-11-20T11:00:00.000Z', ?, NULL, 'dora', '2026-11-20T10:00:00.000Z')`,
		hiddenEvent, hiddenCalendar, hiddenEvent+1, binnedCalendar, hiddenEvent+2, binnedEvent, hiddenCalendar)
	c.exec(`INSERT INTO feeds (id, user_id, secret, hash, created_at, updated_at) VALUES (?, 'dora', 'x', 'x', '2026-11-20T10:00:00.000Z', '2026-11-20T10:00:00.000Z')`, hiddenFeed)
	c.exec(`INSERT INTO imports (id, user_id, calendar_id, name, size, state, batch, created_at) VALUES (?, 'dora', ?, 'x.ics', 1, 'waiting', 'x', '2026-11-20T10:00:00.000Z')`, hiddenImport, hiddenCalendar)
	c.exec(`INSERT INTO intakes (id, user_id, name, state, batch, created_at) VALUES (?, 'dora', 'x.csv', 'looked', 'x', '2026-11-20T10:00:00.000Z')`, hiddenIntake)
	c.exec(`INSERT INTO time_entries (id, project_id, user_id, day, minutes, created_at, updated_at, deleted_at) VALUES
		(?, 3, 'dora', '2026-11-20', 60, '2026-11-20T10:00:00.000Z', '2026-11-20T10:00:00.000Z', NULL),
		(?, 3, 'dora', '2026-11-20', 60, '2026-11-20T10:00:00.000Z', '2026-11-20T10:00:00.000Z', '2026-11-20T10:00:00.000Z')`, hiddenTime, binnedTime)
	c.exec(`INSERT INTO webhooks (id, user_id, name, url, secret, events, seen, created_at, updated_at) VALUES (?, 'dora', 'x', 'https://x.example/', 'x', '[]', 0, '2026-11-20T10:00:00.000Z', '2026-11-20T10:00:00.000Z')`, hiddenHook)
	c.exec(`INSERT INTO filters (id, user_id, name, query, icon, position, created_at, updated_at, deleted_at) VALUES (?, 'dora', 'x', 'is:open', 'filter', 'V', '2026-11-20T10:00:00.000Z', '2026-11-20T10:00:00.000Z', NULL),
		(?, 'dora', 'x', 'is:open', 'filter', 'W', '2026-11-20T10:00:00.000Z', '2026-11-20T10:00:00.000Z', '2026-11-20T10:00:00.000Z')`, hiddenFilter, hiddenFilter+1)
	c.exec(`INSERT INTO blobs (id, sha256, size, touched_at) VALUES (1, 'x', 0, '2026-11-20T10:00:00.000Z')`)
	c.exec(`INSERT INTO attachments (id, note_id, blob_id, name, type, created_at, deleted_at) VALUES
		(?, ?, 1, 'plan.pdf', 'application/pdf', '2026-11-20T10:00:00.000Z', NULL),
		(?, ?, 1, 'plan.pdf', 'application/pdf', '2026-11-20T10:00:00.000Z', '2026-11-20T10:00:00.000Z')`, hiddenFile, hiddenNote, binnedFile, hiddenNote)
}

// Decisions of a project that the stranger does not see.
const hiddenDecision, binnedDecision = int64(801), int64(802)

// Notes of somebody else.
const hiddenNote, binnedNote = int64(811), int64(812)

// Filters of somebody else, one of them in the trash.
const hiddenFilter = int64(871)

// Time that somebody else worked in a project that the stranger does not see.
const hiddenTime, binnedTime = int64(901), int64(902)

// Files on somebody else's note.
const hiddenFile, binnedFile = int64(821), int64(822)

// strangeTo are the first arguments for a method that is about one thing: ids, or what files hang on.
func strangeTo(method reflect.Method, todos ...int64) []any {
	var all []any
	if method.Type.In(2) != reflect.TypeFor[domain.Holder]() {
		for _, id := range foreignTo(method.Name, todos...) {
			all = append(all, id)
		}
		return all
	}
	for kind, ids := range map[string][]int64{domain.OnTodo: todos, domain.OnNote: {hiddenNote, binnedNote}, domain.OnProject: {secret}, "user": {1}} {
		for _, id := range append(ids, 424242) {
			all = append(all, domain.Holder{Kind: kind, ID: id})
		}
	}
	return all
}

// A calendar of somebody else, one in the trash, and events in both, in the trash, and hidden in the team's.
const (
	hiddenCalendar, binnedCalendar = int64(821), int64(822)
	hiddenEvent, binnedEvent       = int64(831), int64(839)
)

// A feed and an import of somebody else.
const hiddenFeed, hiddenImport, hiddenIntake = int64(841), int64(842), int64(843)

// What somebody else was told.
const hiddenNotification = int64(851)

// A webhook of somebody else.
const hiddenHook = int64(861)

// foreignTo are ids of things that the method is about and the stranger does not see, the last of nothing at all.
func foreignTo(method string, todos ...int64) []int64 {
	if strings.Contains(method, "TodoObject") || method == "TodoChanges" || strings.Contains(method, "Project") || strings.Contains(method, "Column") || method == "Board" || method == "AddablePeople" {
		return []int64{secret, 424242}
	}
	if strings.Contains(method, "Attachment") || method == "OpenThumb" {
		return []int64{hiddenFile, binnedFile, 424242}
	}
	if strings.HasSuffix(method, "Time") && method != "AddTime" || method == "TimeEntry" {
		return []int64{hiddenTime, binnedTime, 424242}
	}
	if strings.Contains(method, "Decision") {
		return []int64{hiddenDecision, binnedDecision, 424242}
	}
	if strings.Contains(method, "Notification") {
		return []int64{hiddenNotification, 424242}
	}
	if strings.Contains(method, "Webhook") {
		return []int64{hiddenHook, 424242}
	}
	if strings.Contains(method, "Filter") {
		return []int64{hiddenFilter, hiddenFilter + 1, 424242}
	}
	if strings.Contains(method, "Feed") {
		return []int64{hiddenFeed, 424242}
	}
	if strings.HasSuffix(method, "Intake") {
		return []int64{hiddenIntake, 424242}
	}
	if method == "Import" {
		return []int64{hiddenImport, 424242}
	}
	if strings.Contains(method, "Calendar") || strings.Contains(method, "Subscription") || method == "ImportEvents" || method == "AddImport" || method == "EventChanges" {
		return []int64{hiddenCalendar, binnedCalendar, 424242}
	}
	if strings.Contains(method, "Event") || method == "ChangedTimes" || method == "Guests" || method == "SendInvitations" {
		return []int64{hiddenEvent, hiddenEvent + 1, hiddenEvent + 2, binnedEvent, 424242}
	}
	for _, word := range []string{"Note", "Share", "Publi", "Backlinks", "Version", "Typing"} {
		if strings.Contains(method, word) {
			return []int64{hiddenNote, binnedNote, 424242}
		}
	}
	return append(todos, 424242)
}

// strangerTo: clients are the staff's, so that only somebody with the client role is a stranger to them.
func strangerTo(method string) string {
	if strings.Contains(method, "Client") {
		return "cleo"
	}
	return "zoe"
}

// takesID: the first parameter after the context is an id, or a thing with one.
func takesID(f reflect.Type) bool {
	if f.NumIn() < 3 || !f.In(1).Implements(reflect.TypeFor[context.Context]()) {
		return false
	}
	kind := f.In(2).Kind()
	return kind == reflect.Int64 || kind == reflect.String || f.In(2) == reflect.TypeFor[domain.Holder]()
}

func callAsStranger(c cast, method reflect.Method, id any) error {
	in := []reflect.Value{reflect.ValueOf(c.as(strangerTo(method.Name))), reflect.ValueOf(context.Background())}
	for i := 2; i < method.Type.NumIn(); i++ {
		in = append(in, argument(method, i, id))
	}
	out := method.Func.Call(in[:method.Type.NumIn()-variadic(method)])
	err, _ := out[len(out)-1].Interface().(error)
	return err
}

// variadic is how many parameters may be left out.
func variadic(method reflect.Method) int {
	if method.Type.IsVariadic() {
		return 1
	}
	return 0
}

// argument is the foreign id for the first parameter and something harmless and valid for the others.
func argument(method reflect.Method, i int, id any) reflect.Value {
	kind := method.Type.In(i)
	switch {
	case kind == reflect.TypeFor[domain.Holder]():
		return reflect.ValueOf(id)
	case kind.Kind() == reflect.Int64 && (i == 2 || strings.HasSuffix(method.Name, "Comment")):
		return reflect.ValueOf(id)
	case kind.Kind() == reflect.String && i == 2 && strings.Contains(method.Name, "Client"):
		return reflect.ValueOf(harbour)
	case kind.Kind() == reflect.String && i == 2:
		return reflect.ValueOf("no-such-id")
	case kind.Kind() == reflect.Func:
		return reflect.MakeFunc(kind, func(in []reflect.Value) []reflect.Value {
			return []reflect.Value{in[0], reflect.Zero(reflect.TypeFor[error]())}
		})
	case kind == reflect.TypeFor[domain.CommentInput]():
		return reflect.ValueOf(domain.CommentInput{Body: "hello"})
	}
	return reflect.Zero(kind)
}
