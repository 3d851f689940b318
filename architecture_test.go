package main_test

import (
	"encoding/json"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// mayImport is the house: which of our packages each may use. What is not listed may use none.
var mayImport = map[string][]string{
	"mddash/domain":                  {},
	"mddash/language":                {},
	"mddash/formats/...":             {"mddash/domain"},
	"mddash/formats/imports":         {"mddash/domain", "mddash/formats/imports/...", "mddash/formats/bundle", "mddash/formats/archive", "mddash/formats/ical"}, // every kind of file
	"mddash/formats/bundle":          {"mddash/domain", "mddash/formats/archive", "mddash/formats/ical", "mddash/formats/imports/packed"},                       // all of these in one zip
	"mddash/formats/imports/todoist": {"mddash/domain", "mddash/formats/imports/packed", "mddash/formats/quickadd"},
	"mddash/formats/imports/vikunja": {"mddash/domain", "mddash/formats/imports/packed", "mddash/formats/imports/rich"},
	"mddash/formats/archive":         {"mddash/domain", "mddash/formats/imports/packed"},
	"mddash/formats/imports/trello":  {"mddash/domain", "mddash/formats/imports/packed"},
	"mddash/formats/query":           {"mddash/domain", "mddash/formats/quickadd"}, // days in words
	"mddash/formats/invitations":     {"mddash/domain", "mddash/formats/ical"},     // letters that bring an event along
	"mddash/store":                   {"mddash/domain"},
	"mddash/demo":                    {"mddash/domain", "mddash/store"}, // does what people do, by the operations that they have
	"mddash/background":              {"mddash/domain", "mddash/language", "mddash/store", "mddash/formats/...", "mddash/background/fetch", "mddash/background/webpush"},
	"mddash/background/fetch":        {},
	"mddash/background/webpush":      {},
	"mddash/metrics":                 {},
	"mddash/doctor":                  {"mddash/domain", "mddash/store", "mddash/background"},
	"mddash/views/ui":                {"mddash/language"},
	"mddash/views":                   {"mddash/domain", "mddash/language", "mddash/formats/markdown", "mddash/views/ui"},
	"mddash/handlers/visit":          {"mddash/domain", "mddash/language", "mddash/store", "mddash/formats/letters"},
	"mddash/handlers/assets":         {},
	"mddash/handlers/web":            {"mddash/domain", "mddash/language", "mddash/handlers/visit", "mddash/handlers/assets", "mddash/views", "mddash/views/ui", "mddash/formats/..."},
	"mddash/handlers/api":            {"mddash/domain", "mddash/handlers/visit", "mddash/handlers/assets", "mddash/formats/..."},
	"mddash/handlers/dav":            {"mddash/domain", "mddash/handlers/visit", "mddash/formats/..."},
	"mddash/handlers":                {"mddash/handlers/..."},
	"mddash/commands":                {"mddash/..."},
	"mddash":                         {"mddash/commands"},
	"mddash/store/storetest":         {"mddash/..."}, // lent to tests only, see below
	"mddash/e2e/running":             {},             // starts the binary for browser tests and benchmarks
	"mddash/handlers/apptest":        {"mddash/..."},
}

// keptInside are libraries that only some packages may know, so that another one could take their place.
var keptInside = map[string][]string{
	"github.com/labstack/echo/v4":      {"mddash/handlers", "mddash/handlers/visit", "mddash/handlers/api", "mddash/handlers/dav"},
	"github.com/alexedwards/scs/v2":    {"mddash/handlers/visit"},
	"github.com/danielgtaylor/huma/v2": {"mddash/handlers/api"},
	"github.com/uptrace/bun":           {"mddash/store"},
	"database/sql":                     {"mddash/store"},
	"github.com/jackc/pgx/v5":          {"mddash/store"},
	"modernc.org/sqlite":               {"mddash/store"},
	"github.com/a-h/templ":             {"mddash/views", "mddash/views/ui", "mddash/handlers/web"},
	"github.com/alecthomas/kong":       {"mddash/commands"},
	"github.com/wneessen/go-mail":      {"mddash/background"},
	"github.com/golang-jwt/jwt/v5":     {"mddash/handlers/visit"},
	"github.com/go-webauthn/webauthn":  {"mddash/handlers/visit"},
	"github.com/teambition/rrule-go":   {"mddash/domain"},
	"rsc.io/qr":                        {"mddash/formats/qr"},
}

// forTests are packages that no other package may import outside its tests.
var forTests = []string{"mddash/store/storetest", "mddash/handlers/apptest", "testing", "net/http/httptest"}

type goPackage struct {
	ImportPath string
	Imports    []string
}

func TestEveryPackageImportsOnlyWhatItMay(t *testing.T) {
	for _, p := range packages(t) {
		var allowed []string
		known, closest := false, ""
		for pattern, list := range mayImport {
			if matches(pattern, p.ImportPath) && (pattern == p.ImportPath || len(pattern) > len(closest) && closest != p.ImportPath) {
				allowed, known, closest = list, true, pattern
			}
		}
		if !known {
			t.Errorf("%s has no place in the house: add it to mayImport, and to the map in README.md", p.ImportPath)
		}
		for _, imported := range p.Imports {
			if isOurs(imported) && !slices.ContainsFunc(allowed, func(pattern string) bool { return matches(pattern, imported) }) {
				t.Errorf("%s imports %s", p.ImportPath, imported)
			}
		}
	}
}

func TestLibrariesStayWhereTheyBelong(t *testing.T) {
	for _, p := range packages(t) {
		if slices.Contains(forTests, p.ImportPath) {
			continue
		}
		for _, imported := range p.Imports {
			for library, homes := range keptInside {
				if (imported == library || strings.HasPrefix(imported, library+"/")) && !slices.Contains(homes, p.ImportPath) {
					t.Errorf("%s imports %s, which belongs to %v", p.ImportPath, imported, homes)
				}
			}
			if slices.Contains(forTests, imported) {
				t.Errorf("%s imports %s outside its tests", p.ImportPath, imported)
			}
		}
	}
}

func TestTheDomainKnowsOnlyTheStandardLibraryAndRecurrences(t *testing.T) {
	for _, p := range packages(t) {
		for _, imported := range p.Imports {
			outside := strings.Contains(strings.SplitN(imported, "/", 2)[0], ".")
			if p.ImportPath == "mddash/domain" && outside && imported != "github.com/teambition/rrule-go" {
				t.Errorf("%s imports %s", p.ImportPath, imported)
			}
		}
	}
}

func matches(pattern, path string) bool {
	if root, all := strings.CutSuffix(pattern, "/..."); all {
		return path == root || strings.HasPrefix(path, root+"/")
	}
	return pattern == path
}

func isOurs(path string) bool { return path == "mddash" || strings.HasPrefix(path, "mddash/") }

// packages are ours, without their tests.
func packages(t *testing.T) []goPackage {
	t.Helper()
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports", "./...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	list := []goPackage{}
	for decoder := json.NewDecoder(strings.NewReader(string(out))); decoder.More(); {
		var p goPackage
		if err := decoder.Decode(&p); err != nil {
			t.Fatal(err)
		}
		list = append(list, p)
	}
	return list
}
