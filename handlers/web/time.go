package web

import (
	"errors"
	"net/http"
	"strconv"
	"time"

	"mddash/domain"
	"mddash/handlers/visit"
	"mddash/views"
)

// panelTime is what the panel of a todo shows of the time worked on it. People with the client role see none.
func panelTime(v *visit.Visit, id int64) (views.PanelTime, error) {
	out := views.PanelTime{Hidden: v.User.Has(domain.RoleClient)}
	if out.Hidden {
		return out, nil
	}
	var err error
	if out.TodoTime, err = v.Scope.TimeOf(v.Ctx(), id, domain.TimeFilter{Limit: views.TimeShown, Total: true}); err != nil {
		return out, err
	}
	timer, err := v.Timer()
	if timer.TodoID == id {
		out.Running = timer
	}
	return out, err
}

// RunTimer starts the timer of a todo, or stops it. One that was forgotten is stopped by saying how long it really was.
func (s *Site) RunTimer(v *visit.Visit) error {
	at, id, err := placeAndID(v)
	if err != nil {
		return err
	}
	at = at.At(id)
	if v.Fields().Get("run") == "false" {
		return s.stopHere(v, at)
	}
	began := v.Now().Truncate(time.Millisecond)
	entry, err := v.Scope.StartTimer(v.Ctx(), id)
	if err != nil {
		return s.refused(v, at, err)
	}
	if !entry.CreatedAt.Before(began) {
		v.Toast(v.T("Timer started: %s", named(v, entry.Title)), v.Scope.Batch())
	}
	return s.showTimed(v, at)
}

// stopHere stops the timer where it runs on the todo that is open.
func (s *Site) stopHere(v *visit.Visit, at views.TodosAt) error {
	running, err := v.Scope.RunningTimer(v.Ctx())
	switch {
	case domain.KindOf(err) == domain.NotFound, err == nil && running.TodoID != at.Open:
		return s.showTimed(v, at)
	case err != nil:
		return err
	case running.Forgotten(v.Now()) && running.Access.CanEdit():
		return v.To(at.ActOn(at.Open, "time/"+strconv.FormatInt(running.ID, 10)+"/edit"))
	}
	if err := stopTimer(v); err != nil {
		return s.refused(v, at, err)
	}
	return s.showTimed(v, at)
}

func stopTimer(v *visit.Visit) error {
	entry, err := v.Scope.StopTimer(v.Ctx())
	if err != nil {
		return err
	}
	text := v.T("Timer stopped after %s", domain.HoursText(int64(entry.Minutes)))
	if entry.Title != "" {
		text += ": " + named(v, entry.Title)
	}
	v.Toast(text, v.Scope.Batch())
	return nil
}

// EndTimer stops the timer from any page.
func (s *Site) EndTimer(v *visit.Visit) error {
	running, err := v.Scope.RunningTimer(v.Ctx())
	if err == nil && running.Forgotten(v.Now()) && running.Access.CanEdit() && running.TodoID != 0 && !running.Binned {
		return v.To("/todos/" + strconv.FormatInt(running.TodoID, 10) + "/time/" + strconv.FormatInt(running.ID, 10) + "/edit")
	}
	if err == nil {
		err = stopTimer(v)
	}
	if domain.KindOf(err) == domain.NotFound {
		v.Toast(v.T("No timer is running"), "")
		err = nil
	}
	if err != nil {
		return err
	}
	return v.Back("/todos")
}

// showTimed answers what was done to the time of the open todo: the browser goes back there, or gets what is different.
func (s *Site) showTimed(v *visit.Visit, at views.TodosAt) error {
	if !v.Partial() {
		return v.To(at.Here())
	}
	panel, err := s.panelNow(v, at)
	if err != nil {
		return err
	}
	timer, err := v.Timer()
	if err != nil {
		return err
	}
	v.PushURL(at.Here())
	return s.showPieces(v, http.StatusOK, panel, views.TimerChanged(views.ShellTimer(v.Ctx(), timer, v.Now())))
}

// ShowNewTime is the panel with a form for time that no timer counted.
func (s *Site) ShowNewTime(v *visit.Visit) error {
	at, id, err := placeAndID(v)
	if err != nil {
		return err
	}
	return s.showTimeForm(v, http.StatusOK, at.At(id), views.NewTime(v.Today()))
}

