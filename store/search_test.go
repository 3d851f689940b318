package store_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"mddash/domain"
	"mddash/formats/query"
)

// look is what somebody finds, as "kind id" in order, each with the words that were found in brackets.
func (c cast) look(who, text string) []domain.SearchHit {
	c.t.Helper()
	q, err := query.Parse(text, aMoment)
	if err != nil {
		c.t.Fatalf("%s: %v", text, err)
	}
	q.Limit, q.Counts = 100, true
	page, err := c.as(who).Search(c.t.Context(), q)
	if err != nil {
		c.t.Fatalf("%s searches %q: %v", who, text, err)
	}
	if page.Reading {
		c.t.Errorf("%s searches %q and the index is still behind", who, text)
	}
	if page.Total != len(page.Items) {
		c.t.Errorf("%s searches %q: %d hits, but a total of %d", who, text, len(page.Items), page.Total)
	}
	counted := 0
	for _, n := range page.Kinds {
		counted += n
	}
	if len(q.Kinds) == 0 && counted != page.Total {
		c.t.Errorf("%s searches %q: the kinds add up to %d of %d", who, text, counted, page.Total)
	}
	return page.Items
}

func said(pieces []domain.Piece) string {
	var out strings.Builder
	for _, p := range pieces {
		if p.Hit {
			out.WriteString("[" + p.Text + "]")
		} else {
			out.WriteString(p.Text)
		}
	}
	return out.String()
}

func (c cast) finds(who, text string, want ...string) {
	c.t.Helper()
	got := []string{}
	for _, hit := range c.look(who, text) {
		got = append(got, hit.Kind+": "+strings.NewReplacer("[", "", "]", "").Replace(said(hit.Title)))
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) && len(got)+len(want) > 0 {
		c.t.Errorf("%s searches %q and finds %q, want %q", who, text, got, want)
	}
}

func TestSearchFindsOnlyWhatTheCallerCanOpen(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		c.zebrasOfAll()
		for _, who := range []string{"ann", "ben", "dora", "cleo", "zoe"} {
			todo := c.add(who, domain.TodoInput{Title: who + "'s zebra"})
			if _, err := c.as(who).AddComment(ctx, todo.ID, domain.CommentInput{Body: "a zebra by " + who}); err != nil {
				t.Fatal(err)
			}
			c.addNote(who, domain.NoteInput{Title: who + "'s note", Content: "a zebra"})
		}
		for who, project := range map[string]int64{"ann": website, "dora": secret} {
			todo := c.add(who, domain.TodoInput{Title: "zebra in a project", ProjectID: &project})
			if _, err := c.as(who).AddComment(ctx, todo.ID, domain.CommentInput{Body: "zebra"}); err != nil {
				t.Fatal(err)
			}
			c.addNote(who, domain.NoteInput{Title: "zebra of a project", ProjectID: &project})
		}
		shown := c.addNote("dora", domain.NoteInput{Title: "zebra shared"})
		c.exec(`INSERT INTO note_shares (note_id, user_id, email) VALUES (?, 'zoe', 'zoe@example.org')`, shown.ID)
		helped := c.add("dora", domain.TodoInput{Title: "zebra with help", AssigneeIDs: []string{"ann"}})
		hidden := c.add("dora", domain.TodoInput{Title: "zebra for zoe", ProjectID: ptr(secret)})
		c.exec(`INSERT INTO task_assignees (task_id, user_id) VALUES (?, 'zoe')`, hidden.ID)
		for who, on := range map[string]domain.Holder{"dora": {Kind: domain.OnTodo, ID: hidden.ID}, "ann": {Kind: domain.OnProject, ID: website}, "zoe": {Kind: domain.OnNote, ID: c.addNote("zoe", domain.NoteInput{Title: "zebra with a file"}).ID}} {
			c.attach(who, on, "zebra.txt", []byte(who))
		}
		c.attach("dora", domain.Holder{Kind: domain.OnNote, ID: shown.ID}, "zebra for zoe.txt", []byte("x"))
		c.agree("zebra")

		// What is taken back is not found by the next search, nor counted.
		c.exec(`DELETE FROM note_shares WHERE note_id = ?`, shown.ID)
		c.exec(`DELETE FROM calendar_shares WHERE user_id = 'cleo'`)
		c.exec(`UPDATE events SET privacy = 'private' WHERE id < 30`)
		c.exec(`DELETE FROM task_assignees WHERE task_id IN (?, ?)`, helped.ID, hidden.ID)
		c.exec(`DELETE FROM project_members WHERE project_id = 1`)
		c.exec(`UPDATE projects SET visibility = 'private' WHERE id = 2`)
		c.agree("zebra")
		c.exec(`UPDATE users SET roles = '["client"]' WHERE id = 'zoe'`)
		if err := c.as("ann").DeleteProject(ctx, website, ""); err != nil {
			t.Fatal(err)
		}
		c.agree("zebra")
	})
}

