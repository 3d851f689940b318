package web

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"mddash/domain"
	"mddash/handlers/visit"
	"mddash/views"
)

// inboxShows is how many notifications a page has.
const inboxShows = 50

// inboxAt reads where in the inbox somebody is. What is none of it is as if it were left out.
func inboxAt(v *visit.Visit) views.InboxAt {
	at := views.InboxAt{View: v.QueryParam("view"), Kind: v.QueryParam("kind")}
	if !slices.Contains([]string{views.InboxAll, views.InboxSnoozed}, at.View) {
		at.View = views.InboxUnread
	}
	if !slices.Contains(domain.ToldKinds(), at.Kind) {
		at.Kind = ""
	}
	if before, err := strconv.ParseInt(v.QueryParam("before"), 10, 64); err == nil && before > 0 {
		at.Before = before
	}
	return at
}

// ShowInbox is what the caller is told.
func (s *Site) ShowInbox(v *visit.Visit) error {
	page, err := inboxPage(v, inboxAt(v))
	if err != nil {
		return err
	}
	return s.show(v, http.StatusOK, views.Inbox(page))
}

func inboxPage(v *visit.Visit, at views.InboxAt) (views.InboxPage, error) {
	filter := domain.NotificationFilter{Kind: at.Kind, Before: at.Before, Limit: inboxShows}
	switch at.View {
	case views.InboxUnread:
		filter.State = domain.NotifiedUnread
	case views.InboxSnoozed:
		filter.State = domain.NotifiedSnoozed
	}
	found, err := v.Scope.Notifications(v.Ctx(), filter)
	if err != nil {
		return views.InboxPage{}, err
	}
	counts, err := v.NavCounts()
	return views.InboxPage{At: at, Items: found.Items, Next: found.Next, Unread: counts.Inbox, Now: local(v)}, err
}

// inboxChanged answers an act with the place in the inbox where it was done.
func (s *Site) inboxChanged(v *visit.Visit) error {
	at := inboxAt(v)
	if !v.Partial() {
		return v.To(at.Path())
	}
	page, err := inboxPage(v, at)
	if err != nil {
		return err
	}
	return s.showPieces(v, http.StatusOK, views.InboxChanged(page))
}

// OpenNotification leads to what a notification is about. Whoever opens it as a page has read it; to look ahead, or for
// a picture's sake, is not to read.
func (s *Site) OpenNotification(v *visit.Visit) error {
	id, err := v.ID("id")
	if err != nil {
		return err
	}
	n, err := v.Scope.Notification(v.Ctx(), id)
	if err != nil {
		return err
	}
	h := v.Request().Header
	if opened := h.Get("Sec-Fetch-Dest"); v.Request().Method == http.MethodGet && (opened == "" || opened == "document") && h.Get("Sec-Purpose") == "" {
		if err := v.Scope.OpenNotification(v.Ctx(), id); err != nil {
			return err
		}
	}
	return v.To(n.Path())
}

// ReadNotifications marks some as read, or all up to the newest that the caller saw.
func (s *Site) ReadNotifications(v *visit.Visit) error {
	ids, upTo, err := readIDs(v)
	if err != nil {
		return err
	}
	read, err := v.Scope.ReadNotifications(v.Ctx(), ids, upTo)
	if err != nil {
		return err
	}
	if read > 0 {
		v.Toast(v.T("%s read", counted(read, v.T("notification"), v.T("notifications"))), v.Scope.Batch())
	}
	return s.inboxChanged(v)
}

// readIDs are the notifications that a form is about. It never means all of them by naming none.
func readIDs(v *visit.Visit) (ids []int64, upTo int64, err error) {
	unreadable := domain.Problems{"ids": "Choose notifications."}.Err()
	for _, text := range v.Fields()["ids"] {
		id, err := strconv.ParseInt(text, 10, 64)
		if err != nil || len(ids) >= domain.BulkMax {
			return nil, 0, unreadable
		}
		ids = append(ids, id)
	}
	if len(ids) > 0 {
		return ids, 0, nil
	}
	upTo, err = strconv.ParseInt(v.Fields().Get("up_to"), 10, 64)
	if err != nil || upTo < 1 {
		return nil, 0, unreadable
	}
	return nil, upTo, nil
}

// ReadNotification marks one as read, or as unread.
func (s *Site) ReadNotification(v *visit.Visit) error {
	id, err := v.ID("id")
	if err != nil {
		return err
	}
	if _, err := v.Scope.ReadNotification(v.Ctx(), id, v.Fields().Get("read") != "false"); err != nil {
		return err
	}
	return s.inboxChanged(v)
}

// SnoozeNotifications keeps some out of sight for a while.
func (s *Site) SnoozeNotifications(v *visit.Visit) error {
	ids, _, err := readIDs(v)
	if err == nil && len(ids) > inboxShows {
		err = domain.Problems{"ids": "Choose fewer notifications."}.Err()
	}
	if err != nil {
		return err
	}
	until, said, err := snoozedUntil(v)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if _, err := v.Scope.SnoozeNotification(v.Ctx(), id, until); err != nil {
			return err
		}
	}
	v.Toast(said, v.Scope.Batch())
	return s.inboxChanged(v)
}

// snoozedUntil is when something comes back that is put off, on the caller's clock; the zero time for now.
func snoozedUntil(v *visit.Visit) (until time.Time, said string, err error) {
	settings, err := v.Scope.NotificationSettings(v.Ctx())
	if err != nil {
		return until, "", err
	}
	morning := settings.NextMorning(v.Now(), v.User.Location())
	switch v.Fields().Get("until") {
	case "now":
		return until, v.T("Back in the inbox"), nil
	case "hours":
		return v.Now().Add(3 * time.Hour), v.T("It comes back in 3 hours"), nil
	case "tomorrow":
		return settings.MorningOf(v.Today().AddDays(1), v.User.Location()), v.T("It comes back tomorrow morning"), nil
	case "week":
		day := domain.DateOf(morning).AddDays(1)
		for int(day.Time().Weekday()) != v.User.WeekStart {
			day = day.AddDays(1)
		}
		return settings.MorningOf(day, v.User.Location()), v.T("It comes back next week"), nil
	}
	return until, "", domain.Problems{"until": "Choose until when."}.Err()
}
