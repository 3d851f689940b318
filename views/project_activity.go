package views

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"

	"mddash/domain"
	"mddash/views/ui"
)

// ProjectActivityPage is what happened in a project, a page of it.
type ProjectActivityPage struct {
	Head ProjectHead
	// About is the project's description as HTML.
	About string
	Days  []ActivityDay
	// Before is the entry that the page begins before, 0 for the newest; Next the one that the next page does, 0 on the
	// last.
	Before, Next int64
}

// ActivityDay is what happened on one day, the newest first.
type ActivityDay struct {
	Title string
	Items []ActivityItem
}

// ActivityItem is one thing that happened: who did what, to what.
type ActivityItem struct {
	When time.Time
	Who  ui.Person // without a name: another program
	// Did and Then stand around what it was done to, which Href leads to, where there is something to see.
	Did, Title, Href, Then string
	// More are others that the same was done to at once.
	More int
	// Said is what a comment says, as safe HTML.
	Said string

	batch string
}

// ProjectNames are what ids and codes in the history of a project stand for.
type ProjectNames struct {
	Names
	Columns []domain.Column
	Clients map[string]domain.ClientRef
	// Currency of the project.
	Currency string
	// Render makes safe HTML of a comment.
	Render func(text string) string
}

// ActivityDays puts a history in words, by the days of the reader's clock.
func (n ProjectNames) ActivityDays(ctx context.Context, entries []domain.ProjectActivity) []ActivityDay {
	var days []ActivityDay
	for _, entry := range entries {
		for _, item := range n.told(ctx, entry) {
			title := n.dayTitle(ctx, item.When)
			if len(days) == 0 || days[len(days)-1].Title != title {
				days = append(days, ActivityDay{Title: title})
			}
			day := &days[len(days)-1]
			if last := len(day.Items) - 1; last >= 0 && day.Items[last].same(item) {
				day.Items[last].More++
				continue
			}
			day.Items = append(day.Items, item)
		}
	}
	return days
}

// same tells whether another thing was done to something else with the same act.
func (a ActivityItem) same(b ActivityItem) bool {
	return a.batch == b.batch && a.Did == b.Did && a.Then == b.Then && a.Title != "" && a.Said == "" && b.Said == ""
}

// dayTitle is a day as a heading: "Today", "Monday 18 May".
func (n ProjectNames) dayTitle(ctx context.Context, at time.Time) string {
	day, today := domain.DateOf(at.In(n.Now.Location())), domain.DateOf(n.Now)
	switch {
	case day == today, day == today.AddDays(-1):
		return Day(ctx, day, today)
	case day.Time().Year() == today.Time().Year():
		return ui.Date(ctx, day.Time(), "Monday 2 January")
	}
	return ui.Date(ctx, day.Time(), "Monday 2 January 2006")
}

// told says in words what one entry was; nothing where there is nothing to tell.
func (n ProjectNames) told(ctx context.Context, entry domain.ProjectActivity) []ActivityItem {
	item := ActivityItem{When: entry.At, Who: ui.Person{ID: entry.Actor.ID, Name: entry.Actor.Name}, Title: titleOf(entry), Href: hrefOf(entry), batch: entry.Batch}
	if item.Title == "" && entry.Kind == "todo" {
		item.Title = ui.T(ctx, "a task")
	}
	var items []ActivityItem
	for _, words := range n.words(ctx, entry) {
		one := item
		one.Did, one.Then = around(ctx, words)
		if strings.Contains(words, wholly) {
			one.Did, one.Then, one.Title, one.Href = strings.ReplaceAll(words, wholly, ""), "", "", ""
		}
		if entry.Kind == "comment" && entry.Action == "create" && n.Render != nil {
			one.Said = n.Render(text(entry.After["body"]))
		}
		items = append(items, one)
	}
	return items
}

// wholly marks words that say already what they are about.
const wholly = "\x00"

// around parts words at the "it" that stands for what they are about; without one it comes last.
func around(ctx context.Context, words string) (before, after string) {
	before, after, found := strings.Cut(words+" ", ui.T(ctx, " it "))
	if !found {
		return ui.T(ctx, "%s on", words), ""
	}
	return before, strings.TrimSpace(after)
}

func titleOf(entry domain.ProjectActivity) string {
	if entry.Kind == "decision" {
		return "D-" + entry.SubjectID + " " + entry.Title
	}
	return entry.Title
}

// hrefOf is where what an entry is about can be seen.
func hrefOf(entry domain.ProjectActivity) string {
	switch {
	case entry.Action == "delete":
		return ""
	case entry.TodoID != 0:
		return TodosAt{In: ProjectBoard, Project: entry.ProjectID}.Todo(entry.TodoID)
	case entry.Kind == "decision":
		return "/decisions/" + entry.SubjectID
	}
	return ""
}

