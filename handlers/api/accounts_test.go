package api_test

import (
	"strings"
	"testing"
	"time"

	"mddash/handlers/apptest"
)

type pair struct {
	User struct {
		ID, Email string
		Roles     []string
	} `json:"user"`
	AccessToken  string `json:"access_token"`
	TokenType    string `json:"token_type"`
	ExpiresIn    int    `json:"expires_in"`
	RefreshToken string `json:"refresh_token"`
}

const cy = `{"email":"Cy@Example.com","password":"` + apptest.Password + `","name":"Cy"}`

func TestAScriptSignsUpAndIn(t *testing.T) {
	app := apptest.New(t)
	nobody := app.Nobody()
	var in pair
	up := nobody.JSON("POST", v1+"/auth/signup", cy).Want(201, `"token_type":"Bearer"`, `"expires_in":900`).WantHeader("Location", v1+"/auth/me").Into(&in)
	if up.WantNot(apptest.Password, "password", "hash"); in.User.Email != "cy@example.com" || in.RefreshToken == "" {
		t.Errorf("%+v", in)
	}
	// The session cookie came with it, and the token works without cookies.
	nobody.Get(v1+"/auth/me").Want(200, in.User.ID)
	script := app.Nobody().Bearer(in.AccessToken)
	script.Get(v1+"/auth/me").Want(200, `"email":"cy@example.com"`, `"name":"Cy"`, `"timezone":"UTC"`, `"week_start":1`, `"roles":["staff"]`, `"avatar_url":null`)
	app.Nobody().JSON("POST", v1+"/auth/register", strings.ToLower(cy)).Want(409, "body.email")
	app.Nobody().JSON("POST", v1+"/auth/register", strings.Replace(cy, "Cy@", "di@", 1)).Want(201)

	var again pair
	app.Nobody().JSON("POST", v1+"/auth/login", `{"email":"cy@example.com","password":"`+apptest.Password+`"}`).Want(200).Into(&again)
	if again.User.ID != in.User.ID || again.AccessToken == in.AccessToken {
		t.Errorf("%+v", again)
	}
	for _, c := range []struct {
		path, body string
		want       int
		says       string
	}{
		{"signup", `{"email":"x","password":"short"}`, 422, "body.password"}, {"signup", `{"email":"ed@example.com","password":"password123"}`, 422, "easy to guess"},
		{"signup", `{"email":"ed@example.com"}`, 422, "body.password"}, {"signup", `{"email":"ed@example.com","password":"x","roles":["admin"]}`, 422, "body.roles"},
		{"signup", `{"email":"a\u0000b@example.com","password":"` + apptest.Password + `"}`, 422, "body.email"},
		{"signin", `{"email":"cy@example.com","password":"wrong, quite wrong"}`, 401, "do not match"}, {"signin", `{"email":"nobody@example.com","password":"wrong, quite wrong"}`, 401, "do not match"},
		{"signin", `{"email":"cy@example.com"}`, 422, "body.password"}, {"signin", `{"email":"cy@example.com","password":7}`, 422, "body.password"}, {"signin", ``, 400, ""},
		{"refresh", `{"refresh_token":"wrong"}`, 401, ""}, {"refresh", `{}`, 422, "body.refresh_token"},
	} {
		answer := app.Nobody().JSON("POST", v1+"/auth/"+c.path, c.body).Want(c.want, c.says).WantNot("wrong, quite", "password123", apptest.Password)
		if c.want == 401 {
			answer.WantHeader("WWW-Authenticate", "Bearer")
		}
	}
}

func TestRegistrationFollowsItsMode(t *testing.T) {
	for mode, want := range map[string]int{"open": 201, "invite": 403, "closed": 403} {
		app := apptest.New(t, func(o *apptest.Options) { o.Registration = mode; o.Empty = true })
		var first pair
		app.Nobody().JSON("POST", v1+"/auth/signup", strings.Replace(cy, "Cy@", "first@", 1)).Want(201).Into(&first)
		if strings.Join(first.User.Roles, " ") != "admin staff" {
			t.Errorf("the first account is %v", first.User.Roles)
		}
		app.Nobody().JSON("POST", v1+"/auth/signup", cy).Want(want)
	}
}

func TestARefreshTokenWorksOnceAndASecondUseEndsEverything(t *testing.T) {
	app := apptest.New(t)
	var first, second pair
	app.Nobody().JSON("POST", v1+"/auth/signup", cy).Want(201).Into(&first)
	app.Clock.Advance(16 * time.Minute)
	app.Nobody().Bearer(first.AccessToken).Get(v1 + "/auth/me").Want(401)
	app.Nobody().JSON("POST", v1+"/auth/refresh", todo{"refresh_token": first.RefreshToken}).Want(200).Into(&second)
	app.Nobody().Bearer(second.AccessToken).Get(v1 + "/auth/me").Want(200)
	app.Clock.Advance(time.Minute) // beyond what a lost answer may take
	app.Nobody().JSON("POST", v1+"/auth/refresh", todo{"refresh_token": first.RefreshToken}).Want(401)
	app.Nobody().Bearer(second.AccessToken).Get(v1 + "/auth/me").Want(401)
	app.Nobody().JSON("POST", v1+"/auth/refresh", todo{"refresh_token": second.RefreshToken}).Want(401)
}

func TestSigningOutEndsTheAccessTokenAtOnce(t *testing.T) {
	app := apptest.New(t)
	var in pair
	browser := app.Nobody()
	browser.JSON("POST", v1+"/auth/signup", cy).Want(201).Into(&in)
	script := app.Nobody().Bearer(in.AccessToken)
	script.Send("POST", v1+"/auth/signout", "", nil).Want(204)
	script.Get(v1 + "/auth/me").Want(401)
	browser.Get(v1 + "/auth/me").Want(401)
	script.Send("POST", v1+"/auth/signout", "", nil).Want(401)
	app.Nobody().JSON("POST", v1+"/auth/refresh", todo{"refresh_token": in.RefreshToken}).Want(401)
}

