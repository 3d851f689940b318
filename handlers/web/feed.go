package web

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"time"

	"mddash/domain"
	"mddash/formats/ical"
	"mddash/handlers/visit"
)

// todosAtOnce is how many todos are read together.
const todosAtOnce = 200

const calendarType = "text/calendar; charset=utf-8"

// ShowFeed is what a feed's address leads to: what its owner sees now.
func (s *Site) ShowFeed(v *visit.Visit) error {
	v.Public()
	as, feed, err := v.PublicFeed()
	if err != nil {
		return err
	}
	f := feedText{v: as, feed: feed}
	version, err := f.version()
	if err != nil {
		return err
	}
	v.Response().Header().Set("Cache-Control", "private, no-store")
	if v.Unchanged(version) {
		return nil
	}
	out := v.Download(feed.Name()+".ics", calendarType)
	if v.Request().Method == http.MethodHead {
		v.Response().WriteHeader(http.StatusOK)
		return nil
	}
	return sentWhole(v, f.write(out))
}

// sentWhole breaks off an answer that can't be written to its end: half a calendar may not look like a whole one.
func sentWhole(v *visit.Visit, err error) error {
	if err != nil && v.Response().Committed {
		v.Note("a calendar was not sent to its end", err)
		panic(http.ErrAbortHandler)
	}
	return err
}

// feedText is a feed on its way out.
type feedText struct {
	v    *visit.Visit // as whose it is
	feed domain.Feed
}

// version is another one whenever what is sent is.
func (f feedText) version() (string, error) {
	sum := sha256.New()
	fmt.Fprintln(sum, f.feed.Version())
	for object, err := range f.v.Scope.FeedEvents(f.v.Ctx(), f.feed) {
		if err != nil {
			return "", err
		}
		fmt.Fprintln(sum, object.Version())
	}
	err := f.eachTodo(func(todo domain.Todo) error {
		_, err := fmt.Fprintln(sum, todo.ID, todo.Version())
		return err
	})
	return hex.EncodeToString(sum.Sum(nil)[:16]), err
}

func (f feedText) write(out io.Writer) error {
	calendar := ical.NewStream(out, f.feed.Name())
	for object, err := range f.v.Scope.FeedEvents(f.v.Ctx(), f.feed) {
		if err == nil {
			err = calendar.Event(object, f.alter)
		}
		if err != nil {
			return err
		}
	}
	err := f.eachTodo(func(todo domain.Todo) error { return calendar.Event(f.due(todo), dueLook) })
	if err != nil {
		return err
	}
	return calendar.Close()
}

// alter takes alarms out where they are not wanted.
func (f feedText) alter(c *ical.Component) {
	if !f.feed.Reminders {
		c.Components = slices.DeleteFunc(c.Components, func(part *ical.Component) bool { return part.Name == "VALARM" })
	}
}

// eachTodo hands over what is due: the owner's own and assigned, or all of a project's. What is done is not due.
func (f feedText) eachTodo(do func(domain.Todo) error) error {
	if !f.feed.Todos || f.feed.Calendar.ID != 0 {
		return nil
	}
	yes, no := true, false
	filter := domain.TodoFilter{HasDue: &yes, Completed: &no, Sort: domain.SortDue, Limit: todosAtOnce}
	if f.feed.Project.ID != 0 {
		filter.Reach, filter.ProjectID = domain.Visible, f.feed.Project.ID
	}
	for {
		page, err := f.v.Scope.Todos(f.v.Ctx(), filter)
		if err != nil {
			return err
		}
		for _, todo := range page.Items {
			if err := do(todo); err != nil {
				return err
			}
		}
		if filter.Cursor = page.Next; page.Next == "" {
			return nil
		}
	}
}

// due is when a todo is due, as an event: programs that follow a calendar show no todos. It has a name of its own, since
// the todo itself has one in other places.
func (f feedText) due(todo domain.Todo) domain.EventObject {
	day := todo.DueDate.Time()
	e := domain.Event{
		UID: "due-" + strconv.FormatInt(todo.ID, 10) + "-" + todo.UID, Title: todo.Title, Start: day, End: day, AllDay: true, Status: domain.EventConfirmed, Privacy: domain.PrivacyPublic,
		URL: f.v.FullURL("/todos/" + strconv.FormatInt(todo.ID, 10)), CreatedAt: todo.CreatedAt, UpdatedAt: todo.UpdatedAt,
	}
	if clock, err := time.Parse("15:04", string(todo.DueTime)); err == nil {
		e.Start = day.Add(time.Duration(clock.Hour())*time.Hour + time.Duration(clock.Minute())*time.Minute)
		e.End, e.AllDay, e.TimeZone = e.Start, false, domain.Floating
	}
	return domain.EventObject{UID: e.UID, Events: []domain.Event{e}}
}

// dueLook: what is due takes nobody's time.
func dueLook(c *ical.Component) {
	if c.Get("TRANSP") == nil {
		c.Add("TRANSP", "TRANSPARENT")
	}
}

// ExportCalendar sends all events of a calendar as a file.
func (s *Site) ExportCalendar(v *visit.Visit) error {
	id, err := v.ID("id")
	if err != nil {
		return err
	}
	return sentWhole(v, writeCalendar(v, id))
}

// writeCalendar sends all events of a calendar as a file, while they are read.
func writeCalendar(v *visit.Visit, id int64) error {
	calendar, events, err := v.Scope.ExportCalendar(v.Ctx(), id)
	if err != nil {
		return err
	}
	out := ical.NewStream(v.Download(calendar.Name+".ics", calendarType), calendar.Name)
	for object, err := range events {
		if err == nil {
			err = out.Event(object, nil)
		}
		if err != nil {
			return err
		}
	}
	return out.Close()
}

// ExportEvent sends an event, or a series with what became of single times of it, as a file.
func (s *Site) ExportEvent(v *visit.Visit) error {
	id, err := v.ID("id")
	if err != nil {
		return err
	}
	object, err := v.Scope.WholeEvent(v.Ctx(), id)
	if err != nil {
		return err
	}
	return ical.WriteObject(object, "").Write(v.Download(object.Events[0].Title+".ics", calendarType))
}
