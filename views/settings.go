package views

import (
	"context"
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

// settingsPlace is a page under Settings or Admin. Words find it too.
type settingsPlace struct{ key, text, icon, path, words string }

// settingsPlaces are everybody's settings.
func settingsPlaces(ctx context.Context) []settingsPlace {
	return []settingsPlace{
		{"profile", ui.T(ctx, "Profile"), "user", "/settings/profile", ui.T(ctx, "name language time zone week")},
		{"appearance", ui.T(ctx, "Appearance"), "sun", "/settings/appearance", ui.T(ctx, "theme accent density")},
		{"security", ui.T(ctx, "Security"), "shield", "/settings/security", ui.T(ctx, "password devices tokens")},
		{"notifications", ui.T(ctx, "Notifications"), "bell", "/settings/notifications", ui.T(ctx, "mail push quiet hours")},
		{"calendars", ui.T(ctx, "Calendars, feeds"), "feed", "/settings/calendars", ui.T(ctx, "caldav phone")},
		{"webhooks", ui.T(ctx, "Webhooks"), "send", WebhooksPath, "api"},
		{"data", ui.T(ctx, "Import, export"), "download", "/settings/data", ui.T(ctx, "backup delete account")},
	}
}

// adminPlaces are for those who look after the server.
func adminPlaces(ctx context.Context) []settingsPlace {
	return []settingsPlace{
		{"users", ui.T(ctx, "People"), "users", "/admin/users", ui.T(ctx, "users roles invites")},
		{"backups", ui.T(ctx, "Backups"), "database", BackupsPath, ui.T(ctx, "restore")},
		{"health", ui.T(ctx, "Health"), "activity", "/admin/health", ui.T(ctx, "status version memory")},
		{"jobs", ui.T(ctx, "Jobs"), "refresh", "/admin/jobs", ui.T(ctx, "background queue")},
		{"audit", ui.T(ctx, "Audit log"), "history", "/admin/audit", ui.T(ctx, "who signed in")},
	}
}

// accents are the colours that a person can choose from, by their names. Lime and amber are kept for what they mean.
func accents(ctx context.Context) []ui.Option {
	var options []ui.Option
	for _, hue := range domain.Accents {
		options = append(options, ui.Option{Value: hue, Text: hueName(ctx, hue)})
	}
	return options
}

func weekdays(ctx context.Context) []ui.Option {
	return []ui.Option{
		{Value: "1", Text: ui.T(ctx, "Monday")}, {Value: "2", Text: ui.T(ctx, "Tuesday")}, {Value: "3", Text: ui.T(ctx, "Wednesday")}, {Value: "4", Text: ui.T(ctx, "Thursday")},
		{Value: "5", Text: ui.T(ctx, "Friday")}, {Value: "6", Text: ui.T(ctx, "Saturday")}, {Value: "0", Text: ui.T(ctx, "Sunday")},
	}
}

func weekNumbers(ctx context.Context) []ui.Option {
	return []ui.Option{{Value: "false", Text: ui.T(ctx, "Not shown")}, {Value: "true", Text: ui.T(ctx, "Shown in the calendar")}}
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

// languages are what the page offers: as the browser asks for it, or one of those that there are.
func (p ProfilePage) languages(ctx context.Context) []ui.Option {
	return append([]ui.Option{{Value: "", Text: ui.T(ctx, "As the browser")}}, p.Languages...)
}

// StartPath is where somebody begins; empty for the dashboard.
func StartPath(page string) string {
	return map[string]string{"todos": "/todos", "calendar": "/calendar"}[page]
}

// hueName is what people call a colour.
func hueName(ctx context.Context, hue string) string {
	return map[string]string{
		"pine": ui.T(ctx, "Pine"), "teal": ui.T(ctx, "Teal"), "blue": ui.T(ctx, "Blue"), "violet": ui.T(ctx, "Violet"), "pink": ui.T(ctx, "Pink"),
		"red": ui.T(ctx, "Red"), "orange": ui.T(ctx, "Orange"), "amber": ui.T(ctx, "Amber"), "lime": ui.T(ctx, "Lime"), "gray": ui.T(ctx, "Gray"),
	}[hue]
}
