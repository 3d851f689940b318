package store

import (
	"context"
	"database/sql/driver"
	"encoding/json"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"mddash/domain"
)

const kindEvent = "event"

// eventRow is a row of events. Its JSON names are what the activity log keeps the old and the new values under.
type eventRow struct {
	bun.BaseModel `bun:"table:events,alias:e" json:"-"`

	ID           int64      `bun:",pk,autoincrement" json:"-"`
	Title        string     `json:"title"`
	Description  string     `bun:",nullzero" json:"description"`
	Start        string     `json:"start"`
	End          string     `json:"end"`
	AllDay       flag       `json:"all_day"`
	Location     string     `bun:",nullzero" json:"location"`
	Organizer    string     `bun:",nullzero" json:"organizer"`
	Attendees    stringList `json:"attendees"`
	Status       string     `bun:",nullzero" json:"status"`
	Privacy      string     `bun:",nullzero" json:"privacy"`
	Recurrence   string     `bun:",nullzero" json:"recurrence"`
	Reminders    numberList `json:"reminders"`
	Color        string     `bun:",nullzero" json:"color"`
	CreatedAt    instant    `json:"-"`
	UpdatedAt    instant    `json:"-"`
	CalendarID   int64      `json:"calendar_id"`
	ProjectID    int64      `bun:",nullzero" json:"project_id"`
	UserID       string     `bun:",nullzero" json:"user_id"`
	UID          string     `bun:",nullzero" json:"-"`
	TimeZone     string     `bun:"timezone,nullzero" json:"timezone"`
	URL          string     `bun:",nullzero" json:"url"`
	Exdates      stringList `json:"exdates"`
	Rdates       stringList `json:"rdates"`
	RemindersAt  stringList `json:"reminders_at"`
	SeriesID     int64      `bun:",nullzero" json:"series_id"`
	SeriesDay    string     `bun:",nullzero" json:"series_day"`
	Sequence     int64      `json:"-"`
	Following    flag       `bun:"series_following" json:"series_following"`
	SeriesEnd    string     `bun:",nullzero" json:"-"`
	SeriesEndOf  string     `bun:",nullzero" json:"-"`
	DeletedAt    instant    `json:"-"`
	DeletedBatch string     `bun:",nullzero" json:"-"`
	Kept         string     `bun:",nullzero" json:"-"` // read only where it is asked for
	ObjectName   string     `bun:",nullzero" json:"-"`

	CalendarName       string `bun:"calendar_name,scanonly" json:"-"`
	CalendarColor      string `bun:"calendar_color,scanonly" json:"-"`
	CalendarOwner      string `bun:"calendar_owner,scanonly" json:"-"`
	CalendarPermission string `bun:"calendar_permission,scanonly" json:"-"`
	CalendarKind       string `bun:"calendar_kind,scanonly" json:"-"`
	SortKey            string `bun:"sort_key,scanonly" json:"-"`

	project domain.ProjectRef // as far as the caller sees it
	answers []domain.Guest    // of those who are to come, where they were read
}

// eventColumns are what every read of events selects, in the table's alias e.
const eventColumns = `e.id, e.title, e.description, e.start, e."end", e.all_day, e.location, e.organizer, e.attendees, e.status, e.privacy, e.recurrence,
	e.reminders, e.color, e.created_at, e.updated_at, e.calendar_id, e.project_id, e.user_id, e.uid, e.timezone, e.url, e.exdates, e.rdates, e.reminders_at, e.series_id,
	e.series_day, e.sequence, e.series_following, e.series_end, e.series_end_of, e.deleted_at, e.deleted_batch, e.object_name`

func (r eventRow) subject() subject { return about(kindEvent, r.ID, 0) }

// owned tells whether an event's privacy keeps nothing from somebody: it is in their calendar, or in the team's and made
// by them, or by nobody that is known and they are staff.
func (r eventRow) owned(u domain.User) bool {
	return r.CalendarOwner == u.ID || r.CalendarOwner == "" && u.IsStaff() && (r.UserID == u.ID || r.UserID == "")
}

func (r eventRow) open() bool { return r.Privacy == "" || r.Privacy == domain.PrivacyPublic }

// access is what somebody may do with an event they see: what they only see as busy they don't change.
func (r eventRow) access(u domain.User) domain.Access {
	access := accessToCalendar(u, r.CalendarOwner, r.CalendarPermission, r.CalendarKind)
	if !access.CanEdit() || !r.open() && !r.owned(u) {
		return 0
	}
	return domain.Work | domain.Edit | domain.Manage
}

