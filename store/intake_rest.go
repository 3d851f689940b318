package store

import (
	"strconv"

	"mddash/domain"
)

func (m *intake) takeCalendars() error {
	for _, calendar := range m.in.Calendars {
		if err := m.takeCalendar(calendar); err != nil {
			return err
		}
	}
	return nil
}

// takeCalendar makes a calendar of the caller's own and takes its events in. What was the first one goes into theirs.
func (m *intake) takeCalendar(calendar domain.IntakeCalendar) error {
	where := "Calendar “" + domain.Clip(calendar.Input.Name, 200) + "”"
	if calendar.There {
		return m.takeInto(calendar)
	}
	row, fresh, err := m.one(domain.IntakeCalendars, calendar.ID, where, func() (string, error) {
		if calendar.First {
			own, err := m.OwnCalendar(m.ctx)
			return strconv.FormatInt(own, 10), err
		}
		made, said, err := softly(calendar.Input, []string{"name"}, func(in domain.CalendarInput) (domain.Calendar, error) { return m.AddCalendar(m.ctx, in) })
		m.remarkAll(where, said)
		return strconv.FormatInt(made.ID, 10), err
	})
	if err != nil || row == "" {
		m.done += len(calendar.Events)
		return err
	}
	id, _ := strconv.ParseInt(row, 10, 64)
	if fresh {
		if err := m.dressCalendar(id, where, calendar); err != nil {
			return err
		}
	}
	if calendar.Wrong != nil {
		m.report.Leave(where, calendar.Wrong.Error())
		return nil
	}
	return m.takeEvents(id, where, calendar)
}

// takeInto takes events into a calendar that is there, and todos among theirs: by their UIDs they are known.
func (m *intake) takeInto(calendar domain.IntakeCalendar) error {
	id, err := calendar.Into, error(nil)
	if id == 0 {
		id, err = m.OwnCalendar(m.ctx)
	}
	if err != nil {
		return err
	}
	objects := calendar.Objects
	calendar.Objects = func(yield func(domain.ImportedObject, error) bool) {
		for object, err := range objects {
			if m.told(); !yield(object, err) {
				return
			}
		}
	}
	return m.takeEvents(id, domain.Clip(calendar.Input.Name, 200), calendar)
}

// dressCalendar gives a new calendar its times; the caller's first one also its name and its colour, unless they use it.
func (m *intake) dressCalendar(id int64, where string, calendar domain.IntakeCalendar) error {
	if !calendar.First {
		m.dateLater("calendars", strconv.FormatInt(id, 10), calendar.Created, calendar.Updated)
		return nil
	}
	var events int
	if err := m.store.read.NewRaw(`SELECT count(*) FROM events WHERE calendar_id = ?`, id).Scan(m.ctx, &events); err != nil || events > 0 {
		return wrap(err, "look into a calendar")
	}
	m.describeLater(where, func() error {
		_, err := m.UpdateCalendar(m.ctx, id, "", func(domain.CalendarInput) (domain.CalendarInput, error) { return calendar.Input, nil })
		return err
	})
	m.dateLater("calendars", strconv.FormatInt(id, 10), calendar.Created, calendar.Updated)
	return nil
}

func (m *intake) takeEvents(id int64, where string, calendar domain.IntakeCalendar) error {
	var before map[string]int64
	var err error
	if len(calendar.Events) > 0 {
		if before, err = m.seriesIn(id); err != nil {
			return err
		}
	}
	var report domain.EventImport
	err = m.attempt(func() error {
		report, err = m.importEvents(m.ctx, id, calendar.Objects)
		return err
	})
	switch domain.KindOf(err) {
	case domain.Invalid, domain.TooLarge, domain.Denied, domain.NotFound, domain.Conflict:
		m.report.Leave(where, err.Error())
		return nil
	}
	if err != nil {
		return err
	}
	m.done += len(calendar.Events)
	m.count(m.report.Made, domain.IntakeEvents, report.Created-report.Todos)
	m.count(m.report.Made, domain.IntakeTodos, report.Todos)
	m.count(m.report.There, domain.IntakeEvents, report.Skipped+report.Updated)
	m.tellEvents(where, report)
	return m.markEvents(id, where, calendar.Events, before)
}

func (m *intake) count(counts map[string]int, kind string, n int) {
	if n > 0 {
		counts[kind] += n
	}
}

// tellEvents tells what was left out, and what is not as it was: which of more than LeftOutMax, nobody knows any more.
func (m *intake) tellEvents(where string, report domain.EventImport) {
	left := 0
	for _, one := range report.LeftOut {
		path := where + ", “" + domain.Clip(one.Title, 200) + "”"
		if one.Line > 0 {
			path = where + ", line " + strconv.Itoa(one.Line) + ", “" + domain.Clip(one.Title, 200) + "”"
		}
		if one.Taken {
			m.report.Remark(path, one.Why)
			continue
		}
		left++
		m.report.Leave(path, one.Why)
	}
	m.report.LeftOutN += max(0, report.Failed-left)
}

