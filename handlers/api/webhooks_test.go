package api_test

import (
	"strconv"
	"strings"
	"testing"

	"mddash/handlers/apptest"
)

type hookAnswer struct {
	ID     int64   `json:"id"`
	Secret *string `json:"secret"`
	Active bool    `json:"active"`
}

func (c contract) callWebhooks(ann *apptest.Person) {
	c.t.Helper()
	ctx := c.t.Context()
	var hook hookAnswer
	c.call(ann, "POST", "/webhooks", `{"url":"https://hooks.example.org/x","events":["todo.*","note.created"],"objects":true}`).Into(&hook)
	c.call(ann, "POST", "/webhooks", `{"url":"nowhere"}`)
	id := []string{"{id}", strconv.FormatInt(hook.ID, 10), "{delivery_id}", "1"}
	for _, path := range []string{"/webhooks", "/webhooks/{id}", "/webhooks/{id}/deliveries", "/webhooks/{id}/deliveries?limit=0"} {
		c.call(ann, "GET", path, "", id...)
	}
	c.call(ann, "PUT", "/webhooks/{id}", `{"url":"https://hooks.example.org/y"}`, id...)
	c.call(ann, "PATCH", "/webhooks/{id}", `{"name":"Invoices"}`, id...)
	c.call(ann.With("If-Match", `"x"`), "PATCH", "/webhooks/{id}", `{}`, id...)
	c.call(ann, "POST", "/webhooks/{id}/secret", "", id...)
	c.call(ann, "POST", "/webhooks/{id}/test", "", id...)
	c.call(ann, "POST", "/webhooks/{id}/test", "", id...)
	due, err := c.app.Store.System().NextHook(ctx)
	if err == nil {
		err = c.app.Store.System().HookTaken(ctx, due, 204, 0)
	}
	if err != nil {
		c.t.Fatal(err)
	}
	id[3] = strconv.FormatInt(due.ID, 10)
	c.call(ann, "POST", "/webhooks/{id}/deliveries/{delivery_id}/redeliver", "", id...)
	c.call(ann, "POST", "/webhooks/{id}/deliveries/{delivery_id}/redeliver", "", id...)
	c.call(ann, "GET", "/webhooks/{id}/deliveries", "", id...)
	c.call(ann, "DELETE", "/webhooks/{id}", "", id...)
	c.call(ann, "GET", "/webhooks/{id}", "", id...)
}

func TestWebhooksAreTheirOwnersAlone(t *testing.T) {
	app := apptest.New(t)
	ann, bo := app.As("ann"), app.As("bo")
	var hook hookAnswer
	ann.JSON("POST", v1+"/webhooks", `{"url":"https://hooks.example.org/x"}`).Want(201).Into(&hook)
	if hook.Secret == nil || len(*hook.Secret) < 40 || !hook.Active {
		t.Errorf("made %+v", hook)
	}
	one := v1 + "/webhooks/" + strconv.FormatInt(hook.ID, 10)
	var delivery struct{ ID int64 }
	ann.JSON("POST", one+"/test", nil).Want(201).Into(&delivery)
	again := one + "/deliveries/" + strconv.FormatInt(delivery.ID, 10) + "/redeliver"
	for _, who := range []*apptest.Person{bo, app.As("admin")} {
		who.Get(v1 + "/webhooks").Want(200).WantNot("hooks.example.org")
		who.Get(one).Want(404)
		who.JSON("PUT", one, `{"url":"https://evil.example.org/"}`).Want(404)
		who.JSON("PATCH", one, `{"active":false}`).Want(404)
		who.JSON("DELETE", one, nil).Want(404)
		who.JSON("POST", one+"/secret", nil).Want(404)
		who.JSON("POST", one+"/test", nil).Want(404)
		who.Get(one + "/deliveries").Want(404)
		who.JSON("POST", again, nil).Want(404)
	}
	// A delivery of one's own at a webhook of somebody else's, and the other way round.
	var other hookAnswer
	bo.JSON("POST", v1+"/webhooks", `{"url":"https://hooks.example.org/x"}`).Want(201).Into(&other)
	bo.JSON("POST", v1+"/webhooks/"+strconv.FormatInt(other.ID, 10)+"/deliveries/"+strconv.FormatInt(delivery.ID, 10)+"/redeliver", nil).Want(404)
	ann.Get(one).Want(200, `"secret":null`, `"url":"https://hooks.example.org/x"`)
	ann.Script("write").JSON("POST", v1+"/webhooks", `{"url":"https://hooks.example.org/x"}`).Want(403)
}