// words are one sentence for each thing that changed; "it" stands for what it was done to.
func (n ProjectNames) words(ctx context.Context, entry domain.ProjectActivity) []string {
	switch entry.Kind {
	case "project":
		return n.projectChanges(ctx, entry.Activity)
	case "board":
		return n.boardWords(ctx, entry.Before, entry.After)
	case "member":
		return n.memberWords(ctx, entry)
	case "time":
		return n.timeWords(ctx, entry)
	case "attachment":
		return []string{onThing(ctx, attachmentWords(ctx, entry.Activity), entry.Action)}
	case "comment":
		return map[string][]string{"create": {ui.T(ctx, "commented on it")}, "update": {ui.T(ctx, "changed a comment on it")}}[entry.Action]
	}
	if words := map[string]string{"create": ui.T(ctx, "added it"), "delete": ui.T(ctx, "deleted it"), "restore": ui.T(ctx, "brought it back")}[entry.Action]; words != "" {
		return []string{kinded(ctx, entry.Kind, words)}
	}
	var list []string
	for _, change := range n.changed(ctx, entry) {
		list = append(list, change.words)
	}
	return list
}

// onThing goes on to what a file hangs on.
func onThing(ctx context.Context, words, action string) string {
	words = strings.ReplaceAll(words, ui.T(ctx, " it "), "\u00a0"+strings.TrimSpace(ui.T(ctx, " it "))+"\u00a0") // what the file is called is not what it was done to
	if action == "delete" {
		return ui.T(ctx, "%s from it", words)
	}
	return ui.T(ctx, "%s to it", words)
}

// kinded names the kind of thing where that is no task.
func kinded(ctx context.Context, kind, words string) string {
	before, after, found := strings.Cut(words+" ", ui.T(ctx, " it "))
	if kind == "todo" || !found {
		return words
	}
	return ui.T(ctx, "%s the %s it %s", before, kindWord(ctx, kind), after)
}

// kindWord is a kind with its article, where the language has one.
func kindWord(ctx context.Context, kind string) string {
	switch kind {
	case "note":
		return ui.Sense(ctx, "note", "with article")
	case "decision":
		return ui.Sense(ctx, "decision", "with article")
	case "event":
		return ui.Sense(ctx, "event", "with article")
	}
	return kind
}

func (n ProjectNames) changed(ctx context.Context, entry domain.ProjectActivity) []change {
	switch entry.Kind {
	case "todo":
		return n.changes(ctx, n.asTold(entry.Activity))
	case "decision":
		return n.decisionChanges(ctx, entry.Activity)
	}
	return []change{{"notes", kinded(ctx, entry.Kind, ui.T(ctx, "changed it"))}}
}

// asTold is an entry that calls statuses by the names of the board's columns. Of two tasks one of which waits for the
// other the one that waits tells it.
func (n ProjectNames) asTold(a domain.Activity) domain.Activity {
	told := maps.Clone(a.After)
	delete(told, "blocks")
	status := text(a.After["status"])
	at := slices.IndexFunc(n.Columns, func(c domain.Column) bool { return c.Status == status })
	if at >= 0 && status != domain.StatusDone {
		told["status"], _ = json.Marshal(n.Columns[at].Name)
	}
	a.After = told
	return a
}

func (n ProjectNames) memberWords(ctx context.Context, entry domain.ProjectActivity) []string {
	was, is := text(entry.Before["role"]), text(entry.After["role"])
	switch role := ui.Inside(ctx, RoleName(ctx, is)); {
	case is == "" && entry.Actor.ID == entry.SubjectID:
		return []string{wholly + ui.T(ctx, "left the project")}
	case is == "":
		return []string{ui.T(ctx, "removed it from the project")}
	case was == "":
		return []string{ui.T(ctx, "added it as a %s", role)}
	default:
		return []string{ui.T(ctx, "made it a %s", role)}
	}
}

func (n ProjectNames) timeWords(ctx context.Context, entry domain.ProjectActivity) []string {
	minutes, was := number(entry.After["minutes"]), number(entry.Before["minutes"])
	switch {
	case entry.Action == "delete":
		return []string{ui.T(ctx, "deleted time on it")}
	case entry.Action == "restore":
		return []string{ui.T(ctx, "brought back time on it")}
	case entry.Action == "create" && minutes == 0:
		return []string{ui.T(ctx, "started a timer on it")}
	case minutes > 0 && was == 0:
		return []string{ui.T(ctx, "logged %s on it", minutesText(ctx, int(minutes)))}
	}
	return []string{ui.T(ctx, "changed time on it")}
}

// boardWords are what became of the columns.
func (n ProjectNames) boardWords(ctx context.Context, before, after map[string]json.RawMessage) []string {
	was, is := columnsIn(before), columnsIn(after)
	var list []string
	for _, c := range is {
		at := slices.IndexFunc(was, func(old columnNamed) bool { return old.Status == c.Status })
		switch {
		case at < 0:
			list = append(list, wholly+ui.T(ctx, "added the column “%s”", c.Name))
		case was[at].Name != c.Name:
			list = append(list, wholly+ui.T(ctx, "renamed the column “%s” to “%s”", was[at].Name, c.Name))
		}
	}
	for _, c := range was {
		if !slices.ContainsFunc(is, func(now columnNamed) bool { return now.Status == c.Status }) {
			list = append(list, wholly+ui.T(ctx, "removed the column “%s”", c.Name))
		}
	}
	if len(list) == 0 {
		return []string{wholly + ui.T(ctx, "changed the columns of the board")}
	}
	return list
}

type columnNamed struct{ Status, Name string }

func columnsIn(values map[string]json.RawMessage) []columnNamed {
	var columns []columnNamed
	_ = json.Unmarshal(values["columns"], &columns)
	return columns
}
