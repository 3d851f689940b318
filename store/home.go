package store

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"mddash/domain"
)

// Home is what the caller finds when they come in. It asks the database the same few questions however much there is, and
// only one of them when nothing changed. Nobody may change what it gives out.
func (s *Scope) Home(ctx context.Context) (domain.Home, error) {
	return remember(ctx, s, "home", func() (domain.Home, time.Time, error) {
		home, err := s.readHome(ctx)
		return home, home.Nav.Until, err
	})
}

// homePart is what of the dashboard the changes of other tables leave as it is.
type homePart struct {
	of    tableGroup
	state string
	known bool
	home  homeRead
	fills []homeFill
	// after is a part whose projects this one tells more of, and filled is done when a part is there.
	after  *homePart
	filled sync.WaitGroup
}

// homeRead is what a part has read: of the dashboard, and of what other parts ask for.
type homeRead struct {
	domain.Home
	// listed are the projects whose todos are in the caller's lists, at most one more than listedMost.
	listed []int64
	asOf   countedAsOf
}

// countedAsOf is what tells whether what was counted still holds, all from before anything was read.
type countedAsOf struct {
	// counts is the state of what homeCounts counts; past that of the projects, and version that of the todos and of time.
	counts, past string
	version      int64
}

type homeFill = func(context.Context, *homeRead, domain.Date) error

func (p *homePart) name() string { return "home " + strconv.Itoa(int(p.of)) }

// readHome asks its questions side by side. Those are left out whose answers nothing has changed.
func (s *Scope) readHome(ctx context.Context) (domain.Home, error) {
	parts := s.homeParts()
	if err := s.fillHome(ctx, parts); err != nil {
		return domain.Home{}, err
	}
	home, ahead, todos, counts := parts[0].home.Home, parts[1].home, parts[2].home, parts[3].home
	home.Occurrences, home.Further, home.Meetings = ahead.Occurrences, ahead.Further, ahead.Meetings
	home.Late, home.Today, home.Next, home.Done = todos.Late, todos.Today, todos.Next, todos.Done
	home.Projects, home.Days, home.HasTodo, home.HasMore = counts.Projects, counts.Days, counts.HasTodo, home.HasMore || ahead.HasMore
	counts.Nav.Decisions = home.Nav.Decisions
	home.Nav = counts.Nav
	return home, nil
}

// homeParts are what stays for weeks, the events, the todos, and the counts, of which some are of what is told about events.
func (s *Scope) homeParts() []*homePart {
	type fills = []homeFill
	lasting := &homePart{of: workTables, fills: fills{s.homeProjects, s.homeNotes, s.homeDecisions}}
	return []*homePart{
		lasting,
		{of: calendarTables, fills: fills{s.homeEvents}},
		{of: dailyTables | workTables, fills: fills{s.homeTodos}},
		{of: allTables, fills: fills{s.homeCounts}, after: lasting},
	}
}

// fillHome reads those parts that are not remembered, and remembers them.
func (s *Scope) fillHome(ctx context.Context, parts []*homePart) error {
	now := s.store.now()
	asking, within := errgroup.WithContext(ctx)
	asking.SetLimit(runtime.GOMAXPROCS(0)) // an embedded database works where it is asked
	if s.store.together != nil {
		asking.SetLimit(1) // a transaction answers one after the other
	}
	foreign := s.store.foreign(ctx)
	asOf := s.store.countedAsOf(foreign)
	for _, p := range slices.Backward(parts) { // what comes after another part is never of a later state than that
		p.state = s.store.stateOf(p.of, foreign)
	}
	for _, p := range parts {
		if value, found := s.store.remembered.get(p.state, s.rememberedAs(p.name()), now); found {
			p.home, p.known = value.(homeRead), true
			continue
		}
		p.home.asOf = asOf
		s.ask(within, asking, p)
	}
	if err := asking.Wait(); err != nil {
		return err
	}
	for _, p := range parts {
		if !p.known {
			s.store.remembered.set(s.rememberedAs(p.name()), recollection{p.home, p.state, p.home.Nav.Until})
		}
	}
	return nil
}

