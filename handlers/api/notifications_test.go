package api_test

import (
	"fmt"
	"strconv"
	"testing"
	"time"

	"mddash/handlers/apptest"
)

// tellAnn has ann told of a todo that bo gives her.
func tellAnn(app *apptest.App, title string) {
	app.As("bo").JSON("POST", v1+"/todos", map[string]any{"title": title, "assignee_ids": []string{app.As("ann").User.ID}}).Want(201)
}

type notifications struct {
	Total      int
	NextCursor *string `json:"next_cursor"`
	Items      []struct {
		ID    int64
		Kind  string
		Title string
		Text  string
		Read  bool
		Path  string
	}
}

// callNotifications calls everything about notifications.
func (c contract) callNotifications(ann *apptest.Person) {
	c.t.Helper()
	tellAnn(c.app, "Paint")
	tellAnn(c.app, "Sweep")
	var all notifications
	c.call(ann, "GET", "/notifications?limit=1", "").Into(&all)
	if len(all.Items) != 1 {
		c.t.Fatalf("ann is told %+v", all)
	}
	id := []string{"{id}", strconv.FormatInt(all.Items[0].ID, 10)}
	for _, path := range []string{"/notifications", "/notifications?state=unread&kind=assigned", "/notifications?state=odd", "/notifications/{id}", "/notifications/settings"} {
		c.call(ann, "GET", path, "", id...)
	}
	c.call(ann, "PATCH", "/notifications/{id}", `{"read":true}`, id...)
	c.call(ann, "PATCH", "/notifications/{id}", `{"snoozed_until":"2020-01-01T00:00:00Z"}`, id...)
	c.call(ann.With("If-Match", `"x"`), "PATCH", "/notifications/{id}", `{}`, id...)
	c.call(ann, "PUT", "/notifications/{id}", `{"read":false}`, id...)
	c.call(ann, "POST", "/notifications/read", `{"all":true}`)
	c.call(ann, "POST", "/notifications/read", `{}`)
	c.call(ann, "PUT", "/notifications/settings", `{"quiet_from":"19:00","quiet_until":"08:00"}`)
	c.call(ann, "PATCH", "/notifications/settings", `{"mentioned":{"email":"daily"}}`)
	c.call(ann, "PATCH", "/notifications/settings", `{"quiet_until":null}`)
}