// zebrasOfAll are decisions, projects and events in everything that somebody sees and somebody does not.
func (c cast) zebrasOfAll() {
	c.t.Helper()
	c.exec(`INSERT INTO clients (id, company_name, notes) VALUES (?, 'Zebra Coffee', 'zebra')`, harbour)
	for id, project := range []int64{website, studio, secret, adopted} {
		c.exec(`INSERT INTO decisions (id, name, context, project_id) VALUES (?, 'Zebra decision', 'zebra', ?)`, id+1, project)
		c.exec(`UPDATE projects SET description = 'zebra' WHERE id = ?`, project)
	}
	c.exec(`INSERT INTO decisions (id, name) VALUES (9, 'Zebra for all')`)
	id := 20
	open, own := c.calendar("ann", "Open"), c.calendar("ann", "Own")
	c.exec(`UPDATE calendars SET visibility = 'team' WHERE id = ?`, open.ID)
	c.share("ann", own, "ben", domain.PermissionEdit)
	c.share("ann", own, "cleo", domain.PermissionView)
	for _, calendar := range []int64{domain.TeamCalendar, open.ID, own.ID} {
		for _, privacy := range []string{"", "public", "private", "confidential", "X-SECRET"} {
			for _, by := range []string{"ann", "ben", ""} {
				id++
				c.exec(`INSERT INTO events (id, title, start, "end", calendar_id, privacy, user_id, project_id, location) VALUES
					(?, 'Zebra talk', '2026-11-20T10:00:00.000Z', '2026-11-20T11:00:00.000Z', ?, nullif(?, ''), nullif(?, ''), 3, 'zebra')`, id, calendar, privacy, by)
			}
		}
	}
}

// agree holds a search of everybody's against what they can open one by one: neither more nor less is found, with all access
// conditions asked for in the same moment and with the index out of date, as it would be had nobody kept it.
func (c cast) agree(word string) {
	c.t.Helper()
	for _, stale := range []bool{false, true} {
		for _, who := range []string{"ann", "ben", "dora", "cleo", "zoe"} {
			want := c.opens(who)
			got := []string{}
			for _, hit := range c.look(who, word) {
				got = append(got, hit.Kind+" "+hit.ID)
				if hit.Project.ID != 0 {
					if _, err := c.as(who).Project(c.t.Context(), hit.Project.ID); err != nil {
						c.t.Errorf("%s is told of project %d by a hit", who, hit.Project.ID)
					}
				}
			}
			slices.Sort(got)
			if !slices.Equal(got, want) {
				c.t.Errorf("stale %v: %s finds %q, and can open %q", stale, who, got, want)
			}
		}
		if !stale {
			c.everythingForAll()
		}
	}
}