// event is the row as somebody sees it who sees it at all.
func (r eventRow) event(u domain.User) domain.Event {
	e := r.happens()
	e.CalendarID, e.ProjectID, e.UID, e.Title, e.Description, e.Location, e.URL, e.Organizer, e.Attendees = r.CalendarID, r.project.ID, r.UID, r.Title, r.Description, r.Location, r.URL, r.Organizer, r.Attendees
	e.Privacy, e.Reminders, e.RemindAt, e.Color, e.Kept, e.OwnerID = r.Privacy, r.Reminders, r.RemindersAt.times(), r.Color, r.Kept, r.UserID
	e.CreatedAt, e.UpdatedAt, e.DeletedAt = r.CreatedAt.Time, r.UpdatedAt.Time, r.DeletedAt.Time
	e.Calendar = domain.CalendarRef{ID: r.CalendarID, Name: r.CalendarName, Color: r.CalendarColor, Team: r.CalendarOwner == "", Follows: r.CalendarKind == domain.KindSubscription,
		Access: accessToCalendar(u, r.CalendarOwner, r.CalendarPermission, r.CalendarKind)}
	e.Project, e.Answers, e.Access = r.project, r.answers, r.access(u)
	if r.Privacy == "" {
		e.Privacy = domain.PrivacyPublic
	}
	if !r.open() && !r.owned(u) {
		return e.Masked()
	}
	return e
}

// happens is what of an event tells when it is and whether it takes place.
func (r eventRow) happens() domain.Event {
	start, end := r.times()
	e := domain.Event{ID: r.ID, Start: start, End: end, AllDay: bool(r.AllDay), TimeZone: r.TimeZone, Status: r.Status, Recurrence: r.Recurrence, Extra: r.Rdates.times(),
		SeriesID: r.SeriesID, On: domain.Date(r.SeriesDay), Following: bool(r.Following)}
	for _, text := range r.Exdates {
		if day, ok := domain.ParseDate(text); ok {
			e.Except = append(e.Except, day)
		}
	}
	return e
}

func (r eventRow) times() (start, end time.Time) {
	if r.AllDay {
		start, end = domain.StoredDate(r.Start).Time(), domain.StoredDate(r.End).Time()
	} else {
		start, end = parseTime(r.Start).Truncate(time.Second), parseTime(r.End).Truncate(time.Second)
	}
	if end.Before(start) {
		end = start
	}
	return start, end
}

// with puts what a person can set over the row; the rest stays. So does a project out of their sight, and a time that
// only another program writes so.
func (r eventRow) with(e domain.Event) eventRow {
	start, end := r.times()
	same := bool(r.AllDay) == e.AllDay
	r.Title, r.AllDay, r.TimeZone, r.Description, r.Location, r.URL, r.Organizer = e.Title, flag(e.AllDay), e.TimeZone, e.Description, e.Location, e.URL, e.Organizer
	if !same || !start.Equal(e.Start) || r.Start == "" {
		r.Start = storedEventTime(e, e.Start)
	}
	if !same || !end.Equal(e.End) || r.End == "" {
		r.End = storedEventTime(e, e.End)
	}
	r.Attendees, r.Status, r.Recurrence, r.Reminders, r.Color, r.CalendarID = e.Attendees, e.Status, e.Recurrence, e.Reminders, e.Color, e.CalendarID
	if !r.open() || e.Privacy != domain.PrivacyPublic || r.ID == 0 {
		r.Privacy = e.Privacy
	}
	if e.ProjectID != r.project.ID {
		r.ProjectID = e.ProjectID
	}
	r.Exdates = stringList{}
	for _, day := range e.Except {
		r.Exdates = append(r.Exdates, string(day))
	}
	r.Rdates, r.RemindersAt = stringList{}, stringList{}
	for _, t := range e.Extra {
		r.Rdates = append(r.Rdates, storedEventTime(e, t))
	}
	for _, t := range e.RemindAt {
		r.RemindersAt = append(r.RemindersAt, t.UTC().Format(storedTime))
	}
	r.SeriesID, r.SeriesDay, r.Following = e.SeriesID, string(e.On), flag(e.Following)
	return r
}

// times are those that a list says, but for what is none.
func (l stringList) times() []time.Time {
	var times []time.Time
	for _, text := range l {
		if t := parseTime(text); !t.IsZero() {
			times = append(times, t.Truncate(time.Second))
		}
	}
	return times
}

func storedEventTime(e domain.Event, t time.Time) string {
	if e.AllDay {
		return string(domain.DateOf(t))
	}
	return t.UTC().Format(storedTime)
}

// settledSeries works out when a series ends, so that the database can tell.
func (r eventRow) settledSeries(u domain.User) eventRow {
	r.SeriesEnd, r.SeriesEndOf = "", ""
	if r.Recurrence == "" {
		return r
	}
	all := r
	all.CalendarOwner = u.ID
	if last, ends := all.event(u).Last(); ends {
		r.SeriesEnd, r.SeriesEndOf = eventText(storedEventTime(last, last.End)), r.Recurrence+" "+r.Start+" "+r.End
	}
	return r
}

func (r eventRow) copied() eventRow {
	r.Attendees, r.Reminders, r.Exdates = slices.Clone(r.Attendees), slices.Clone(r.Reminders), slices.Clone(r.Exdates)
	r.Rdates, r.RemindersAt = slices.Clone(r.Rdates), slices.Clone(r.RemindersAt)
	return r
}