// seriesIn are the events of a calendar, by what they are called.
func (m *intake) seriesIn(id int64) (map[string]int64, error) {
	var rows []struct {
		ID  int64
		UID string `bun:"uid"`
		Day string
	}
	err := m.store.read.NewRaw(`SELECT e.id, e.uid, coalesce(e.series_day, '') AS day FROM events AS e WHERE e.calendar_id = ? AND e.deleted_at IS NULL AND e.uid IS NOT NULL ORDER BY e.id DESC`, id).Scan(m.ctx, &rows)
	found := map[string]int64{}
	for _, row := range rows {
		found[row.UID+"\x00"+row.Day] = row.ID
	}
	return found, wrap(err, "read the events of a calendar")
}

// markEvents gives new events what an iCalendar text does not say.
func (m *intake) markEvents(id int64, where string, marks []domain.IntakeEvent, before map[string]int64) error {
	if len(marks) == 0 {
		return nil
	}
	now, err := m.seriesIn(id)
	if err != nil {
		return err
	}
	for _, mark := range marks {
		event, there := now[mark.UID+"\x00"+mark.On]
		if _, old := before[mark.UID+"\x00"+mark.On]; !there || old {
			continue
		}
		if project := m.projects[mark.Project]; mark.Project != "" && mark.On == "" && project != nil && project.id != 0 {
			m.describeLater(where, func() error {
				_, err := m.UpdateEvent(m.ctx, event, "", domain.Part{}, func(in domain.EventInput) (domain.EventInput, error) {
					in.ProjectID = &project.id
					return in, nil
				})
				return err
			})
		}
		m.dateLater("events", strconv.FormatInt(event, 10), mark.Created, mark.Updated)
	}
	return nil
}

// takeTime notes time that the caller worked.
func (m *intake) takeTime() error {
	for _, entry := range m.in.Time {
		where := "Time of “" + domain.Clip(entry.Title, 200) + "”"
		todo := m.rows(domain.IntakeTodos, []string{entry.Todo})
		if len(todo) == 0 {
			m.told()
			if m.known[known(domain.IntakeTime, entry.ID)] == "" {
				m.report.Leave(where, "What it was worked on is not there.")
			}
			continue
		}
		row, fresh, err := m.one(domain.IntakeTime, entry.ID, where, func() (string, error) {
			made, said, err := softly(entry.Input, []string{"minutes"}, func(in domain.TimeInput) (domain.TimeEntry, error) {
				return m.addTime(m.ctx, todo[0], in, entry.Rate)
			})
			m.remarkAll(where, said)
			return strconv.FormatInt(made.ID, 10), err
		})
		if err != nil {
			return err
		}
		if !fresh {
			continue
		}
		m.dateLater("time_entries", row, entry.Created, entry.Updated)
		if !plausible(entry.Started, m.store.now()) {
			continue
		}
		if _, err := m.store.together.NewRaw(`UPDATE time_entries SET started_at = ? WHERE id = ?`, instant{entry.Started}, row).Exec(m.ctx); err != nil {
			return wrap(err, "say when work began")
		}
	}
	return nil
}

func (m *intake) takeFilters() error {
	for _, filter := range m.in.Filters {
		where := "Filter “" + domain.Clip(filter.Input.Name, 200) + "”"
		row, fresh, err := m.one(domain.IntakeFilters, filter.ID, where, func() (string, error) {
			made, said, err := softly(filter.Input, []string{"name", "query"}, func(in domain.FilterInput) (domain.SavedFilter, error) { return m.AddFilter(m.ctx, in) })
			m.remarkAll(where, said)
			return strconv.FormatInt(made.ID, 10), err
		})
		if err != nil {
			return err
		}
		if fresh {
			m.dateLater("filters", row, filter.Created, filter.Updated)
		}
	}
	return nil
}

// takeSettings takes over what the caller set, the first time and not where they set it; who they are stays.
func (m *intake) takeSettings() error {
	if m.in.Profile == nil || m.returns {
		return nil
	}
	came, done := m.in.Profile.Input, m.done
	_, _, err := m.one(domain.IntakeSettings, m.user.ID, "Your settings", func() (string, error) {
		_, err := m.ChangeProfile(m.ctx, func(now domain.ProfileInput) (domain.ProfileInput, error) {
			came.Name, came.FullName, came.AvatarURL = now.Name, now.FullName, now.AvatarURL
			return came, nil
		}, "")
		return m.user.ID, err
	})
	m.done = done
	return err
}