// opens are the things that somebody can open, as "kind id".
func (c cast) opens(who string) []string {
	c.t.Helper()
	ctx, scope, list := c.t.Context(), c.as(who), []string{}
	add := func(kind string, id any, err error) {
		if err == nil {
			list = append(list, fmt.Sprint(kind, " ", id))
		}
	}
	for id := range int64(70) {
		_, err := scope.Todo(ctx, id)
		add("todo", id, err)
		if comments, err := scope.Comments(ctx, id, 0, 100); err == nil {
			for _, comment := range comments.Items {
				add("comment", comment.ID, nil)
			}
		}
		_, err = scope.Note(ctx, id)
		add("note", id, err)
		if event, err := scope.Event(ctx, id); err == nil && event.Title == "Zebra talk" { // else no more than that the time is taken
			add("event", id, nil)
		}
		_, err = scope.Attachment(ctx, id)
		add("attachment", id, err)
		_, err = scope.Project(ctx, id)
		add("project", id, err)
		_, err = scope.Decision(ctx, id)
		add("decision", id, err)
	}
	_, err := scope.Client(ctx, harbour)
	add("client", harbour, err)
	slices.Sort(list)
	return list
}

// everythingForAll is an index in which everything is marked as everybody's: what it says about who sees a thing must not be
// what decides.
func (c cast) everythingForAll() {
	c.t.Helper()
	if err := c.store.MarkAllForAll(c.t.Context(), []string{"ann", "ben", "dora", "cleo", "zoe"}); err != nil {
		c.t.Fatal(err)
	}
}

func TestSearchFindsWordsAsPeopleTypeThem(t *testing.T) {
	eachCast(t, func(c cast) {
		for title, content := range map[string]string{
			"Café Müller":   "Straße und Œuvre, naïve ideas about łódź",
			"東京都の会議":        "来週の木曜日に打ち合わせ。ภาษาไทยไม่มีช่องว่าง 서울에서 만나요",
			"Booking form":  "The form asks for an *account*, too-early, and a phone-number: 555-0199. See foo_bar() or C++.",
			"Forms booking": "in the house of the form 🎉",
			"عربى":          "مُحَمَّد كتب",
		} {
			c.addNote("ann", domain.NoteInput{Title: title, Content: content})
		}
		for text, want := range map[string][]string{
			"cafe":                    {"Café Müller"},
			"MULLER":                  {"Café Müller"},
			"strasse":                 {"Café Müller"},
			"oeuvre":                  {"Café Müller"},
			"NAIVE idea":              {"Café Müller"},
			"lodz":                    {"Café Müller"},
			"idea naive":              nil, // only the last word may go on
			"ide* naive":              {"Café Müller"},
			"東京":                      {"東京都の会議"},
			"京都":                      {"東京都の会議"},
			"会議":                      {"東京都の会議"},
			"議":                       {"東京都の会議"},
			"東":                       {"東京都の会議"},
			"東京議":                     nil,
			"木曜日":                     {"東京都の会議"},
			"ไทย":                     {"東京都の会議"},
			"서울":                      {"東京都の会議"},
			"محمد":                    {"عربى"},
			"book":                    {"Booking form", "Forms booking"},
			"form booking":            {"Booking form", "Forms booking"},
			`"form booking"`:          nil,
			`"booking form"`:          {"Booking form"},
			`"the house of"`:          {"Forms booking"},
			`"the house form"`:        nil,
			"booking -house":          {"Booking form"},
			`booking -"phone number"`: {"Forms booking"},
			"type:note -booking -café -東京 -عربى": nil,
			"phone-number":           {"Booking form"},
			"number-phone":           nil,
			"555-0199":               {"Booking form"},
			"foo_bar":                {"Booking form"},
			"c++ foo":                {"Booking form"},
			"🎉":                      {"Forms booking"},
			"b":                      nil,
			"form account nothing":   nil,
			"type:todo form":         nil,
			"type:note,client house": {"Forms booking"},
		} {
			for i := range want {
				want[i] = "note: " + want[i]
			}
			c.finds("ann", text, want...)
			c.finds("zoe", text)
		}
	})
}