func (s *Store) countedAsOf(foreign string) countedAsOf {
	asOf := countedAsOf{counts: s.stateOf(dailyTables|workTables, foreign), past: s.stateOf(workTables, foreign)}
	version, settled := s.changes.version(dailyTables)
	if asOf.version = version; !settled {
		asOf.past = ""
	}
	return asOf
}

// ask reads a part, when the one is there that it comes after, whose questions are all asked before.
func (s *Scope) ask(ctx context.Context, asking *errgroup.Group, p *homePart) {
	today := s.user.Today(s.store.now())
	p.filled.Add(len(p.fills))
	for _, fill := range p.fills {
		asking.Go(func() error {
			defer p.filled.Done()
			if p.after != nil {
				p.after.filled.Wait()
				p.home.Projects, p.home.listed = p.after.home.Projects, p.after.home.listed
			}
			return fill(ctx, &p.home, today)
		})
	}
}

// homeEvents are what happens in the days ahead, in the calendars that the caller has not hidden. Of hundreds few are shown, and
// only these are read whole.
func (s *Scope) homeEvents(ctx context.Context, home *homeRead, today domain.Date) error {
	from, to := s.midnight(today), s.midnight(today.AddDays(domain.HomeDays))
	calendars, err := s.chosenCalendars(ctx)
	if err != nil {
		return err
	}
	all, any, err := aheadOf{s, calendars, timespan{from, to}}.occurrences(ctx)
	home.HasMore = any
	if err != nil {
		return unlessInvalid(err)
	}
	home.Meetings = domain.Meetings(all, from, s.midnight(today.AddDays(1)))
	home.Occurrences, home.Further = domain.FirstOfDays(all, today, domain.HomeDayMost)
	return s.tellWhole(ctx, calendars, home)
}

// tellWhole puts what a calendar shows of the events in the place of their times. What was taken away meanwhile is left out.
func (s *Scope) tellWhole(ctx context.Context, calendars []calendarRow, home *homeRead) error {
	ids := make([]int64, 0, len(home.Occurrences))
	for _, o := range home.Occurrences {
		ids = append(ids, o.Of.ID)
	}
	if len(ids) == 0 {
		return nil
	}
	whole, err := s.eventsWhole(ctx, calendars, ids)
	shown := home.Occurrences[:0]
	for _, o := range home.Occurrences {
		if e := whole[o.Of.ID]; e != nil {
			shown = append(shown, o.With(e))
		}
	}
	home.Occurrences = shown
	return err
}

// unlessInvalid passes by that there are more events than can be worked out: nobody reads so many where only the first
// are shown, and the calendar says so.
func unlessInvalid(err error) error {
	if domain.KindOf(err) == domain.Invalid {
		return nil
	}
	return err
}

// midnight is when a day begins on the caller's clock.
func (s *Scope) midnight(day domain.Date) time.Time {
	return domain.Civil(day.Time(), s.user.Location())
}

// NavCounts are the numbers in the caller's navigation, each read only as far as it is shown.
func (s *Scope) NavCounts(ctx context.Context) (domain.NavCounts, error) {
	return remember(ctx, s, "navigation", func() (domain.NavCounts, time.Time, error) {
		var counts domain.NavCounts
		var snoozed text
		due, from, err := s.dueCounts(s.user.Today(s.store.now()))
		if err != nil {
			return counts, counts.Until, err
		}
		var unread int
		query := raw(`SELECT `).plus(due, raw(`, `), s.unreadCounts(), raw(`, `), s.waitingDecisions(), raw(` FROM `), from)
		err = s.store.askKept(query).Scan(ctx, &counts.Today, &counts.Overdue, &unread, &snoozed, &counts.Decisions)
		countUnread(&counts, unread, string(snoozed), s.store.now())
		return counts, counts.Until, wrap(err, "count what is to be done")
	})
}