// seesEvent holds for rows of events under the alias e in calendars under the alias k, in the trash or not, as long as
// the calendar is not: of a private one the caller may see no more than that the time is taken. Hidden calendars are
// left out.
func (s *Scope) seesEvent(hidden ...int64) clause {
	return and(s.inSeenCalendar(hidden...), raw(`coalesce(e.privacy, '') <> 'confidential' OR `).plus(s.ownsEvent()))
}

// seesAllOfEvent is seesEvent for those that are more than busy time.
func (s *Scope) seesAllOfEvent(hidden ...int64) clause {
	return and(s.inSeenCalendar(hidden...), raw(`coalesce(e.privacy, '') IN ('', 'public') OR `).plus(s.ownsEvent()))
}

// inSeenCalendar names the calendars by themselves, so that events are looked for in the indexes of each.
func (s *Scope) inSeenCalendar(hidden ...int64) clause {
	which := s.seesCalendar()
	if len(hidden) > 0 {
		which = and(which, raw(`k.id NOT IN (?)`, bun.List(hidden)))
	}
	return raw(`e.calendar_id IN (SELECT k.id FROM calendars AS k WHERE `).plus(which, raw(`)`))
}

// ownsEvent is eventRow.owned.
func (s *Scope) ownsEvent() clause {
	owns := raw(`k.user_id = ?`, s.user.ID)
	if s.user.IsStaff() {
		owns = owns.plus(raw(` OR (k.user_id IS NULL AND (e.user_id = ? OR e.user_id IS NULL))`, s.user.ID))
	}
	return owns
}

func noEvent() error { return domain.Fail(domain.NotFound, "There is no such event.") }

// loadEvent reads one event that the caller sees and that is not in the trash; else it is NotFound.
func (s *Scope) loadEvent(ctx context.Context, db bun.IDB, id int64) (eventRow, error) {
	row, err := s.loadEventAnywhere(ctx, db, id)
	if err == nil && !row.DeletedAt.IsZero() {
		return row, noEvent()
	}
	return row, err
}

// loadEventAnywhere is loadEvent with the trash included, where only those are who may bring it back.
func (s *Scope) loadEventAnywhere(ctx context.Context, db bun.IDB, id int64) (eventRow, error) {
	rows, err := s.eventRows(ctx, db, "", and(raw(`e.id = ?`, id), s.seesEvent()), raw(` LIMIT 1`))
	if err != nil {
		return eventRow{}, err
	}
	if len(rows) == 0 || !rows[0].DeletedAt.IsZero() && !rows[0].access(s.user).CanManage() {
		return eventRow{}, noEvent()
	}
	return rows[0], nil
}

// eventRows reads events with what the caller sees beside them; tail orders and limits them, more are columns.
func (s *Scope) eventRows(ctx context.Context, db bun.IDB, more string, which, tail clause) ([]eventRow, error) {
	query := s.eventQuery(eventColumns+more, which).plus(tail)
	var rows []eventRow
	if err := db.NewRaw(query.sql, query.args...).Scan(ctx, &rows); err != nil {
		return nil, wrap(err, "read events")
	}
	if more == keptToo {
		if err := fillAnswers(ctx, db, rows); err != nil {
			return nil, err
		}
	}
	return rows, s.fillEvents(ctx, db, rows)
}

// eventQuery is what they are read by, in some columns.
func (s *Scope) eventQuery(columns string, which clause) clause {
	return raw(`SELECT `+columns+`, k.name AS calendar_name, k.color AS calendar_color, k.user_id AS calendar_owner, k.kind AS calendar_kind, h.permission AS calendar_permission
		FROM events AS e JOIN calendars AS k ON k.id = e.calendar_id LEFT JOIN (SELECT calendar_id, min(permission) AS permission FROM calendar_shares
			WHERE permission IN ('view', 'edit') AND (`).plus(s.sharedWithMe(), raw(`) GROUP BY calendar_id) AS h ON h.calendar_id = k.id WHERE `), which)
}

// fillEvents names the projects that events are linked to, as far as the caller sees them.
func (s *Scope) fillEvents(ctx context.Context, db bun.IDB, rows []eventRow) error {
	ids := []int64{}
	for _, row := range rows {
		if row.ProjectID != 0 && !slices.Contains(ids, row.ProjectID) {
			ids = append(ids, row.ProjectID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	projects, err := s.projectRows(ctx, db, raw(`p.id IN (?)`, bun.List(ids)))
	for _, p := range projects {
		for i := range rows {
			if rows[i].ProjectID == p.ID {
				rows[i].project = p.ref(s.user)
			}
		}
	}
	return err
}

// numberList is a JSON array of whole numbers in a TEXT column. NULL and whatever is no such array read as an empty list.
type numberList []int

// Value is never NULL.
func (l numberList) Value() (driver.Value, error) {
	if l == nil {
		return "[]", nil
	}
	text, err := json.Marshal([]int(l))
	return string(text), err
}

// Scan never fails.
func (l *numberList) Scan(src any) error {
	*l = numberList{}
	var numbers []int
	if json.Unmarshal([]byte(textOf(src)), &numbers) == nil && numbers != nil {
		*l = numbers
	}
	return nil
}
