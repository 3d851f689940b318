package api

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"mddash/domain"
	"mddash/handlers/visit"
)

const calendarTag = "Calendar"

func (a *API) addCalendars() {
	const all, one = "/calendars", "/calendars/{id}"
	add(a, calendarTag, operation{method: http.MethodGet, path: all, id: "list-calendars", summary: "List calendars", about: "Your own, those that are shared with you, and for staff the team's and those that the team reads. Everybody has one of their own."}, listCalendars)
	addAgain(a, calendarTag, operation{method: http.MethodPost, path: all, id: "add-calendar", summary: "Add a calendar of your own", status: http.StatusCreated}, addCalendar, addedCalendar)
	add(a, calendarTag, operation{method: http.MethodGet, path: one, id: "get-calendar", summary: "Read a calendar"}, getCalendar)
	add(a, calendarTag, operation{method: http.MethodPut, path: one, id: "replace-calendar", summary: "Replace a calendar", about: "What is left out takes its default; the team's calendar stays the team's."}, putCalendar)
	add(a, calendarTag, operation{method: http.MethodPatch, path: one, id: "change-calendar", summary: "Change a calendar", about: "A JSON Merge Patch: what is left out stays, null clears."}, patchCalendar)
	add(a, calendarTag, operation{method: http.MethodDelete, path: one, id: "delete-calendar", summary: "Take a calendar of yours to the trash", status: http.StatusNoContent, errors: []int{http.StatusConflict}, about: "What is in it goes out of sight with it. The team's calendar and your last one stay: 409. It can be restored for 30 days."}, deleteCalendar)
	addAgain(a, calendarTag, operation{method: http.MethodPost, path: one + "/restore", id: "restore-calendar", summary: "Bring a calendar back from the trash, with what is in it"}, restoreCalendar, restoredCalendar)
	a.addCalendarShares()
}

// Calendar is what events are in. What is not there is null, never left out.
type Calendar struct {
	ID         int64      `json:"id"`
	Name       string     `json:"name" example:"Workshops"`
	Color      *string    `json:"color"`
	Visibility string     `json:"visibility" doc:"private or team"`
	UserID     *string    `json:"user_id" doc:"Whose it is; null for the team's"`
	Permission string     `json:"permission" enum:"view,edit,own" doc:"What you may do with what is in it; own also share and delete it"`
	Follows    bool       `json:"follows" doc:"Its events come from an address elsewhere: nobody changes them here. See subscriptions"`
	CreatedAt  *time.Time `json:"created_at" nullable:"true"`
	UpdatedAt  *time.Time `json:"updated_at" nullable:"true"`
}

func calendarOf(c domain.Calendar) Calendar {
	out := Calendar{
		ID: c.ID, Name: c.Name, Color: text(c.Color), Visibility: c.Visibility, UserID: text(c.OwnerID), Permission: domain.PermissionView,
		Follows: c.Follows(), CreatedAt: moment(c.CreatedAt), UpdatedAt: moment(c.UpdatedAt),
	}
	if c.Access.CanEdit() {
		out.Permission = domain.PermissionEdit
	}
	if c.CanDelete() {
		out.Permission = "own"
	}
	return out
}

// OnCalendar is a request about one calendar.
type OnCalendar struct {
	ID number `path:"id" minimum:"1"`
}

// ChangingCalendar is a request that may be bound to the version of the calendar that the caller knows.
type ChangingCalendar struct {
	OnCalendar
	Changing
}

// CalendarInput is a calendar as it is sent.
type CalendarInput domain.CalendarInput

// CalendarPatch is a merge patch of a CalendarInput.
type CalendarPatch struct {
	domain.CalendarInput
	patch
}

func (p CalendarPatch) over(in domain.CalendarInput) (domain.CalendarInput, error) {
	return in.Merge(p.fields)
}

type (
	addingCalendar    struct{ Body CalendarInput }
	replacingCalendar struct {
		ChangingCalendar
		Body CalendarInput
	}
	patchingCalendar struct {
		ChangingCalendar
		Body CalendarPatch
	}
)

type calendarQuery struct {
	Trashed flag   `query:"trashed" doc:"true for what is in the trash, and only that"`
	Sort    string `query:"sort" doc:"name, created_at or updated_at; - before it for descending" default:"name"`
	Paging
}

func listCalendars(v *visit.Visit, in *calendarQuery) (*page[Calendar], error) {
	p := domain.Problems{}
	limit, trashed := in.limit(p), in.Trashed.parse(p, "trashed")
	if err := p.Err(); err != nil {
		return nil, err
	}
	found, err := v.Scope.Calendars(v.Ctx(), trashed != nil && *trashed, in.Sort, limit, in.Cursor)
	if err != nil {
		return nil, err
	}
	items := make([]Calendar, len(found.Items))
	for i, calendar := range found.Items {
		items[i] = calendarOf(calendar)
	}
	return pageOf(v, items, found.Total, found.Next), nil
}