// countUnread counts what is unread, with what was snoozed and has come back.
func countUnread(counts *domain.NavCounts, unread int, snoozed string, now time.Time) {
	counts.Inbox = unread
	for one := range itemsOf(snoozed) {
		switch at := parseTime(one); {
		case !at.After(now):
			counts.Inbox = min(counts.Inbox+1, domain.CountCap+1)
		case counts.Until.IsZero() || at.Before(counts.Until):
			counts.Until = at
		}
	}
}

// unreadLooked is how many unread notifications are looked at to count those that are seen: of what was taken from somebody
// there can be any number.
const unreadLooked = 1000

// waitingDecisions is how many open decisions the caller sees, in the order of the index that holds nothing else.
func (s *Scope) waitingDecisions() clause {
	return raw(`(SELECT count(*) FROM (SELECT 1 FROM decisions AS d WHERE `).plus(and(raw(`d.status = 'open'`), s.seesDecisionOneByOne("d")), raw(` ORDER BY d.project_id LIMIT ?) AS waiting)`, domain.CountCap+1))
}

// dueCounts are two columns: how many todos are due today or were before, and how many of them were before; and what they are read
// from.
func (s *Scope) dueCounts(today domain.Date) (columns, from clause, err error) {
	due, err := s.store.dialect.orderOf(domain.SortDue)
	if err != nil {
		return columns, from, err
	}
	open := false
	// What is late is what is due first: who counts up to the cap has met it all.
	for i, b := range s.fewBranches(domain.TodoFilter{Completed: &open, DueBefore: today}) {
		name := fmt.Sprintf("due%d", i)
		if i > 0 {
			from = from.plus(raw(` CROSS JOIN `))
		}
		from = from.plus(raw(`(SELECT count(*) AS all_due, coalesce(sum(late), 0) AS late FROM (SELECT CASE WHEN `+s.store.dialect.dueKey()+` < ? THEN 1 ELSE 0 END AS late FROM `, string(today)),
			b.from, raw(` WHERE `), b.where, b.by(due), raw(` LIMIT ?) AS `+name+`s) AS `+name, domain.CountCap+1))
	}
	return raw(`due0.all_due + due1.all_due, due0.late + due1.late`), from, nil
}

// unreadCounts are two columns: how much the caller has not read and not snoozed; and until when the rest is snoozed, with commas between.
// What the clock makes of these is not asked here, so the question stays the same all day.
func (s *Scope) unreadCounts() clause {
	return raw(`(SELECT count(*) FROM (SELECT 1 FROM (`).plus(s.newestUnread(),
		raw(`) AS n WHERE n.snoozed_until IS NULL AND `), s.seesNotification(), raw(` LIMIT ?) AS unread), (SELECT string_agg(`+s.store.dialect.timeText(`n.snoozed_until`)+`, ',') FROM (`, domain.CountCap+1),
		s.newestUnread(), raw(`) AS n WHERE n.snoozed_until IS NOT NULL AND `), s.seesNotification(), raw(`)`))
}

// newestUnread are the newest notifications that the caller has not read.
func (s *Scope) newestUnread() clause {
	return raw(`SELECT * FROM notifications WHERE user_id = ? AND read_at IS NULL AND in_app = 1 ORDER BY id DESC LIMIT ?`, s.user.ID, unreadLooked)
}

