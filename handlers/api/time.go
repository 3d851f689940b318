package api

import (
	"net/http"
	"time"

	"mddash/domain"
	"mddash/handlers/visit"
)

const timeTag = "Time"

func (a *API) addTime() {
	const one = "/time/{id}"
	for _, face := range []struct{ path, one, tag string }{{"/tasks", "task", tasksTag}, {"/todos", "todo", todosTag}} {
		all := face.path + "/{id}/time"
		add(a, face.tag, operation{method: http.MethodGet, path: all, id: "list-" + face.one + "-time", summary: "List the time worked on a " + face.one + ", the newest first"}, listTimeOf)
		addAgain(a, face.tag, operation{method: http.MethodPost, path: all, id: "add-" + face.one + "-time", summary: "Note time that was worked on a " + face.one, status: http.StatusCreated,
			about: "By you, or by somebody else who works there if you manage the project."}, addTimeOn, addedTimeOn)
	}
	add(a, timeTag, operation{method: http.MethodGet, path: "/time", id: "list-time", summary: "List the time entries that you see", about: "Yours, and those of the projects and todos that you see. What they cost is null where it is none of your business."}, listTime)
	add(a, timeTag, operation{method: http.MethodGet, path: one, id: "get-time", summary: "Read a time entry"}, getTime)
	add(a, timeTag, operation{method: http.MethodPatch, path: one, id: "change-time", summary: "Change a time entry", about: "A JSON Merge Patch. What it comes to follows from the rate that it was written with. Minutes for a timer that runs stop it with these."}, patchTime)
	add(a, timeTag, operation{method: http.MethodDelete, path: one, id: "delete-time", summary: "Take a time entry to the trash", status: http.StatusNoContent, about: "A timer that runs is thrown away with it. It can be restored for 30 days."}, deleteTime)
	addAgain(a, timeTag, operation{method: http.MethodPost, path: one + "/restore", id: "restore-time", summary: "Bring a time entry back from the trash"}, restoreTime, restoredTime)

	none := []int{http.StatusNotFound}
	add(a, timeTag, operation{method: http.MethodGet, path: "/timer", id: "get-timer", summary: "Read the time entry that runs", errors: none, about: "404 while none does."}, getTimer)
	addAgain(a, timeTag, operation{method: http.MethodPost, path: "/timer", id: "start-timer", summary: "Start to count your time on a task", status: http.StatusCreated,
		about: "What you worked on before is stopped. The timer of a task that runs already goes on."}, startTimer, startedTimer)
	add(a, timeTag, operation{method: http.MethodDelete, path: "/timer", id: "stop-timer", summary: "Stop the timer", status: http.StatusNoContent, errors: none, about: "To stop it with other minutes than it counted, change its time entry."}, stopTimer)
	add(a, timeTag, operation{method: http.MethodGet, path: "/reports/time", id: "report-time", summary: "Sum time by project, client, person and month"}, reportTime)
}

// TimeEntry is a stretch of work. What is not there is null, never left out.
type TimeEntry struct {
	ID         int64      `json:"id"`
	TaskID     *int64     `json:"task_id" doc:"null where it is gone for good, or out of your sight"`
	ProjectID  *int64     `json:"project_id" doc:"null for a personal todo, and out of your sight"`
	Title      *string    `json:"title" doc:"What it was worked on; null out of your sight" example:"Call Ana"`
	Person     *Person    `json:"person" doc:"Who worked; null for somebody who is gone"`
	Date       string     `json:"date" format:"date" doc:"The day of the work, where its person was"`
	StartedAt  *time.Time `json:"started_at" nullable:"true" doc:"null for what was written by hand"`
	Minutes    *int       `json:"minutes" doc:"null while the timer runs"`
	Running    bool       `json:"running"`
	Billable   bool       `json:"billable"`
	Note       *string    `json:"note"`
	HourlyRate *int64     `json:"hourly_rate" doc:"In minor units; null where there is none, and for others than its person and who manages the project"`
	Amount     *int64     `json:"amount" doc:"In minor units of the currency; null for the same"`
	Currency   *string    `json:"currency" doc:"ISO 4217"`
	CreatedAt  time.Time  `json:"created_at"`
	UpdatedAt  time.Time  `json:"updated_at"`
}

func timeOf(e domain.TimeEntry) TimeEntry {
	out := TimeEntry{
		ID: e.ID, TaskID: count(e.TodoID), ProjectID: count(e.ProjectID), Title: text(e.Title), Person: someone(e.Person), Date: string(e.Day),
		StartedAt: moment(e.StartedAt), Running: e.Running, Billable: e.Billable, Note: text(e.Note), HourlyRate: e.HourlyRate,
		CreatedAt: e.CreatedAt.UTC(), UpdatedAt: e.UpdatedAt.UTC(),
	}
	if !e.Running {
		out.Minutes = &e.Minutes
	}
	if e.Priced {
		out.Amount, out.Currency = &e.Amount.Minor, text(e.Amount.Currency)
	}
	return out
}

// TimeInput is a time entry as it is sent. Its fields and their limits are the domain's.
type TimeInput domain.TimeInput

// TimePatch is a merge patch of a TimeInput.
type TimePatch struct {
	domain.TimeInput
	patch
}

