package store_test

import (
	"fmt"
	"strings"
	"testing"

	"mddash/domain"
)

// homeOf is what somebody's dashboard lists, by kind.
func (c cast) homeOf(who string) map[string]string {
	c.t.Helper()
	home, err := c.as(who).Home(c.t.Context())
	c.want(who+" comes home", err, 0)
	titles := func(list []domain.HomeTodo) string {
		var out []string
		for _, t := range list {
			out = append(out, t.Title)
		}
		return strings.Join(out, " ")
	}
	got := map[string]string{"late": titles(home.Late), "today": titles(home.Today), "next": titles(home.Next), "done": titles(home.Done)}
	for _, p := range home.Projects {
		got["projects"] += fmt.Sprintf("%s %d/%d %s|", p.Name, p.Done, p.Total, p.Client)
	}
	for _, n := range home.Notes {
		got["notes"] += n.Title + "|"
	}
	for _, d := range home.Decisions {
		got["decisions"] += d.Name + " by " + d.By + "|"
	}
	for _, o := range home.Occurrences {
		got["events"] += o.From.Format("2@15 ") + o.Of.Title + "|"
	}
	last := home.Days[len(home.Days)-1]
	got["day"] = fmt.Sprintf("%s done %d, in time %d of %d, %d min", last.Date, last.Done, last.InTime, last.Dated, last.Minutes)
	got["counts"] = fmt.Sprintf("%d %d %d", home.Nav.Today, home.Nav.Overdue, home.Nav.Decisions)
	return got
}

func (c cast) wantHome(who string, want map[string]string) {
	c.t.Helper()
	got := c.homeOf(who)
	for what, text := range want {
		if got[what] != text {
			c.t.Errorf("%s's %s: %q, want %q", who, what, got[what], text)
		}
	}
}

func TestSomebodyComesHomeToWhatIsTheirs(t *testing.T) {
	eachCast(t, func(c cast) {
		for _, row := range []struct{ who, title, due string }{
			{"ann", "older", "2026-11-02"}, {"ann", "old", "2026-11-19"}, {"ann", "now", "2026-11-20"}, {"ann", "soon", "2026-11-26"}, {"ann", "far", "2026-11-27"}, {"dora", "hers", "2026-11-20"},
		} {
			c.add(row.who, domain.TodoInput{Title: row.title, DueDate: &row.due})
		}
		work := c.add("dora", domain.TodoInput{Title: "given", DueDate: ptr("2026-11-20"), DueTime: ptr("09:00"), ProjectID: ptr(studio), AssigneeIDs: []string{"ann"}})
		done := c.add("ann", domain.TodoInput{Title: "over", DueDate: ptr("2026-11-20"), ProjectID: ptr(website)})
		_, err := c.as("ann").CompleteTodo(t.Context(), done.ID, true)
		c.want("complete", err, 0)
		_, err = c.as("ann").AddTime(t.Context(), work.ID, minutes(45))
		c.want("log", err, 0)
		c.decision("dora", domain.DecisionInput{Name: "Which host?"})
		c.decision("dora", domain.DecisionInput{Name: "Theirs alone", ProjectID: ptr(secret)})
		_, err = c.as("ann").AddNote(t.Context(), domain.NoteInput{Title: "Prices", IsPinned: ptr(true)})
		c.want("note", err, 0)
		_, err = c.as("dora").AddNote(t.Context(), domain.NoteInput{Title: "Hidden", IsPinned: ptr(true)})
		c.want("note", err, 0)
		c.wantHome("ann", map[string]string{
			"late": "older old", "today": "given now", "next": "soon", "done": "over", "counts": "4 2 1", "notes": "Prices|", "decisions": "Which host? by dora|",
			"projects": "Website 1/1 |Old 0/0 |Studio 0/1 |", "day": "2026-11-20 done 1, in time 1 of 1, 45 min",
		})
		c.wantHome("zoe", map[string]string{"late": "", "today": "", "done": "", "notes": "", "decisions": "Which host? by dora|", "day": "2026-11-20 done 0, in time 0 of 0, 0 min"})
		c.wantHome("cleo", map[string]string{"today": "", "notes": "", "decisions": "", "projects": "Website 1/1 |", "counts": "0 0 0"})
	})
}

func TestTheWeekAheadHasSeriesAsTheyBecame(t *testing.T) {
	eachCast(t, func(c cast) {
		e := c.event("ann", domain.EventInput{Title: "x", Start: "2026-11-19T10:00", Recurrence: ptr("FREQ=DAILY;COUNT=4")})
		c.event("dora", domain.EventInput{Title: "hers", Start: "2026-11-21T10:00"})
		c.wantHome("ann", map[string]string{"events": "20@10 x|21@10 x|22@10 x|"})
		_, err := c.as("ann").UpdateEvent(t.Context(), e.ID, "", domain.Part{Scope: "this", On: "2026-11-21"}, setEvent(func(in *domain.EventInput) { in.Title, in.Start, in.End = "moved away", "2026-12-20T10:00", nil }))
		c.want("move one away", err, 0)
		c.wantHome("ann", map[string]string{"events": "20@10 x|22@10 x|"})
		_, err = c.as("ann").UpdateEvent(t.Context(), e.ID, "", domain.Part{Scope: "this", On: "2026-11-22"}, setEvent(func(in *domain.EventInput) { in.Title, in.Start, in.End = "later", "2026-11-22T15:00", nil }))
		c.want("move one", err, 0)
		c.wantHome("ann", map[string]string{"events": "20@10 x|22@15 later|"})
		_, err = c.as("ann").ChooseCalendars(t.Context(), func(in domain.CalendarChoicesInput) (domain.CalendarChoicesInput, error) {
			in.HiddenCalendarIDs = []int64{e.Calendar.ID}
			return in, nil
		}, "")
		c.want("hide", err, 0)
		c.wantHome("ann", map[string]string{"events": ""})
		alike := c.calendar("ann", "alike")
		for !strings.Contains(fmt.Sprint(alike.ID), fmt.Sprint(e.Calendar.ID)) {
			alike = c.calendar("ann", "alike")
		}
		c.event("ann", domain.EventInput{Title: "shown", Start: "2026-11-21T10:00", CalendarID: ptr(alike.ID)})
		c.wantHome("ann", map[string]string{"events": "21@10 shown|"})
	})
}

