package web_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"mddash/handlers/apptest"
)

func TestTheManifestAndTheWorkerLiveUnderThePath(t *testing.T) {
	for _, path := range []string{"", "/sub/path"} {
		app := apptest.New(t, func(o *apptest.Options) { o.Path = path })
		nobody := app.Nobody()
		answer := nobody.Get("/manifest.webmanifest").Want(http.StatusOK).WantHeader("Content-Type", "application/manifest+json")
		var manifest struct {
			ID, Scope string
			StartURL  string `json:"start_url"`
			Icons     []struct{ Src string }
		}
		if err := json.Unmarshal([]byte(answer.Body), &manifest); err != nil {
			t.Fatal(err)
		}
		if manifest.ID != path+"/" || manifest.Scope != path+"/" || manifest.StartURL != path+"/" || len(manifest.Icons) < 3 {
			t.Errorf("under %q: %s", path, answer.Body)
		}
		for _, icon := range manifest.Icons {
			own, under := strings.CutPrefix(icon.Src, path)
			if !under {
				t.Errorf("the icon %s is elsewhere", icon.Src)
			}
			nobody.Get(own).Want(http.StatusOK).WantHeader("Content-Type", "image/png")
		}
		nobody.Get("/offline").Want(http.StatusOK, "No connection", `href="`+path+`/manifest.webmanifest"`)
		if answer := nobody.Get("/worker.js"); answer.Status == http.StatusOK {
			answer.WantHeader("Content-Type", "text/javascript; charset=utf-8").WantHeader("Cache-Control", "no-cache")
			if !strings.HasPrefix(answer.Body, `self.mddash={"base":"`+path+`",`) {
				t.Errorf("begins with %.100s", answer.Body)
			}
			var config struct{ Files []string }
			line, _, _ := strings.Cut(strings.TrimPrefix(answer.Body, "self.mddash="), ";\n")
			if err := json.Unmarshal([]byte(line), &config); err != nil || len(config.Files) < 5 {
				t.Errorf("is told %s", line)
			}
			for _, file := range config.Files {
				own, under := strings.CutPrefix(file, path)
				if !under {
					t.Errorf("the file %s is elsewhere", file)
				}
				nobody.Get(own).Want(http.StatusOK)
			}
		}
	}
}

// What a browser may keep is told for each page, for those alone who asked to stay signed in.
func TestOnlyPagesOfThoseWhoStayAreKept(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	leaving := app.Nobody()
	leaving.Post("/signin", apptest.Form("email", ann.User.Email, "password", apptest.Password)).Want(http.StatusSeeOther)
	for _, path := range []string{"/todos", "/notes", "/projects", "/calendar"} {
		if ann.Get(path).Want(http.StatusOK).Header.Get("Mddash-Keep") == "" {
			t.Errorf("%s is not kept", path)
		}
		answer := leaving.Get(path).Want(http.StatusOK)
		if answer.Header.Get("Mddash-Keep") != "" || answer.Header.Get("Mddash-Account") == "nobody" {
			t.Errorf("%s is kept at a browser that may not be theirs", path)
		}
	}
	for _, path := range []string{"/settings/profile", "/settings/tokens", "/settings/security", "/offline", "/signin"} {
		if ann.Get(path).Header.Get("Mddash-Keep") != "" {
			t.Errorf("%s is kept", path)
		}
	}
	if answer := ann.Get("/api/v1/todos"); answer.Header.Get("Mddash-Account") != "" {
		t.Error("the API says whom it answers")
	}
	if a, b := ann.Get("/todos").Header.Get("Mddash-Account"), ann.Elsewhere().Get("/todos").Header.Get("Mddash-Account"); a == b || a == "" {
		t.Errorf("two logins have one name, %s", a)
	}
}

func TestSigningOutTellsTheBrowserToForget(t *testing.T) {
	for path, clear := range map[string]string{"": `"cache"`, "/sub": ""} {
		app := apptest.New(t, func(o *apptest.Options) { o.Path = path })
		answer := app.As("ann").Post("/signout", nil).Want(http.StatusSeeOther)
		if answer.Header.Get("Mddash-Account") != "nobody" || answer.Header.Get("Clear-Site-Data") != clear {
			t.Errorf("under %q: %v", path, answer.Header)
		}
		if got := app.As("ann").Get("/todos").Header.Get("Mddash-Account"); got != "nobody" {
			t.Errorf("then it is %s", got)
		}
	}
}
