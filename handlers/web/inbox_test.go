package web_test

import (
	"net/url"
	"regexp"
	"strings"
	"testing"

	"mddash/domain"
	"mddash/handlers/apptest"
)

// toldOf has ben told of two todos that ann gives him; it answers his notifications' ids, the oldest first.
func toldOf(t *testing.T, app *apptest.App) (ids []string) {
	t.Helper()
	ann, ben := app.As("ann"), app.As("ben")
	for _, title := range []string{"<b>Paint</b>", "Sweep"} {
		ann.JSON("POST", "/api/v1/todos", map[string]any{"title": title, "assignee_ids": []string{ben.User.ID}}).Want(201)
	}
	page := ben.Get("/inbox").Want(200)
	for _, found := range regexp.MustCompile(`href="/inbox/(\d+)"`).FindAllStringSubmatch(page.Body, -1) {
		ids = append([]string{found[1]}, ids...)
	}
	if len(ids) != 2 {
		t.Fatalf("the inbox leads to %v", ids)
	}
	return ids
}

func TestTheInboxTellsLeadsOnAndForgetsNothingThatCanBeUndone(t *testing.T) {
	app := apptest.New(t)
	app.As("ben").Get("/inbox").Want(200, "You have read everything", "Show all").WantNot("Mark all read")
	ids := toldOf(t, app)
	ann, ben := app.As("ann"), app.As("ben")
	ben.Get("/inbox").Want(200, "ann assigned it to you", "&lt;b&gt;Paint", "Sweep", "Mark all read", `id="count-inbox">2<`, `id="tab-unread"><span class="num">2<`).WantNoMarkup("<b>Paint")
	ann.Get("/inbox").Want(200, "You have read everything")
	// To look ahead is not to read.
	ben.With("Sec-Purpose", "prefetch").Get("/inbox/" + ids[0]).Want(303)
	ben.With("Sec-Fetch-Dest", "image").Get("/inbox/" + ids[0]).Want(303)
	ben.Get("/inbox").Want(200, `id="count-inbox">2<`)
	if to := ben.Get("/inbox/" + ids[0]).Want(303).To(); !strings.HasPrefix(to, "/todos/") {
		t.Errorf("it leads to %s", to)
	}
	ben.Get("/inbox").Want(200, "Sweep", `id="count-inbox">1<`).WantNot("Paint")
	ben.Get("/inbox?view=all").Want(200, "Sweep", "Paint", "unread")
	ben.Post("/inbox/"+ids[0]+"/reading", url.Values{"read": {"false"}}).WantTo("/inbox")
	ben.Get("/inbox").Want(200, "Paint", `id="count-inbox">2<`)
	ben.Post("/inbox/snoozing?view=all", url.Values{"ids": {ids[0]}, "until": {"tomorrow"}}).WantTo("/inbox?view=all").Follow().Want(200, "It comes back tomorrow morning").WantNot("Paint")
	ben.Get("/inbox?view=snoozed").Want(200, "Paint").WantNot("Sweep")
	ben.Post("/inbox/snoozing", url.Values{"ids": {ids[0]}, "until": {"now"}}).WantTo("/inbox").Follow().Want(200, "Back in the inbox")
	all := ben.Post("/inbox/reading", url.Values{"up_to": {ids[1]}}).WantTo("/inbox").Follow().Want(200, "2 notifications read", "Undo", "You have read everything")
	undo := regexp.MustCompile(`action="(/undo/[^"]+)"`).FindStringSubmatch(all.Body)
	if undo == nil {
		t.Fatal("it can't be undone")
	}
	ann.Post(undo[1], url.Values{}).Want(404)
	ben.Get("/inbox").Want(200, "You have read everything")
	ben.Post(undo[1], url.Values{}).Want(303)
	ben.Get("/inbox").Want(200, `id="count-inbox">2<`)
	ben.Post("/inbox/reading", url.Values{"up_to": {ids[1]}}).WantTo("/inbox")
	ben.Post("/undo", url.Values{}).Want(303)
	ben.Get("/inbox").Want(200, `id="count-inbox">2<`)
	ben.Get("/inbox/" + ids[1]).Want(303)
	ben.Post("/undo", url.Values{}).Want(303)
	// To follow one is no act: what is taken back is that the other came back from tomorrow.
	ben.Get("/inbox").Want(200, "Undone", "You have read everything")
	ben.Get("/inbox?view=snoozed").Want(200, "Paint").WantNot("Sweep")
	ben.Post("/inbox/"+ids[1]+"/reading", url.Values{"read": {"false"}}).WantTo("/inbox")
	ben.Post("/inbox/snoozing", url.Values{"ids": {ids[0]}, "until": {"now"}}).WantTo("/inbox")
	ben.HTMX().Post("/inbox/reading", url.Values{"ids": {ids[1]}}).Want(200, `id="page"`, "Paint", "#count-inbox", "#tab-unread").WantNot("<html", `href="/inbox/`+ids[1])
}