func TestNotificationsAreListedReadAndSnoozed(t *testing.T) {
	app := apptest.New(t)
	ann, cy := app.As("ann"), app.As("cy")
	for i := range 5 {
		tellAnn(app, fmt.Sprint("t", i))
	}
	var first, second notifications
	ann.Get(v1 + "/notifications?limit=2").Want(200).Into(&first)
	if first.Total != 5 || first.Items[0].Title != "t4" || first.Items[0].Text != "bo assigned it to you" || first.Items[0].Kind != "assigned" || first.NextCursor == nil {
		t.Fatalf("got %+v", first)
	}
	tellAnn(app, "meanwhile")
	ann.Get(v1 + "/notifications?limit=200&cursor=" + *first.NextCursor).Want(200).Into(&second)
	if len(second.Items) != 3 || second.Items[0].Title != "t2" || second.NextCursor != nil {
		t.Fatalf("got %+v", second)
	}
	one := v1 + "/notifications/" + strconv.FormatInt(second.Items[0].ID, 10)
	tag := ann.Get(one).Want(200, `"read":false`).Header.Get("ETag")
	ann.With("If-None-Match", tag).Get(one).Want(304)
	ann.JSON("PATCH", one, `{}`).Want(200).WantHeader("ETag", tag)
	ann.With("If-Match", `"x"`).JSON("PATCH", one, `{"read":true}`).Want(412)
	ann.With("If-Match", tag).JSON("PATCH", one, `{"read":true}`).Want(200, `"read":true`)
	until := app.Clock.Now().Add(time.Hour).UTC().Format(time.RFC3339)
	ann.JSON("PATCH", one, `{"snoozed_until":"`+until+`"}`).Want(200, `"read":false`, until)
	ann.JSON("PUT", one, `{"read":true,"snoozed_until":"`+until+`"}`).Want(200) // as it was
	for _, body := range []string{`{"snoozed_until":"2020-01-01T00:00:00Z"}`, `{"snoozed_until":"soon"}`, `{"read":"yes"}`, `{"Read":true}`, `{"title":"x"}`} {
		ann.JSON("PATCH", one, body).Want(422)
	}
	ann.Get(v1+"/notifications?state=snoozed").Want(200, `"total":0`)
	ann.JSON("PATCH", one, `{"read":false,"snoozed_until":"`+until+`"}`).Want(200)
	ann.Get(v1+"/notifications?state=snoozed").Want(200, `"total":1`, `"t2"`)
	ann.Get(v1+"/notifications?state=unread").Want(200, `"total":5`)
	ann.JSON("POST", v1+"/notifications/read", map[string]any{"ids": []int64{first.Items[0].ID, 424242}}).Want(200, `"read":1`)
	ann.JSON("POST", v1+"/notifications/read", map[string]any{"up_to": first.Items[0].ID}).Want(200, `"read":3`)
	ann.Get(v1+"/notifications?state=unread").Want(200, `"total":1`, `"meanwhile"`)
	ann.JSON("POST", v1+"/notifications/read", `{"all":true}`).Want(200, `"read":1`)
	for _, body := range []string{`{}`, `{"ids":[]}`, `{"all":false}`, `{"ids":[1],"all":true}`, `{"up_to":0}`, `{"ids":["1"]}`, `[]`} {
		if status := ann.JSON("POST", v1+"/notifications/read", body).Status; status != 422 && status != 400 {
			t.Errorf("%s answers %d", body, status)
		}
	}
	for _, query := range []string{"?state=odd", "?kind=odd", "?sort=id", "?limit=0", "?cursor=x", "?State=read"} {
		ann.Get(v1 + "/notifications" + query).Want(422)
	}
	cy.Get(one).Want(404)
	cy.JSON("PATCH", one, `{"read":true}`).Want(404)
	cy.JSON("PUT", one, `{"read":true}`).Want(404)
	cy.JSON("POST", v1+"/notifications/read", map[string]any{"ids": []int64{second.Items[0].ID}}).Want(200, `"read":0`)
	ann.Script("read").JSON("PATCH", one, `{"read":true}`).Want(403)
	app.SQL(`DELETE FROM task_assignees`)
	ann.Get(v1+"/notifications").Want(200, `"total":0`, `"items":[]`)
	ann.Get(one).Want(404)
}

func TestNotificationSettingsAreMergedChannelByChannel(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	path := v1 + "/notifications/settings"
	tag := ann.Get(path).Want(200, `"mentioned":{"in_app":true,"email":"at_once","push":true}`, `"quiet_from":null`, `"morning":"07:30"`, `"summary":false`).Header.Get("ETag")
	ann.JSON("PATCH", path, `{}`).Want(200).WantHeader("ETag", tag)
	ann.JSON("PATCH", path, `{"mentioned":{"push":false},"summary":true}`).Want(200, `"mentioned":{"in_app":true,"email":"at_once","push":false}`, `"summary":true`)
	ann.With("If-Match", tag).JSON("PATCH", path, `{"summary":false}`).Want(412)
	ann.JSON("PATCH", path, `{"quiet_from":"22:00","quiet_until":"06:00"}`).Want(200, `"quiet_from":"22:00"`)
	for _, body := range []string{`{"quiet_from":null}`, `{"quiet_until":"22:00"}`, `{"morning":"7"}`, `{"mentioned":{"email":"hourly"}}`, `{"mentioned":{"sms":true}}`, `{"mentioned":true}`, `{"falls_behind":{}}`} {
		ann.JSON("PATCH", path, body).Want(422)
	}
	ann.Get(path).Want(200, `"quiet_from":"22:00"`, `"push":false`)
	ann.JSON("PUT", path, `{}`).Want(200, `"mentioned":{"in_app":true,"email":"at_once","push":true}`, `"quiet_from":null`).WantHeader("ETag", tag)
	app.As("bo").Get(path).Want(200).WantHeader("ETag", tag)
}