func (p TimePatch) over(in domain.TimeInput) (domain.TimeInput, error) { return in.Merge(p.fields) }

type (
	addingTime struct {
		OnTodo
		Body TimeInput
	}
	patchingTime struct {
		ChangingTodo
		Body TimePatch
	}
)

func listTimeOf(v *visit.Visit, in *listing) (*page[TimeEntry], error) {
	id, err := in.ID.id()
	if err != nil {
		return nil, err
	}
	p := domain.Problems{}
	filter := domain.TimeFilter{Limit: in.limit(p), Cursor: in.Cursor, Total: true}
	if err := p.Err(); err != nil {
		return nil, err
	}
	found, err := v.Scope.TimeOf(v.Ctx(), id, filter)
	return timePage(v, found.TimePage, err)
}

func timePage(v *visit.Visit, found domain.TimePage, err error) (*page[TimeEntry], error) {
	if err != nil {
		return nil, err
	}
	items := make([]TimeEntry, len(found.Items))
	for i, entry := range found.Items {
		items[i] = timeOf(entry)
	}
	return pageOf(v, items, found.Total, found.Next), nil
}

func addTimeOn(v *visit.Visit, in *addingTime) (*created[TimeEntry], error) {
	id, err := in.ID.id()
	if err != nil {
		return nil, err
	}
	return newTime(v)(v.Scope.AddTime(v.Ctx(), id, domain.TimeInput(in.Body)))
}

func addedTimeOn(v *visit.Visit, _ *addingTime, earlier domain.Earlier) (*created[TimeEntry], error) {
	return newTime(v)(v.Scope.TimeEntry(v.Ctx(), earlier.Added("time")))
}

func newTime(v *visit.Visit) func(domain.TimeEntry, error) (*created[TimeEntry], error) {
	return func(entry domain.TimeEntry, err error) (*created[TimeEntry], error) {
		one, err := timeObject(entry, err)
		if err != nil {
			return nil, err
		}
		return &created[TimeEntry]{Location: placeIn(v, "/time", entry.ID), ETag: one.ETag, Body: one.Body}, nil
	}
}

func timeObject(entry domain.TimeEntry, err error) (*object[TimeEntry], error) {
	if err != nil {
		return nil, err
	}
	return &object[TimeEntry]{ETag: quoted(entry.Version()), Body: timeOf(entry)}, nil
}

func getTime(v *visit.Visit, in *OnTodo) (*object[TimeEntry], error) {
	id, err := in.ID.id()
	if err != nil {
		return nil, err
	}
	return timeObject(v.Scope.TimeEntry(v.Ctx(), id))
}

// timeRow is which entry is meant, and the version that it has to have.
func timeRow(v *visit.Visit, in ChangingTodo) (id int64, version string, err error) {
	if id, err = in.ID.id(); err != nil {
		return 0, "", err
	}
	version, err = in.version(func() (string, error) {
		entry, err := v.Scope.TimeEntry(v.Ctx(), id)
		return entry.Version(), err
	})
	return id, version, err
}

func patchTime(v *visit.Visit, in *patchingTime) (*object[TimeEntry], error) {
	id, version, err := timeRow(v, in.ChangingTodo)
	if err != nil {
		return nil, err
	}
	return timeObject(v.Scope.ChangeTime(v.Ctx(), id, version, in.Body.over))
}

func deleteTime(v *visit.Visit, in *ChangingTodo) (*none, error) {
	id, version, err := timeRow(v, *in)
	if err != nil {
		return nil, err
	}
	return &none{}, v.Scope.DeleteTime(v.Ctx(), id, version)
}

func restoreTime(v *visit.Visit, in *OnTodo) (*object[TimeEntry], error) {
	id, err := in.ID.id()
	if err != nil {
		return nil, err
	}
	return timeObject(v.Scope.RestoreTime(v.Ctx(), id))
}

func restoredTime(v *visit.Visit, in *OnTodo, _ domain.Earlier) (*object[TimeEntry], error) {
	return getTime(v, in)
}

func getTimer(v *visit.Visit, _ *none) (*object[TimeEntry], error) {
	return timeObject(v.Scope.RunningTimer(v.Ctx()))
}

// TimerInput says what is worked on.
type TimerInput struct {
	TaskID int64 `json:"task_id" minimum:"1"`
}

type startingTimer struct{ Body TimerInput }

func startTimer(v *visit.Visit, in *startingTimer) (*created[TimeEntry], error) {
	entry, err := v.Scope.StartTimer(v.Ctx(), in.Body.TaskID)
	if domain.KindOf(err) == domain.NotFound {
		err = domain.Problems{"task_id": domain.UnknownID}.Err()
	}
	return newTime(v)(entry, err)
}

func startedTimer(v *visit.Visit, _ *startingTimer, earlier domain.Earlier) (*created[TimeEntry], error) {
	return newTime(v)(v.Scope.TimeEntry(v.Ctx(), earlier.Added("time")))
}

func stopTimer(v *visit.Visit, in *Changing) (*none, error) {
	err := in.hold(func() (string, error) {
		entry, err := v.Scope.RunningTimer(v.Ctx())
		return entry.Version(), err
	})
	if err != nil {
		return nil, err
	}
	_, err = v.Scope.StopTimer(v.Ctx())
	return &none{}, err
}