// homeCounts are the numbers, what there is at all, and what the caller completed and logged, day by day. Of all that only what they
// were told has to do with events: where nothing else changed, nothing else is counted.
func (s *Scope) homeCounts(ctx context.Context, home *homeRead, today domain.Date) error {
	state, key := home.asOf.counts, s.rememberedAs("home counts")
	if counted, found := s.store.remembered.get(state, key, s.store.now()); found {
		*home = counted.(homeRead)
		return s.homeUnread(ctx, home)
	}
	days, first := s.homePast(home, today)
	columns, from, err := s.homeCounted(home, first, today)
	if err != nil {
		return err
	}
	query := raw(`SELECT `).plus(s.unreadCounts(), raw(`, `), columns, raw(` FROM `), from)
	var unread, todos int
	var snoozed, done, logged, totals text
	err = s.store.askKept(query).Scan(ctx, &unread, &snoozed, &home.Nav.Today, &home.Nav.Overdue, &done, &logged, &totals, &todos)
	if err != nil {
		return wrap(err, "count what somebody comes home to")
	}
	if home.Days = s.withDone(days, string(done), string(logged)); first != today {
		s.rememberPast(home.asOf, home.Days)
	}
	home.Projects = withTodos(home.Projects, string(totals))
	home.HasTodo = todos > 0
	s.store.remembered.set(key, recollection{value: *home, state: state})
	countUnread(&home.Nav, unread, string(snoozed), s.store.now())
	return nil
}

// homeCounted are the columns of homeCounts that have nothing to do with events, and what they are read from.
func (s *Scope) homeCounted(home *homeRead, first, today domain.Date) (columns, from clause, err error) {
	due, from, err := s.dueCounts(today)
	return due.plus(raw(`, `), s.doneIn(home.listed, first, today), raw(`, `), todosOf(home.Projects), raw(`, `),
		isThere(`tasks AS t`, raw(`t.user_id = ?`, s.user.ID))), from, err
}

// isThere is 1 where there is such a row, and else 0.
func isThere(from string, which clause) clause {
	return raw(`(SELECT count(*) FROM (SELECT 1 FROM `+from+` WHERE `).plus(which, raw(` LIMIT 1) AS one)`))
}

// homeUnread counts what the caller has not read.
func (s *Scope) homeUnread(ctx context.Context, home *homeRead) error {
	var unread int
	var snoozed text
	err := s.store.askKept(raw(`SELECT `).plus(s.unreadCounts())).Scan(ctx, &unread, &snoozed)
	countUnread(&home.Nav, unread, string(snoozed), s.store.now())
	return wrap(err, "count what somebody was told")
}

// homeTodoRow is a todo with all that a row of the dashboard says of it.
type homeTodoRow struct {
	taskRow
	Part                                                int
	ProjectName, ProjectKey, ProjectColor, ProjectOwner string
	Manages, Mine                                       bool
	Membership                                          string
	Steps, StepsDone, Comments, Blockers                int
}

// Parts of the todos of the dashboard.
const (
	homeLate = iota + 1
	homeToday
	homeNext
	homeDone
)

// homeTodos reads what is late, due today, due soon and was done today, in one question.
func (s *Scope) homeTodos(ctx context.Context, home *homeRead, today domain.Date) error {
	open, done, union := false, true, clause{}
	for _, part := range []struct {
		n, limit int
		sort     string
		f        domain.TodoFilter
	}{
		{homeLate, domain.HomeLate, "-" + domain.SortDue, domain.TodoFilter{Completed: &open, DueBefore: today.AddDays(-1)}},
		{homeToday, domain.HomeToday, domain.SortDue, domain.TodoFilter{Completed: &open, DueAfter: today, DueBefore: today}},
		{homeNext, domain.HomeNext, domain.SortDue, domain.TodoFilter{Completed: &open, DueAfter: today.AddDays(1), DueBefore: today.AddDays(domain.HomeDays - 1)}},
		{homeDone, domain.HomeDone, "-" + domain.SortCompleted, domain.TodoFilter{Completed: &done, CompletedFrom: s.midnight(today)}},
	} {
		o, err := s.store.dialect.orderOf(part.sort)
		if err != nil {
			return err
		}
		if union.sql != "" {
			union = union.plus(raw(` UNION ALL `))
		}
		union = union.plus(raw(`SELECT part.id, CAST(? AS BIGINT) AS part FROM (`, part.n), s.listOf(`t.id`, part.f, o, clause{}, part.limit), raw(`) AS part`))
	}
	query := s.homeTodoColumns().plus(union,
		raw(`) AS listed JOIN tasks AS picked ON picked.id = listed.id LEFT JOIN projects AS p ON p.id = picked.project_id AND (`), s.seesProject(), raw(`)`))
	var rows []homeTodoRow
	if err := s.store.askKept(query).Scan(ctx, &rows); err != nil {
		return wrap(err, "read the todos of the dashboard")
	}
	into := map[int]*[]domain.HomeTodo{homeLate: &home.Late, homeToday: &home.Today, homeNext: &home.Next, homeDone: &home.Done}
	for _, row := range rows {
		*into[row.Part] = append(*into[row.Part], s.homeTodo(row))
	}
	for _, list := range into {
		slices.SortFunc(*list, byDue)
	}
	slices.SortFunc(home.Done, func(a, b domain.HomeTodo) int {
		return cmp.Or(b.CompletedAt.Compare(a.CompletedAt), cmp.Compare(a.ID, b.ID))
	})
	return nil
}