func TestTheWeekAheadIsAsTheCalendarShowsIt(t *testing.T) {
	eachCast(t, func(c cast) {
		work := c.calendar("ann", "work")
		c.share("ann", work, "ben", "view")
		add := func(in domain.EventInput) domain.Event {
			in.CalendarID = ptr(work.ID)
			return c.event("ann", in)
		}
		for i := range 10 {
			add(domain.EventInput{Title: fmt.Sprintf("m%d", i), Start: fmt.Sprintf("2026-11-23T%02d:00", 8+i), Location: ptr("Room 4"), Attendees: []string{"Ben"}})
		}
		add(domain.EventInput{Title: "secret", Start: "2026-11-20T16:00", Privacy: ptr("private"), Status: ptr("cancelled")})
		add(domain.EventInput{Title: "gone", Start: "2026-11-20T17:00", Status: ptr("cancelled")})
		series := add(domain.EventInput{Title: "series", Start: "2026-11-20T18:00", Recurrence: ptr("FREQ=WEEKLY")})
		look := func(who, today string, meetings int) domain.Home {
			t.Helper()
			c.wantHome(who, map[string]string{"events": today + "23@08 m0|23@09 m1|23@10 m2|23@11 m3|23@12 m4|23@13 m5|23@14 m6|23@15 m7|"})
			home, err := c.as(who).Home(t.Context())
			if c.want(who+" comes home", err, 0); home.Meetings != meetings || len(home.Further) != 1 || home.Further["2026-11-23"] != 2 {
				t.Errorf("%s has %d meetings, want %d; further %v", who, home.Meetings, meetings, home.Further)
			}
			return home
		}
		look("ann", "20@16 secret|20@17 gone|20@18 series|", 1)
		home := look("ben", "20@16 Busy|20@17 gone|20@18 series|", 2)
		for _, o := range home.Occurrences {
			if o.Of.Calendar.Name != "work" || o.Of.Title == "m1" && (o.Of.Location != "Room 4" || len(o.Of.Attendees) != 1) {
				t.Errorf("%+v is not whole", o.Of)
			}
		}
		c.exec(`UPDATE events SET timezone = '`+"\x1fEurope\x1e"+`' WHERE id = ?`, series.ID)
		look("ann", "20@16 secret|20@17 gone|20@18 series|", 1)
	})
}

func TestWhatIsCountedAsDoneIsWhatIsListedAsDone(t *testing.T) {
	eachCast(t, func(c cast) {
		done := func(who, title string, project int64, assignees ...string) int64 {
			in := domain.TodoInput{Title: title, AssigneeIDs: assignees, DueDate: ptr("2026-11-20")}
			if project != 0 {
				in.ProjectID = ptr(project)
			}
			todo := c.add(who, in)
			_, err := c.as(who).CompleteTodo(t.Context(), todo.ID, true)
			c.want("complete "+title, err, 0)
			return todo.ID
		}
		done("ann", "mine", 0)
		done("ann", "mine in a project", website)
		done("ann", "mine and given to me", website, "ann")
		done("dora", "given to me", studio, "ann", "ben")
		done("dora", "not given to me", studio, "ben")
		c.exec(`UPDATE tasks SET project_id = ? WHERE id = ?`, secret, done("ann", "moved out of sight", website))
		c.exec(`UPDATE tasks SET project_id = ? WHERE id = ?`, secret, done("ann", "moved out of sight, and given to me", website, "ann"))
		c.exec(`UPDATE tasks SET project_id = ? WHERE id = ?`, adopted, done("ann", "shelved", website))
		c.exec(`UPDATE tasks SET project_id = ? WHERE id = ?`, adopted, done("dora", "shelved and given to me", studio, "ann"))
		c.exec(`UPDATE projects SET is_archived = 1 WHERE id = ?`, adopted)
		c.exec(`UPDATE tasks SET user_id = NULL WHERE id = ?`, done("dora", "nobody's, given to me", studio, "ann"))
		c.exec(`UPDATE tasks SET deleted_at = completed_at WHERE id = ?`, done("dora", "thrown away", studio, "ann"))
		yes := true
		for who, want := range map[string]int{"ann": 6, "ben": 2, "dora": 2, "zoe": 0} {
			home, err := c.as(who).Home(t.Context())
			c.want(who+" comes home", err, 0)
			page, err := c.as(who).Todos(t.Context(), domain.TodoFilter{Completed: &yes, Limit: 50})
			c.want(who+" lists what is done", err, 0)
			last := home.Days[len(home.Days)-1]
			if last.Done != len(page.Items) || last.Dated != last.Done || last.InTime != last.Done || last.Done != want {
				t.Errorf("%s was done with %d (%d in time of %d) and lists %d, want %d", who, last.Done, last.InTime, last.Dated, len(page.Items), want)
			}
		}
	})
}
