package views

import (
	_ "embed"
	"slices"
	"strings"

	"mddash/domain"
	"mddash/views/ui"
)

// zones.txt holds the names of the time zones that people live in, one a line.
//
//go:embed zones.txt
var zoneNames string

// accents are the colours that a person can choose from, by their names. Lime and amber are kept for what they mean.
func accents() []ui.Option {
	var options []ui.Option
	for _, hue := range domain.Accents {
		options = append(options, ui.Option{Value: hue, Text: strings.ToUpper(hue[:1]) + hue[1:]})
	}
	return options
}

func weekdays() []ui.Option {
	return []ui.Option{
		{Value: "1", Text: "Monday"}, {Value: "2", Text: "Tuesday"}, {Value: "3", Text: "Wednesday"}, {Value: "4", Text: "Thursday"},
		{Value: "5", Text: "Friday"}, {Value: "6", Text: "Saturday"}, {Value: "0", Text: "Sunday"},
	}
}

func weekNumbers() []ui.Option {
	return []ui.Option{{Value: "false", Text: "Not shown"}, {Value: "true", Text: "Shown in the calendar"}}
}

// zoneOptions are all zones; one that is not among them but in force comes first.
func zoneOptions(current string) []ui.Option {
	names := strings.Fields(zoneNames)
	if !slices.Contains(names, current) && current != "" {
		names = append([]string{current}, names...)
	}
	options := make([]ui.Option, len(names))
	for i, name := range names {
		options[i] = ui.Option{Value: name, Text: strings.ReplaceAll(name, "_", " ")}
	}
	return options
}

// StartPath is where somebody begins; empty for the dashboard.
func StartPath(page string) string {
	return map[string]string{"todos": "/todos", "calendar": "/calendar"}[page]
}