func calendarObject(c domain.Calendar, err error) (*object[Calendar], error) {
	if err != nil {
		return nil, err
	}
	return &object[Calendar]{ETag: quoted(c.Version()), Body: calendarOf(c)}, nil
}

func calendarCreated(v *visit.Visit, c domain.Calendar, err error) (*created[Calendar], error) {
	if err != nil {
		return nil, err
	}
	return &created[Calendar]{Location: placeIn(v, "/calendars", c.ID), ETag: quoted(c.Version()), Body: calendarOf(c)}, nil
}

func addCalendar(v *visit.Visit, in *addingCalendar) (*created[Calendar], error) {
	calendar, err := v.Scope.AddCalendar(v.Ctx(), domain.CalendarInput(in.Body))
	return calendarCreated(v, calendar, err)
}

func addedCalendar(v *visit.Visit, _ *addingCalendar, earlier domain.Earlier) (*created[Calendar], error) {
	calendar, err := v.Scope.Calendar(v.Ctx(), earlier.Added("calendar"))
	return calendarCreated(v, calendar, err)
}

func getCalendar(v *visit.Visit, in *OnCalendar) (*object[Calendar], error) {
	id, err := in.ID.id()
	if err != nil {
		return nil, err
	}
	return calendarObject(v.Scope.Calendar(v.Ctx(), id))
}

func putCalendar(v *visit.Visit, in *replacingCalendar) (*object[Calendar], error) {
	return in.change(v, func(domain.CalendarInput) (domain.CalendarInput, error) { return domain.CalendarInput(in.Body), nil })
}

func patchCalendar(v *visit.Visit, in *patchingCalendar) (*object[Calendar], error) {
	return in.change(v, in.Body.over)
}

func (c ChangingCalendar) change(v *visit.Visit, change func(domain.CalendarInput) (domain.CalendarInput, error)) (*object[Calendar], error) {
	id, version, err := c.row(v)
	if err != nil {
		return nil, err
	}
	return calendarObject(v.Scope.UpdateCalendar(v.Ctx(), id, version, change))
}

func (c ChangingCalendar) row(v *visit.Visit) (id int64, version string, err error) {
	if id, err = c.ID.id(); err != nil {
		return 0, "", err
	}
	version, err = c.version(func() (string, error) {
		calendar, err := v.Scope.Calendar(v.Ctx(), id)
		return calendar.Version(), err
	})
	return id, version, err
}

func deleteCalendar(v *visit.Visit, in *ChangingCalendar) (*none, error) {
	id, version, err := in.row(v)
	if err != nil {
		return nil, err
	}
	return &none{}, v.Scope.DeleteCalendar(v.Ctx(), id, version)
}

func restoreCalendar(v *visit.Visit, in *OnCalendar) (*object[Calendar], error) {
	id, err := in.ID.id()
	if err != nil {
		return nil, err
	}
	return calendarObject(v.Scope.RestoreCalendar(v.Ctx(), id))
}

func restoredCalendar(v *visit.Visit, in *OnCalendar, _ domain.Earlier) (*object[Calendar], error) {
	return getCalendar(v, in)
}

func (a *API) addCalendarShares() {
	all, one := "/calendars/{id}/shares", "/calendars/{id}/shares/{share_id}"
	addAgain(a, calendarTag, operation{method: http.MethodPost, path: "/calendars/{id}/share", id: "share-calendar", status: http.StatusCreated, summary: "Share a calendar of yours by e-mail", about: "The answer is the same whether or not the address has an account. An address that was given the calendar before gets the new permission."}, shareCalendar, sharedCalendar)
	add(a, calendarTag, operation{method: http.MethodGet, path: all, id: "list-calendar-shares", summary: "List whom a calendar of yours is shared with", errors: []int{http.StatusForbidden}, about: "403 for one that you see and that is not yours."}, listCalendarShares)
	add(a, calendarTag, operation{method: http.MethodPatch, path: one, id: "change-calendar-share", summary: "Change what somebody may do with a calendar of yours"}, changeCalendarShare)
	addAgain(a, calendarTag, operation{method: http.MethodPost, path: "/calendars/{id}/leave", id: "leave-calendar", status: http.StatusNoContent, errors: []int{http.StatusConflict}, summary: "Give a calendar back that somebody shares with you", about: "You don't see it from then on. What you see for another reason, such as your own or the team's, stays: 409."}, leaveCalendar, leftCalendar)
	add(a, calendarTag, operation{method: http.MethodDelete, path: one, id: "unshare-calendar", summary: "Take a calendar of yours away from somebody again", status: http.StatusNoContent}, unshareCalendar)
}

