package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"

	"mddash/domain"
	"mddash/handlers/visit"
	"mddash/views"
	"mddash/views/ui"
)

// manifest is what a browser asks for before it installs mddash like a program of its own (W3C Web Application Manifest).
type manifest struct {
	ID          string         `json:"id"`
	Name        string         `json:"name"`
	ShortName   string         `json:"short_name"`
	Description string         `json:"description"`
	Lang        string         `json:"lang"`
	StartURL    string         `json:"start_url"`
	Scope       string         `json:"scope"`
	Display     string         `json:"display"`
	Background  string         `json:"background_color"`
	Theme       string         `json:"theme_color"`
	Categories  []string       `json:"categories"`
	Icons       []manifestIcon `json:"icons"`
	Shortcuts   []manifestLink `json:"shortcuts"`
}

type manifestIcon struct {
	Src     string `json:"src"`
	Sizes   string `json:"sizes"`
	Type    string `json:"type"`
	Purpose string `json:"purpose"`
}

type manifestLink struct {
	Name string `json:"name"`
	URL  string `json:"url"`
}

// ShowManifest describes mddash to browsers that can install it.
func (s *Site) ShowManifest(v *visit.Visit) error {
	name := ui.Shell{}.Name()
	icon := func(file, sizes, purpose string) manifestIcon {
		return manifestIcon{Src: v.URL(s.Assets.Path(file)), Sizes: sizes, Type: "image/png", Purpose: purpose}
	}
	text, err := json.Marshal(manifest{
		ID: v.URL("/"), Name: name, ShortName: name, Description: v.T("Todos, projects, notes and a calendar in one place."), Lang: v.Language().ID(),
		StartURL: v.URL("/"), Scope: v.URL("/"), Display: "standalone", Background: "#faf9f6", Theme: "#00684b", Categories: []string{"productivity"},
		Icons: []manifestIcon{
			icon("icons/192.png", "192x192", "any"), icon("icons/512.png", "512x512", "any"), icon("icons/maskable.png", "512x512", "maskable"),
			icon("icons/badge.png", "96x96", "monochrome"),
		},
		Shortcuts: []manifestLink{{v.T("Add a todo"), v.URL("/todos#add")}, {v.T("Write a note"), v.URL("/notes/new")}, {v.T("Calendar"), v.URL("/calendar")}},
	})
	if err != nil {
		return err
	}
	v.Response().Header().Set("Cache-Control", "no-cache")
	return v.Blob(http.StatusOK, "application/manifest+json", text)
}

// workerFiles are what every page needs, so that those that are kept look as they should without a connection.
func (s *Site) workerFiles(v *visit.Visit) []string {
	names := append([]string{"app.css", "calendar.css", "app.js", "icons.svg", "icon.svg", "icons/192.png", "icons/badge.png"}, s.Assets.Chunks()...)
	files := []string{}
	for _, name := range names {
		if s.Assets.Has(name) {
			files = append(files, v.URL(s.Assets.Path(name)))
		}
	}
	return files
}

// ShowWorker is the program that runs in the browser beside the pages, told where it lives and what it is to have at hand.
// It changes whenever one of these does, by which browsers know that there is a new one.
func (s *Site) ShowWorker(v *visit.Visit) error {
	program, err := s.Assets.Read(workerFile)
	if err != nil {
		return domain.Fail(domain.NotFound, "There is no such page.")
	}
	offline, err := s.offlinePage(v)
	if err != nil {
		return err
	}
	files := s.workerFiles(v)
	sum := sha256.New()
	_ = json.NewEncoder(sum).Encode(files) // neither a list of texts nor a hash can fail
	sum.Write(offline)
	config, err := json.Marshal(map[string]any{"base": v.URL(""), "files": files, "language": v.Language().ID(), "version": hex.EncodeToString(sum.Sum(nil)[:6])})
	if err != nil {
		return err
	}
	v.Response().Header().Set("Cache-Control", "no-cache")
	return v.Blob(http.StatusOK, "text/javascript; charset=utf-8", bytes.Join([][]byte{[]byte("self.mddash="), config, []byte(";\n"), program}, nil))
}

// workerFile is the worker as the build makes it.
const workerFile = "worker.js"

// ShowOffline is what is shown in place of a page that cannot be had now. It is the same for everybody; what is written
// there waits in the browser.
func (s *Site) ShowOffline(v *visit.Visit) error { return s.show(v, http.StatusOK, views.Offline()) }

func (s *Site) offlinePage(v *visit.Visit) ([]byte, error) {
	var page bytes.Buffer
	err := views.Offline().Render(ui.With(v.Ctx(), s.frame(v)), &page)
	return page.Bytes(), err
}