func TestHostileSearchesFindNothingAndBreakNothing(t *testing.T) {
	eachCast(t, func(c cast) {
		c.addNote("ann", domain.NoteInput{Title: "harmless", Content: "words"})
		for _, text := range []string{
			`"`, `""`, `'`, `*`, `**`, `-`, `--`, `- `, `a"b'c`, `NEAR(harmless words)`, `harmless AND nothing`, `harmless OR nothing`, `NOT`, `(`, `)`, `a:b"`,
			`^harmless nothing`, `{a b}`, `words : harmless x`, `x' OR 1=1 --`, `\`, `\'`, `!`, `&`, `|`, `<->`, `x:*`, `'x' & 'y'`, `%`, `_`, `?`, `$1`, `;DROP TABLE notes`,
			"=harmless", "_harmless", "= =", "\t\n", "\u200b", "\u0301", "a\u0301\u0301\u0301", strings.Repeat("x", 500), strings.Repeat("漢", 500), strings.Repeat("é", 499) + "*",
			strings.Repeat("a ", 29), strings.Repeat(`" `, 200), "🎉🎉🎉", "\ufffd", "ﷺ", "½", "İ", "ſ", "①",
		} {
			q, err := query.Parse(text, aMoment)
			if domain.KindOf(err) == domain.Invalid {
				continue
			}
			if err != nil {
				t.Errorf("%q: %v", text, err)
			}
			q.Limit = 10
			page, err := c.as("ann").Search(t.Context(), q)
			if err != nil && domain.KindOf(err) != domain.Invalid {
				t.Errorf("%q: %v", text, err)
			}
			if len(page.Items) > 0 && !strings.Contains(text, "harmless") {
				t.Errorf("%q finds %v", text, page.Items)
			}
		}
		if _, err := c.as("ann").Search(t.Context(), domain.SearchQuery{Terms: []domain.SearchTerm{{Text: strings.Repeat(`"a*' `, 2000)}}, Limit: 10}); err != nil {
			t.Errorf("10 KB: %v", err)
		}
		for _, cursor := range []string{"x", "MTAuMQ", "MTAuMQ==", "\x00", strings.Repeat("A", 500)} {
			_, err := c.as("ann").Search(t.Context(), domain.SearchQuery{Terms: []domain.SearchTerm{{Text: "words"}}, Limit: 10, Cursor: cursor})
			if err != nil && domain.KindOf(err) != domain.Invalid {
				t.Errorf("cursor %q: %v", cursor, err)
			}
		}
	})
}