// CalendarShare is somebody's part in a calendar.
type CalendarShare struct {
	ID         int64      `json:"id"`
	CalendarID int64      `json:"calendar_id"`
	Email      string     `json:"email" doc:"Empty where somebody was chosen by name"`
	Name       *string    `json:"name" doc:"Of whoever was chosen by it; else null"`
	Permission string     `json:"permission" doc:"view or edit"`
	CreatedAt  *time.Time `json:"created_at" nullable:"true"`
}

func calendarShareOf(s domain.CalendarShare) CalendarShare {
	return CalendarShare{ID: s.ID, CalendarID: s.CalendarID, Email: s.Email, Name: text(s.Name), Permission: s.Permission, CreatedAt: moment(s.CreatedAt)}
}

// OnCalendarShare is a request about one share of a calendar.
type OnCalendarShare struct {
	OnCalendar
	ShareID number `path:"share_id" minimum:"1"`
}

func (in OnCalendarShare) ids() (calendar, share int64, err error) {
	if calendar, err = in.ID.id(); err != nil {
		return 0, 0, err
	}
	share, err = in.ShareID.id()
	return calendar, share, err
}

// EndingCalendarShare is OnCalendarShare for one that may be bound to its version.
type EndingCalendarShare struct {
	OnCalendarShare
	Changing
}

type (
	sharingCalendar struct {
		OnCalendar
		Body domain.ShareInput
	}
	changingCalendarShare struct {
		EndingCalendarShare
		Body SharePatch
	}
	listingCalendar struct {
		OnCalendar
		Paging
	}
)

func shareCalendar(v *visit.Visit, in *sharingCalendar) (*created[CalendarShare], error) {
	id, err := in.ID.id()
	if err != nil {
		return nil, err
	}
	share, err := v.ShareCalendar(id, in.Body)
	if err != nil {
		return nil, err
	}
	one, err := objectOf(calendarShareOf(share))
	if err != nil {
		return nil, err
	}
	return &created[CalendarShare]{Location: placeIn(v, "/calendars/"+strconv.FormatInt(id, 10)+"/shares", share.ID), ETag: one.ETag, Body: one.Body}, nil
}

// sharedCalendar answers again: sharing with the same address once more gives it the same permission.
func sharedCalendar(v *visit.Visit, in *sharingCalendar, _ domain.Earlier) (*created[CalendarShare], error) {
	return shareCalendar(v, in)
}

func listCalendarShares(v *visit.Visit, in *listingCalendar) (*page[CalendarShare], error) {
	id, err := in.ID.id()
	if err != nil {
		return nil, err
	}
	shares, err := v.Scope.CalendarShares(v.Ctx(), id)
	if err != nil {
		return nil, err
	}
	items := []CalendarShare{}
	for _, share := range shares {
		items = append(items, calendarShareOf(share))
	}
	return slicePage(v, items, in.Paging, func(s CalendarShare) string { return placeOf(s.ID) })
}

func changeCalendarShare(v *visit.Visit, in *changingCalendarShare) (*object[CalendarShare], error) {
	calendar, share, err := in.ids()
	if err != nil {
		return nil, err
	}
	if err := in.hold(calendarShareVersion(v, calendar, share)); err != nil {
		return nil, err
	}
	changed, err := v.Scope.ChangeCalendarShare(v.Ctx(), calendar, share, in.Body.Permission)
	if err != nil {
		return nil, err
	}
	return objectOf(calendarShareOf(changed))
}

func unshareCalendar(v *visit.Visit, in *EndingCalendarShare) (*none, error) {
	calendar, share, err := in.ids()
	if err != nil {
		return nil, err
	}
	if err := in.hold(calendarShareVersion(v, calendar, share)); err != nil {
		return nil, err
	}
	return &none{}, v.Scope.UnshareCalendar(v.Ctx(), calendar, share)
}

// calendarShareVersion reads the version that one share of a calendar has now.
func calendarShareVersion(v *visit.Visit, calendar, id int64) func() (string, error) {
	return func() (string, error) {
		shares, err := v.Scope.CalendarShares(v.Ctx(), calendar)
		if err != nil {
			return "", err
		}
		at := slices.IndexFunc(shares, func(s domain.CalendarShare) bool { return s.ID == id })
		if at < 0 {
			return "", domain.Fail(domain.NotFound, "There is no such share.")
		}
		return versionOf(calendarShareOf(shares[at]))
	}
}

func leaveCalendar(v *visit.Visit, in *OnCalendar) (*none, error) {
	id, err := in.ID.id()
	if err != nil {
		return nil, err
	}
	return &none{}, v.Scope.LeaveCalendar(v.Ctx(), id)
}

// leftCalendar answers again that it is left.
func leftCalendar(*visit.Visit, *OnCalendar, domain.Earlier) (*none, error) { return &none{}, nil }