func TestTheInboxIsEachPersonsOwn(t *testing.T) {
	app := apptest.New(t)
	ids := toldOf(t, app)
	zoe, ben := app.As("zoe"), app.As("ben")
	for _, id := range append(ids, "424242") {
		zoe.Get("/inbox/" + id).Want(404)
		zoe.Post("/inbox/"+id+"/reading", url.Values{}).Want(404)
		zoe.Post("/inbox/snoozing", url.Values{"ids": {id}, "until": {"week"}}).Want(404)
		zoe.Post("/inbox/reading", url.Values{"ids": {id}}).Want(303)
		zoe.Post("/inbox/reading", url.Values{"up_to": {id}}).Want(303)
	}
	for _, form := range []url.Values{{}, {"ids": {"x"}}, {"ids": {""}}, {"up_to": {"0"}}, {"up_to": {"9x"}}} {
		ben.Post("/inbox/reading", form).Want(422)
	}
	ben.Post("/inbox/snoozing", url.Values{"ids": {ids[0]}, "until": {"never"}}).Want(422)
	ben.Get("/inbox?view=nonsense&kind=nonsense&before=-3").Want(200, `id="count-inbox">2<`, "Sweep")
	// What is taken from somebody is as if they had never been told.
	app.SQL(`DELETE FROM task_assignees`)
	ben.Get("/inbox?view=all").Want(200, "Nothing yet").WantNot("Paint", "Sweep")
	ben.Get("/inbox/" + ids[0]).Want(404)
}

func TestNotificationSettingsAreAPlainFormThatKeepsWhatWasTyped(t *testing.T) {
	app := apptest.New(t, withMail)
	ben := app.As("ben")
	page := ben.Get("/settings/notifications").Want(200, "Somebody mentions me", "Send a morning summary", "so no letters come")
	version := regexp.MustCompile(`name="version" value="([^"]+)"`).FindStringSubmatch(page.Body)[1]
	form := url.Values{"version": {version}, "mentioned_in_app": {"true"}, "mentioned_email": {"daily"}, "quiet_from": {"19:00"}, "quiet_until": {""}, "morning": {"06:15"}, "summary": {"true"}}
	ben.Post("/settings/notifications", form).Want(422, "Write until when it is quiet.", `value="19:00"`, `value="06:15"`, `<option value="daily" selected>`)
	form.Set("mentioned_email", "hourly")
	form.Set("quiet_until", "08:00")
	ben.Post("/settings/notifications", form).Want(422)
	form.Set("mentioned_email", "daily")
	ben.Post("/settings/notifications", form).WantTo("/settings/notifications").Follow().Want(200, "Notifications saved", "Quiet hours are 19:00 to 08:00")
	ben.Post("/settings/notifications", form).Want(412)
	settings, err := app.Scope("ben").NotificationSettings(t.Context())
	want := domain.Channels{InApp: true, Email: domain.EmailDaily}
	if err != nil || settings.Kinds[domain.ToldMentioned] != want || settings.Kinds[domain.ToldAssigned].InApp || settings.Morning != "06:15" || !settings.Summary {
		t.Errorf("got %+v, %v", settings, err)
	}
}

func TestLettersAreStoppedWithoutSigningInAndNeverByLooking(t *testing.T) {
	app := apptest.New(t, withMail)
	ben := app.As("ben")
	app.SQL(`UPDATE users SET "emailVerified" = 1 WHERE id = ?`, ben.User.ID)
	app.SQL(`INSERT INTO notification_hours (user_id, morning, summary) VALUES (?, '00:00', 0)`, ben.User.ID)
	app.SQL(`INSERT INTO notification_choices (user_id, kind, in_app, email, push) VALUES (?, 'assigned', 1, 'at_once', 0)`, ben.User.ID)
	app.As("ann").JSON("POST", "/api/v1/todos", map[string]any{"title": "Paint", "assignee_ids": []string{ben.User.ID}}).Want(201)
	app.SQL(`UPDATE notification_deliveries SET next_at = '2020-01-01T00:00:00.000Z'`)
	token := ""
	if _, err := app.Store.System().MailNotifications(t.Context(), func(d domain.Digest) domain.Mail {
		token = d.Unsubscribe
		return domain.Mail{To: d.For.Email}
	}); err != nil || token == "" {
		t.Fatal(token, err)
	}
	nobody, stop := app.Nobody(), "/unsubscribe/"+token
	coming := func(want string) {
		t.Helper()
		settings, err := app.Scope("ben").NotificationSettings(t.Context())
		if got := settings.Kinds[domain.ToldAssigned].Email; got != want || err != nil {
			t.Errorf("letters come %s, want %s, %v", got, want, err)
		}
	}
	page := nobody.Get(stop).Want(200, "A todo is assigned to me", "Stop these letters").WantNot("ben", "Paint", "<script", "Sign in")
	if policy := page.Header.Get("Content-Security-Policy"); !strings.Contains(policy, "default-src 'none'") || page.Header.Get("Set-Cookie") != "" {
		t.Errorf("the page has %v", page.Header)
	}
	coming(domain.EmailAtOnce)
	nobody.With("Sec-Fetch-Site", "cross-site").With("Origin", "https://mail.example").Post(stop, url.Values{"List-Unsubscribe": {"One-Click"}}).
		Want(200, "No such letters any more", "Send them again")
	coming(domain.EmailOff)
	nobody.Post(stop, url.Values{"on": {"true"}}).Want(200, "They come again")
	coming(domain.EmailAtOnce)
	for _, wrong := range []string{stop + "x", "/unsubscribe/x", "/unsubscribe/..%2f..", "/unsubscribe/" + strings.Repeat("a.", 400)} {
		nobody.Get(wrong).Want(404)
		nobody.Post(wrong, url.Values{}).Want(404)
	}
}