// Whether an address is private is told when it is saved: what it leads to by name is looked at each time.
func TestAWebhookIsNotSavedForAPrivateAddress(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	for _, url := range []string{"http://10.0.0.1/x", "http://localhost:8080/", "https://sub.LOCALHOST./", "http://[::1]/", "http://[::ffff:10.0.0.1]/", "http://[fd00::1]/", "http://169.254.169.254/latest/meta-data",
		"http://2130706433/", "http://0x7f000001/", "http://0177.0.0.1/", "http://127.1/", "http://0/", "http://printer.local/", "http://hooks.example.org:6379/", "http://100.64.1.1/"} {
		answer := ann.JSON("POST", v1+"/webhooks", map[string]any{"url": url}).Want(422)
		if !strings.Contains(answer.Body, `"location":"body.url"`) {
			t.Errorf("%s is refused with %s", url, answer.Body)
		}
	}
	var hook struct {
		ID int64 `json:"id"`
	}
	ann.JSON("POST", v1+"/webhooks", `{"url":"https://93.184.215.14/","name":"Outside"}`).Want(201).Into(&hook)
	one := v1 + "/webhooks/" + strconv.FormatInt(hook.ID, 10)
	ann.JSON("PATCH", one, `{"url":"http://192.168.0.1/"}`).Want(422)
	// One that was there before may be paused, and still goes nowhere.
	app.SQL(`UPDATE webhooks SET url = 'http://192.168.0.1/'`)
	ann.JSON("PATCH", one, `{"active":false}`).Want(200)
}

func TestAWebhookAsSentIsLookedAtStrictly(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	for _, body := range []string{
		`{}`, `{"url":""}`, `{"url":"ftp://x.example"}`, `{"url":"https://a:b@x.example"}`, `{"url":"https://x.example","events":["todo"]}`, `{"url":"https://x.example","events":"todo.*"}`,
		`{"url":"https://x.example","secret":"whsec_x"}`, `{"url":"https://x.example","user_id":"bo"}`, `{"URL":"https://x.example"}`, `{"url":"https://x.example","name":"a\nb"}`, `{"url":"https://x.example","active":"yes"}`,
	} {
		ann.JSON("POST", v1+"/webhooks", body).Want(422)
	}
	location := ann.JSON("POST", v1+"/webhooks", `{"url":"https://x.example/"}`).Want(201).Header.Get("Location")
	etag := ann.Send("GET", location, "", nil).Want(200).Header.Get("ETag")
	unchanged := ann.JSON("PATCH", location, `{}`).Want(200)
	if unchanged.Header.Get("ETag") != etag {
		t.Error("an empty patch changes something")
	}
	ann.JSON("PATCH", location, `{"active":false,"events":["todo.*","todo.*"]}`).Want(200, `"active":false`, `"events":["todo.*"]`)
	ann.JSON("POST", location+"/test", nil).Want(409)
	ann.With("If-None-Match", etag).Get(location).Want(200)
	key := ann.With("Idempotency-Key", "once")
	first := key.JSON("POST", v1+"/webhooks", `{"url":"https://y.example/"}`).Want(201).Body
	if second := key.JSON("POST", v1+"/webhooks", `{"url":"https://y.example/"}`).Want(201).Body; second != first {
		t.Error("the same request makes two")
	}
}
