package api_test

import (
	"strings"
	"testing"
	"time"

	"github.com/descope/virtualwebauthn"

	"mddash/handlers/apptest"
)

func TestWithTwoFactorSigningInNeedsACode(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	app.Clock.Advance(time.Second)
	var pair struct {
		Access  string `json:"access_token"`
		Refresh string `json:"refresh_token"`
	}
	app.Nobody().JSON("POST", v1+"/auth/signin", map[string]string{"email": "ann@example.com", "password": apptest.Password}).Want(200).Into(&pair)
	script := ann.Script("read")
	phone := ann.Guarded()

	// What was signed in before is out, but for API tokens, which their owner made.
	app.Nobody().Bearer(pair.Access).Get(v1 + "/auth/me").Want(401)
	app.Nobody().JSON("POST", v1+"/auth/refresh", map[string]string{"refresh_token": pair.Refresh}).Want(401)
	script.Get(v1 + "/auth/me").Want(200)

	for _, path := range []string{"/auth/signin", "/auth/login"} {
		try := func(password, totp string) *apptest.Answer {
			in := map[string]string{"email": "ann@example.com", "password": password}
			if totp != "" {
				in["totp"] = totp
			}
			return app.Nobody().JSON("POST", v1+path, in)
		}
		try(apptest.Password, "").Want(401, `"type":"urn:problem-type:mddash:totp-required"`).WantHeader("WWW-Authenticate", "Bearer").WantNot("access_token")
		try("not the password", "").Want(401, `"type":"about:blank"`)
		try("not the password", phone.Code()).Want(401, `"type":"about:blank"`)
		try(apptest.Password, phone.Wrong()).Want(401, `"type":"urn:problem-type:mddash:totp-wrong"`)
		code := phone.Code()
		var in struct {
			Access string `json:"access_token"`
		}
		try(apptest.Password, code).Want(200).Into(&in)
		app.Nobody().Bearer(in.Access).Get(v1+"/auth/me").Want(200, "ann@example.com").WantNot("secret", "totp")
		try(apptest.Password, code).Want(401, "totp-wrong")
	}
	in := map[string]string{"email": "ann@example.com", "password": apptest.Password, "totp": strings.ToUpper(phone.Recovery[3])}
	app.Nobody().JSON("POST", v1+"/auth/signin", in).Want(200)
	app.Nobody().JSON("POST", v1+"/auth/signin", in).Want(401, "totp-wrong")
	in["totp"] = "\x00"
	app.Nobody().JSON("POST", v1+"/auth/signin", in).Want(422, "body.totp")
	for range 4 {
		in["totp"] = phone.Wrong()
		app.Nobody().JSON("POST", v1+"/auth/signin", in).Want(401)
	}
	in["totp"] = phone.Recovery[4]
	if app.Nobody().JSON("POST", v1+"/auth/signin", in).Want(429).Header.Get("Retry-After") == "" {
		t.Error("it does not say how long")
	}
	if strings.Contains(app.Log(), phone.Recovery[3]) || strings.Contains(app.Log(), apptest.Password) {
		t.Error("the log holds a secret")
	}
}

func TestMeSaysWhatOneSignsInWith(t *testing.T) {
	app := apptest.New(t, apptest.Named)
	ann, ben := app.As("ann"), app.As("ben")
	before := ann.Get(v1+"/auth/me").Want(200, `"two_factor":false`, `"passkeys":0`).Header.Get("ETag")
	ann.AddPasskey(apptest.NewDevice(virtualwebauthn.KeyTypeEC2), "laptop")
	// Whoever knows the profile from before is told that it is another now.
	ann.With("If-None-Match", before).Get(v1+"/auth/me").Want(200, `"two_factor":false`, `"passkeys":1`)
	ann.With("If-Match", before).JSON("PATCH", v1+"/auth/me", `{"name":"Ann"}`).Want(412)
	ann.Guarded()
	now := ann.Script("read", "write").Get(v1+"/auth/me").Want(200, `"two_factor":true`, `"passkeys":1`).Header.Get("ETag")
	ann.With("If-None-Match", now).Get(v1 + "/auth/me").Want(304)
	ann.With("If-Match", before).JSON("PATCH", v1+"/auth/me", `{"name":"Ann"}`).Want(412)
	ann.With("If-Match", now).JSON("PATCH", v1+"/auth/me", `{"name":"Ann"}`).Want(200, `"name":"Ann"`, `"two_factor":true`, `"passkeys":1`)
	ann.JSON("PATCH", v1+"/auth/me", `{"two_factor":false}`).Want(422, "body.two_factor")
	ben.Get(v1+"/auth/me").Want(200, `"two_factor":false`, `"passkeys":0`)
}
