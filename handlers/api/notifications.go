package api

import (
	"net/http"
	"time"

	"mddash/domain"
	"mddash/handlers/visit"
)

const notificationsTag = "Notifications"

func (a *API) addNotifications() {
	const all, one, settings = "/notifications", "/notifications/{id}", "/notifications/settings"
	add(a, notificationsTag, operation{method: http.MethodGet, path: all, id: "list-notifications", summary: "List what you are told, the newest first",
		about: "What is taken from your sight is taken from the list. Without a state it has all that are not snoozed."}, listNotifications)
	addAgain(a, notificationsTag, operation{method: http.MethodPost, path: all + "/read", id: "read-notifications", summary: "Mark several notifications as read, or all of them",
		about: "Ids that are no notification of yours are passed over."}, readNotifications, nil)
	add(a, notificationsTag, operation{method: http.MethodGet, path: one, id: "get-notification", summary: "Read a notification"}, getNotification)
	add(a, notificationsTag, operation{method: http.MethodPut, path: one, id: "replace-notification", summary: "Say whether a notification is read or snoozed"}, putNotification)
	add(a, notificationsTag, operation{method: http.MethodPatch, path: one, id: "change-notification", summary: "Mark a notification as read or unread, or snooze it", about: "A JSON Merge Patch: what is left out stays, null clears."}, patchNotification)
	add(a, notificationsTag, operation{method: http.MethodGet, path: settings, id: "get-notification-settings", summary: "Read what you are told where, and when"}, getNotificationSettings)
	add(a, notificationsTag, operation{method: http.MethodPut, path: settings, id: "replace-notification-settings", summary: "Choose what you are told where, and when", about: "What is left out is as everybody has it at first."}, putNotificationSettings)
	add(a, notificationsTag, operation{method: http.MethodPatch, path: settings, id: "change-notification-settings", summary: "Choose some of it", about: "A JSON Merge Patch, also of the channels of each kind: what is left out stays, null clears."}, patchNotificationSettings)
}

// Notification is what the caller is told.
type Notification struct {
	ID           int64      `json:"id"`
	Kind         string     `json:"kind" enum:"mentioned,assigned,due,reminder,invited,commented,decided,shared"`
	ActorID      *string    `json:"actor_id" doc:"Who did it; null where nobody did"`
	ActorName    string     `json:"actor_name"`
	SubjectKind  string     `json:"subject_kind" enum:"todo,note,project,event,decision,calendar,invitation"`
	SubjectID    int64      `json:"subject_id"`
	Title        string     `json:"title" doc:"What it is about, as it is called now"`
	Text         string     `json:"text" doc:"What happened, in words"`
	CommentID    *int64     `json:"comment_id"`
	Excerpt      string     `json:"excerpt" doc:"The beginning of the comment"`
	Path         string     `json:"path" doc:"The page that it leads to"`
	At           *time.Time `json:"at" nullable:"true"`
	Read         bool       `json:"read"`
	ReadAt       *time.Time `json:"read_at"`
	SnoozedUntil *time.Time `json:"snoozed_until"`
}

func notificationOf(v *visit.Visit, n domain.Notification) Notification {
	return Notification{
		ID: n.ID, Kind: n.Kind, ActorID: text(n.Actor.ID), ActorName: n.Actor.Name, SubjectKind: n.About, SubjectID: n.AboutID, Title: n.Title, Text: n.Says(domain.English{}),
		CommentID: count(n.CommentID), Excerpt: n.Excerpt, Path: v.URL(n.Path()), At: moment(n.At), Read: n.Read(), ReadAt: moment(n.ReadAt), SnoozedUntil: moment(n.SnoozedUntil),
	}
}

// NotificationInput is what can be changed of a notification, as it is sent.
type NotificationInput domain.NotificationInput

// NotificationPatch is a merge patch of it.
type NotificationPatch struct {
	domain.NotificationInput
	patch
}

// OnNotification is a request about one notification.
type OnNotification struct {
	ID number `path:"id" minimum:"1"`
}

// ChangingNotification is one that may be bound to the version that the caller knows.
type ChangingNotification struct {
	OnNotification
	Changing
}