func TestChangingThePasswordLeavesOnlyTheSessionThatDidIt(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	elsewhere, script := ann.Elsewhere(), ann.Script("read", "write")
	script.JSON("POST", v1+"/auth/password", todo{"current_password": apptest.Password, "new_password": "a horse that paints benches"}).Want(403)
	ann.JSON("POST", v1+"/auth/password", todo{"current_password": "wrong, quite wrong", "new_password": "a horse that paints benches"}).Want(422, "body.current_password").WantNot("wrong, quite")
	ann.JSON("POST", v1+"/auth/password", todo{"current_password": apptest.Password, "new_password": "short"}).Want(422, "body.new_password").WantNot(`"value"`)
	ann.JSON("POST", v1+"/auth/password", todo{"current_password": apptest.Password, "new_password": "a horse that paints benches"}).Want(204)
	ann.Get(v1 + "/auth/me").Want(200)
	elsewhere.Get(v1 + "/auth/me").Want(401)
	script.Get(v1 + "/auth/me").Want(401)
}

func TestForgettingThePasswordIsAnsweredAlike(t *testing.T) {
	app := apptest.New(t)
	app.As("ann")
	for _, email := range []string{"ann@example.com", "nobody@example.com"} {
		if answer := app.Nobody().JSON("POST", v1+"/auth/forgot", todo{"email": email}).Want(202); answer.Body != "" {
			t.Errorf("%s: %s", email, answer.Body)
		}
	}
	app.Nobody().JSON("POST", v1+"/auth/forgot", `{"email":"nonsense"}`).Want(422, "body.email")
	token, _, err := app.Store.RequestReset(t.Context(), "ann@example.com")
	if err != nil {
		t.Fatal(err)
	}
	app.Nobody().JSON("POST", v1+"/auth/reset", todo{"token": "wrong", "new_password": "a horse that paints benches"}).WantNot("wrong")
	app.Nobody().JSON("POST", v1+"/auth/reset", todo{"token": token, "new_password": "short"}).Want(422, "body.new_password")
	app.Nobody().JSON("POST", v1+"/auth/reset", todo{"token": token, "new_password": "a horse that paints benches"}).Want(204)
	if again := app.Nobody().JSON("POST", v1+"/auth/reset", todo{"token": token, "new_password": "a horse that paints tables"}); again.Status < 400 {
		t.Errorf("the link worked twice: %d", again.Status)
	}
	app.Nobody().JSON("POST", v1+"/auth/signin", todo{"email": "ann@example.com", "password": "a horse that paints benches"}).Want(200)
}

func TestTheProfileIsChangedByAPatch(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	ann.JSON("PATCH", v1+"/auth/me", `{"timezone":"Europe/Stockholm","full_name":"Ann Ek"}`).Want(200, `"timezone":"Europe/Stockholm"`, `"full_name":"Ann Ek"`, `"name":"ann"`)
	ann.JSON("PATCH", v1+"/auth/me", `{"full_name":null,"week_start":0}`).Want(200, `"full_name":null`, `"week_start":0`, `"timezone":"Europe/Stockholm"`)
	for body, says := range map[string]string{
		`{"timezone":"Mars"}`: "body.timezone", `{"week_start":7}`: "body.week_start", `{"theme":"pink"}`: "body.theme", `{"roles":["admin"]}`: "body.roles", `{"email":"x@example.com"}`: "body.email",
		`{"avatar_url":"javascript:alert(1)"}`: "body.avatar_url", `{"id":"x"}`: "body.id", `{"name":"a\u0000"}`: "body.name", `{"name":7}`: "body.name", `{"verified":true}`: "body.verified",
	} {
		ann.JSON("PATCH", v1+"/auth/me", body).Want(422, says)
	}
	ann.Get(v1+"/auth/me").Want(200, `"roles":["staff"]`, `"email":"ann@example.com"`)
}

func TestATokensSecretIsShownOnce(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	var made struct{ ID, Secret, Hint string }
	location := ann.JSON("POST", v1+"/tokens", `{"name":"backup","scopes":["read"],"expires_at":"2026-05-22T00:00:00Z"}`).Want(201, `"scopes":["read"]`, `"used_at":null`).Into(&made).Header.Get("Location")
	script := app.Nobody().Bearer(made.Secret)
	script.Get(v1 + "/todos").Want(200)
	script.JSON("POST", v1+"/todos", `{"title":"x"}`).Want(403, "write")
	ann.Get(location).Want(200, made.Hint).WantNot(made.Secret)
	ann.Get(v1+"/tokens").Want(200, made.Hint, `"total":1`).WantNot(made.Secret, "secret")
	app.Clock.Advance(15 * time.Hour)
	script.Get(v1 + "/todos").Want(401)
	ann.Send("DELETE", location, "", nil).Want(204)
	ann.Send("DELETE", location, "", nil).Want(404)
	for body, says := range map[string]string{
		`{}`: "body.name", `{"name":" "}`: "body.name", `{"name":"x","scopes":["admin"]}`: "body.scopes", `{"name":"x","scopes":"read"}`: "body.scopes",
		`{"name":"x","expires_at":"2020-01-01"}`: "body.expires_at", `{"name":"x","secret":"mine"}`: "body.secret",
	} {
		ann.JSON("POST", v1+"/tokens", body).Want(422, says)
	}
}