// homeTodoColumns are counted for the few todos that were picked.
func (s *Scope) homeTodoColumns() clause {
	id := `CAST(picked.id AS TEXT)`
	return raw(`SELECT listed.part, `+strings.ReplaceAll(taskColumns, "t.", "picked.")+`, p.name AS project_name, p.key AS project_key, p.color AS project_color, p.owner_id AS project_owner,
		EXISTS (SELECT 1 FROM project_managers WHERE project_id = p.id AND user_id = ?) AS manages,
		(SELECT role FROM project_members WHERE project_id = p.id AND user_id = ?) AS membership,
		EXISTS (SELECT 1 FROM task_assignees WHERE task_id = picked.id AND user_id = ?) AS mine,
		(SELECT count(*) FROM tasks AS s WHERE s.parent_id = picked.id AND s.deleted_at IS NULL) AS steps,
		(SELECT count(*) FROM tasks AS s WHERE s.parent_id = picked.id AND s.deleted_at IS NULL AND s.status = 'done') AS steps_done,
		(SELECT count(*) FROM comments AS c WHERE c.kind = ? AND c.subject_id = `+id+` AND c.deleted_at IS NULL) AS comments,
		(SELECT count(*) FROM task_dependencies AS d JOIN tasks AS t ON t.id = d.task_id WHERE d.blocked_id = picked.id AND t.deleted_at IS NULL AND t.status <> 'done' AND (`,
		s.user.ID, s.user.ID, s.user.ID, kindTodo).plus(s.seesTodoOneByOne(), raw(`)) AS blockers FROM (`))
}

func (s *Scope) homeTodo(row homeTodoRow) domain.HomeTodo {
	out := domain.HomeTodo{Todo: row.todo()}
	roles := map[int64]projectRole{}
	if row.ProjectName != "" {
		project := projectRow{ID: row.ProjectID, Name: row.ProjectName, Key: row.ProjectKey, Color: row.ProjectColor, OwnerID: row.ProjectOwner, Manages: row.Manages, Membership: row.Membership}
		out.Project, roles[row.ProjectID] = project.ref(s.user), project.role(s.user)
	}
	out.Access = s.accessTo(row.taskRow, row.Mine, roles)
	out.Subtasks, out.SubtasksDone, out.Comments, out.Blocked = row.Steps, row.StepsDone, row.Comments, row.Blockers
	return out
}

// byDue orders todos as a list does that is sorted by what is due: what has no time is last of its day.
func byDue(a, b domain.HomeTodo) int {
	clock := func(t domain.HomeTodo) string { return cmp.Or(string(t.DueTime), "99:99") }
	return cmp.Or(cmp.Compare(a.DueDate, b.DueDate), cmp.Compare(clock(a), clock(b)), cmp.Compare(a.Position, b.Position), cmp.Compare(a.ID, b.ID))
}
