package ical_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"mddash/domain"
	"mddash/formats/ical"
)

func stockholm(t *testing.T) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation("Europe/Stockholm")
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

// object reads the events of a calendar, which are one object.
func object(t *testing.T, text string) domain.EventObject {
	t.Helper()
	o, warnings, err := tryObject(t, text)
	if err != nil || len(warnings) > 0 {
		t.Fatalf("%v %v\n%s", err, warnings, text)
	}
	return o
}

func tryObject(t *testing.T, text string) (domain.EventObject, []ical.Error, error) {
	t.Helper()
	c := parse(t, text)
	return ical.Object(c.Children("VEVENT"), c.Children("VTIMEZONE"), stockholm(t))
}

// linesOf a calendar, unfolded, without its own, and with the zones first.
func linesOf(c *ical.Component) []string {
	whole := *c
	whole.Components = append(c.Children("VTIMEZONE"), slices.DeleteFunc(slices.Clone(c.Components), func(c *ical.Component) bool { return c.Name == "VTIMEZONE" })...)
	c = &whole
	text := strings.ReplaceAll(c.String(), "\r\n ", "")
	lines := strings.Split(strings.TrimSpace(text), "\r\n")
	for len(lines) > 0 && lines[0] != "BEGIN:VTIMEZONE" && lines[0] != "BEGIN:VEVENT" && lines[0] != "BEGIN:VTODO" {
		lines = lines[1:]
	}
	return lines[:max(len(lines)-1, 0)]
}

func products(t *testing.T, folder string) map[string]string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", folder, "*.ics"))
	if err != nil || len(files) == 0 {
		t.Fatal("no files", err)
	}
	texts := map[string]string{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		texts[filepath.Base(file)] = string(text)
	}
	return texts
}

func TestEventsOfOtherProgramsGoOutAsTheyCameIn(t *testing.T) {
	for name, text := range products(t, "events") {
		o := object(t, text)
		out := ical.WriteObject(o, "")
		want, got := strings.Join(linesOf(parse(t, text)), "\n"), strings.Join(linesOf(out), "\n")
		if got != want {
			t.Errorf("%s\n--- came in\n%s\n--- goes out\n%s", name, want, got)
		}
		again := object(t, out.String())
		o, again = bare(o), bare(again)
		for i := range o.Events {
			if a, b := o.Events[i].Version(), again.Events[i].Version(); a != b {
				t.Errorf("%s: %+v is read back as %+v", name, o.Events[i], again.Events[i])
			}
		}
	}
}

// bare is an object without how it came in.
func bare(o domain.EventObject) domain.EventObject {
	o.Events = slices.Clone(o.Events)
	for i := range o.Events {
		o.Events[i].Kept = ""
	}
	return o
}