func (s *Site) showTimeForm(v *visit.Visit, status int, at views.TodosAt, form views.TimeForm) error {
	panel, err := s.todoPanel(v, at)
	if err != nil {
		return err
	}
	if panel.Time.Hidden || !panel.Todo.Access.CanWork() && form.ID == 0 {
		return domain.Fail(domain.Denied, "You can see this todo, but not log time on it.")
	}
	panel.Time.Form = &form
	return s.showPanel(v, status, panel)
}

// AddTime notes time that was worked on a todo.
func (s *Site) AddTime(v *visit.Visit) error {
	at, id, err := placeAndID(v)
	if err != nil {
		return err
	}
	form := views.TypedTime(v.Fields())
	in, err := form.Over(domain.TimeInput{})
	if err == nil {
		_, err = v.Scope.AddTime(v.Ctx(), id, in)
	}
	if err != nil {
		return s.timeRefused(v, at.At(id), form, err)
	}
	v.Toast(v.T("%s logged", domain.HoursText(int64(*in.Minutes))), v.Scope.Batch())
	return s.showTimed(v, at.At(id))
}

// timeRefused shows the form again with what was typed, and what has to be done about it.
func (s *Site) timeRefused(v *visit.Visit, at views.TodosAt, form views.TimeForm, err error) error {
	message, fields, status, ok := said(v, err)
	if !ok {
		return err
	}
	form.Message, form.Errors = message, fields
	return s.showTimeForm(v, status, at, form)
}

// EditTime is the panel with one of its time entries as a form.
func (s *Site) EditTime(v *visit.Visit) error {
	at, entry, err := placeAndTime(v)
	if err != nil {
		return err
	}
	if !entry.Access.CanEdit() {
		return domain.Fail(domain.Denied, "You can see this time, but not change it.")
	}
	form := views.TimeFormOf(v.Ctx(), entry, local(v))
	return s.showOneTime(v, http.StatusOK, at, entry, form)
}

// placeAndTime is a time entry of exactly the todo that the address names.
func placeAndTime(v *visit.Visit) (views.TodosAt, domain.TimeEntry, error) {
	at, id, err := placeAndID(v)
	if err != nil {
		return at, domain.TimeEntry{}, err
	}
	entryID, err := v.ID("entry")
	if err != nil {
		return at, domain.TimeEntry{}, err
	}
	entry, err := v.Scope.TimeEntry(v.Ctx(), entryID)
	if err == nil && entry.TodoID != id {
		err = domain.Fail(domain.NotFound, "There is no such time entry.")
	}
	return at.At(id), entry, err
}

// showOneTime is showTimeForm for an entry that the panel may be too short to show.
func (s *Site) showOneTime(v *visit.Visit, status int, at views.TodosAt, entry domain.TimeEntry, form views.TimeForm) error {
	panel, err := s.todoPanel(v, at)
	if err != nil {
		return err
	}
	panel.Time.Show(entry)
	panel.Time.Form = &form
	return s.showPanel(v, status, panel)
}

// SaveTime keeps what the form of a time entry says.
func (s *Site) SaveTime(v *visit.Visit) error {
	at, entry, err := placeAndTime(v)
	if err != nil {
		return err
	}
	form := views.TypedTime(v.Fields())
	form.ID, form.Rated = entry.ID, entry.HourlyRate != nil
	saved, err := v.Scope.ChangeTime(v.Ctx(), entry.ID, form.Version, form.Over)
	if message, fields, status, ok := said(v, err); err != nil && ok {
		form.Message, form.Errors = message, fields
		if errors.Is(err, domain.ErrStale) {
			form.Compare(v.Ctx(), entry, v.Today())
		}
		return s.showOneTime(v, status, at, entry, form)
	}
	if err != nil {
		return err
	}
	if saved.Version() != form.Version {
		v.Toast(v.T("%s saved", domain.HoursText(int64(saved.Minutes))), v.Scope.Batch())
	}
	return s.showTimed(v, at)
}

// DeleteTime takes a time entry to the trash.
func (s *Site) DeleteTime(v *visit.Visit) error {
	at, entry, err := placeAndTime(v)
	if err == nil {
		err = v.Scope.DeleteTime(v.Ctx(), entry.ID, "")
	}
	if err != nil {
		return s.refused(v, at, err)
	}
	v.Toast(v.T("Time deleted"), v.Scope.Batch())
	return s.showTimed(v, at)
}