func TestSearchGoesByFiltersInWords(t *testing.T) {
	eachCast(t, func(c cast) {
		c.foxes()
		for text, want := range map[string][]string{
			"fox":                           {"todo: fox today", "todo: fox late", "todo: fox done", "todo: fox of ben", "note: fox note", "client: Fox Coffee"},
			"fox tag:sales":                 {"todo: fox today", "note: fox note"},
			"#SALES":                        {"todo: fox today", "note: fox note"},
			`tag:"a b"`:                     {"todo: fox today"},
			"#sales type:note":              {"note: fox note"},
			"fox is:open":                   {"todo: fox today", "todo: fox late", "todo: fox of ben"},
			"fox is:done":                   {"todo: fox done"},
			"fox is:overdue":                {"todo: fox late"},
			"fox is:archived":               {"todo: fox of the past", "note: fox archived"},
			"is:archived type:project":      {"project: Past"},
			"fox in:past":                   {"todo: fox of the past"},
			"fox in:PAST":                   {"todo: fox of the past"},
			"in:web type:todo":              {"todo: fox of ben"},
			"in:websi type:todo":            {"todo: fox of ben"},
			"fox in:none":                   {"todo: fox today", "todo: fox late", "todo: fox done", "note: fox note"},
			"fox in:none is:open":           {"todo: fox today", "todo: fox late"},
			"in:none type:client":           {},
			"fox is:mine type:todo is:open": {"todo: fox today", "todo: fox late", "todo: fox of ben"},
			"fox from:ben":                  {"todo: fox of ben"},
			"fox from:me type:note":         {"note: fox note"},
			"fox due:today":                 {"todo: fox today"},
			"fox due<=2026-11-22":           {"todo: fox today", "todo: fox late"},
			"fox due<today":                 {"todo: fox late"},
			"fox due>tomorrow":              {"note: fox note"},
			"fox due:none type:todo":        {"todo: fox done", "todo: fox of ben"},
			"type:client":                   {"client: Fox Coffee"},
			"fox -today -late type:todo":    {"todo: fox done", "todo: fox of ben"},
		} {
			c.finds("ann", text, want...)
		}
		c.refusesWords()
		_, hidden := c.as("ann").Search(t.Context(), domain.SearchQuery{In: []string{"Secret"}})
		_, missing := c.as("ann").Search(t.Context(), domain.SearchQuery{In: []string{"Sacred"}})
		if strings.ReplaceAll(hidden.Error(), "Secret", "Sacred") != missing.Error() {
			t.Errorf("a hidden project is answered %q, a missing one %q", hidden, missing)
		}
	})
}

// foxes are things of all kinds to look for.
func (c cast) foxes() {
	c.t.Helper()
	c.exec(`INSERT INTO clients (id, company_name, user_id) VALUES (?, 'Fox Coffee', 'ann')`, harbour)
	c.exec(`INSERT INTO projects (id, name, key, owner_id, visibility, is_archived) VALUES (11, 'Past', 'PAST', 'ann', 'private', 1), (12, 'Pattern', 'PAT', 'ann', 'private', 0)`)
	c.exec(`UPDATE projects SET is_template = 1, description = 'fox' WHERE id = 12`)
	c.add("ann", domain.TodoInput{Title: "fox today", DueDate: ptr("2026-11-22"), Tags: []string{"Sales", "a b"}})
	c.add("ann", domain.TodoInput{Title: "fox late", DueDate: ptr("2026-11-20")})
	done := c.add("ann", domain.TodoInput{Title: "fox done"})
	if _, err := c.as("ann").CompleteTodo(c.t.Context(), done.ID, true); err != nil {
		c.t.Fatal(err)
	}
	c.add("ben", domain.TodoInput{Title: "fox of ben", ProjectID: ptr(website), AssigneeIDs: []string{"ann"}})
	c.add("ann", domain.TodoInput{Title: "fox of the past", ProjectID: ptr(int64(11))})
	c.addNote("ann", domain.NoteInput{Title: "fox note", Tags: []string{"sales"}, DueDate: ptr("2026-12-24")})
	yes := true
	c.addNote("ann", domain.NoteInput{Title: "fox archived", IsArchived: &yes})
}

// refusesWords tries what is no search, and wants to hear why.
func (c cast) refusesWords() {
	c.t.Helper()
	for text, says := range map[string]string{
		"foo:bar": "no filter", "type:cow": "no type", "is:blue": "no “is:blue”", "due<soon": "Write a day", "tag:": "after “tag:”", "-tag:x": "turned round",
		"in:Secret": "no project", "in:nowhere": "no project", "in:none in:web": "not both", "from:nobody": "nobody called", "a\x00b": "text", strings.Repeat("x", 501): "500",
	} {
		q, err := query.Parse(text, aMoment)
		if err == nil {
			_, err = c.as("ann").Search(c.t.Context(), q)
		}
		if domain.KindOf(err) != domain.Invalid || !strings.Contains(err.Error(), says) {
			c.t.Errorf("%q is answered with %v, want %q", text, err, says)
		}
	}
}