// ReadingInput says what was read.
type ReadingInput struct {
	IDs  []int64 `json:"ids,omitempty" maxItems:"1000" doc:"Notifications of yours"`
	UpTo *int64  `json:"up_to,omitempty" doc:"Instead of ids: all that are no newer than this one"`
	All  bool    `json:"all,omitempty" doc:"Instead of ids: all of them"`
}

// ReadingResult is how many were unread before.
type ReadingResult struct {
	Read int `json:"read"`
}

type (
	notificationQuery struct {
		State string `query:"state" enum:"unread,read,snoozed"`
		Kind  string `query:"kind" enum:"mentioned,assigned,due,reminder,invited,commented,decided,shared"`
		Paging
	}
	replacingNotification struct {
		ChangingNotification
		Body NotificationInput
	}
	patchingNotification struct {
		ChangingNotification
		Body NotificationPatch
	}
	reading struct{ Body ReadingInput }
	read    struct{ Body ReadingResult }
)

func listNotifications(v *visit.Visit, in *notificationQuery) (*page[Notification], error) {
	p := domain.Problems{}
	filter := domain.NotificationFilter{State: choice(p, "state", in.State, domain.NotifiedUnread, domain.NotifiedRead, domain.NotifiedSnoozed), Kind: choice(p, "kind", in.Kind, domain.ToldKinds()...)}
	if err := p.Err(); err != nil {
		return nil, err
	}
	var err error
	if filter.Before, filter.Limit, err = in.after(); err != nil {
		return nil, err
	}
	found, err := v.Scope.Notifications(v.Ctx(), filter)
	if err != nil {
		return nil, err
	}
	items := []Notification{}
	for _, n := range found.Items {
		items = append(items, notificationOf(v, n))
	}
	return pageOf(v, items, found.Total, placeAfter(found.Next)), nil
}

func readNotifications(v *visit.Visit, in *reading) (*read, error) {
	p, given := domain.Problems{}, 0
	for _, is := range []bool{len(in.Body.IDs) > 0, in.Body.UpTo != nil, in.Body.All} {
		if is {
			given++
		}
	}
	if given != 1 {
		p.Add("ids", "Send one of ids, up_to and all.")
	}
	upTo := int64(0)
	if in.Body.UpTo != nil {
		if upTo = *in.Body.UpTo; upTo < 1 {
			p.Add("up_to", "Send the id of a notification.")
		}
	}
	if err := p.Err(); err != nil {
		return nil, err
	}
	n, err := v.Scope.ReadNotifications(v.Ctx(), in.Body.IDs, upTo)
	return &read{Body: ReadingResult{Read: n}}, err
}

func notificationObject(v *visit.Visit, n domain.Notification, err error) (*object[Notification], error) {
	if err != nil {
		return nil, err
	}
	return &object[Notification]{ETag: quoted(n.Version()), Body: notificationOf(v, n)}, nil
}

func getNotification(v *visit.Visit, in *OnNotification) (*object[Notification], error) {
	id, err := in.ID.id()
	if err != nil {
		return nil, err
	}
	n, err := v.Scope.Notification(v.Ctx(), id)
	return notificationObject(v, n, err)
}

func putNotification(v *visit.Visit, in *replacingNotification) (*object[Notification], error) {
	return in.change(v, func(domain.NotificationInput) (domain.NotificationInput, error) {
		return domain.NotificationInput(in.Body), nil
	})
}

func patchNotification(v *visit.Visit, in *patchingNotification) (*object[Notification], error) {
	return in.change(v, func(was domain.NotificationInput) (domain.NotificationInput, error) { return was.Merge(in.Body.fields) })
}

func (c ChangingNotification) change(v *visit.Visit, change func(domain.NotificationInput) (domain.NotificationInput, error)) (*object[Notification], error) {
	id, err := c.ID.id()
	if err != nil {
		return nil, err
	}
	version, err := c.version(func() (string, error) {
		n, err := v.Scope.Notification(v.Ctx(), id)
		return n.Version(), err
	})
	if err != nil {
		return nil, err
	}
	n, err := v.Scope.UpdateNotification(v.Ctx(), id, version, change)
	return notificationObject(v, n, err)
}
