package commands

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"mddash/domain"
	"mddash/formats/ical"
	"mddash/store"
)

type importICSCommand struct {
	Path     string `arg:"" help:"The .ics file."`
	For      string `required:"" aliases:"as" placeholder:"E-MAIL" help:"Whose todos they become, and who writes in the calendar."`
	Calendar string `placeholder:"NAME" help:"The calendar that the events go into; the person's first own one where it is left out."`
}

// Run takes events in and tells what became of them.
func (cmd importICSCommand) Run(c *call) error {
	file, err := os.Open(cmd.Path)
	if err != nil {
		return &usageError{"there is no file " + cmd.Path + " that can be read"}
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return &usageError{cmd.Path + " is no file"}
	}
	return c.withStore(func(st *store.Store) (string, error) {
		user, err := st.System().User(c.ctx, cmd.For)
		if err != nil {
			return "", err
		}
		scope := st.As(user)
		refs, err := scope.CalendarRefs(c.ctx)
		if err != nil {
			return "", err
		}
		calendar, err := calendarNamed(refs, cmd.Calendar)
		if err != nil {
			return "", err
		}
		open := func() io.Reader { return io.NewSectionReader(file, 0, info.Size()) }
		source, err := ical.NewSource(open, ical.Limits{Bytes: info.Size() + 1}, user.Location())
		if err != nil {
			return "", err
		}
		report, err := scope.ImportEvents(c.ctx, calendar.ID, source.Objects())
		for _, one := range report.LeftOut {
			fmt.Fprintf(c.errs, "line %d: %s: %s\n", one.Line, one.Title, one.Why)
		}
		if err != nil {
			return "", fmt.Errorf("%d were imported before it failed; import the same again to go on: %w", report.Created+report.Updated, err)
		}
		return fmt.Sprintf("%d events and todos imported into “%s”; %d brought up to date, %d there already, %d left out.",
			report.Created, calendar.Name, report.Updated, report.Skipped, report.Failed), nil
	})
}

// calendarNamed is the calendar of that name that somebody writes in; without a name the first.
func calendarNamed(refs []domain.CalendarRef, name string) (domain.CalendarRef, error) {
	var found []domain.CalendarRef
	for _, c := range refs {
		if c.Access.CanEdit() && (name == "" || strings.EqualFold(c.Name, name)) {
			found = append(found, c)
		}
	}
	switch {
	case len(found) == 0:
		return domain.CalendarRef{}, fmt.Errorf("they write in no calendar called “%s”", name)
	case len(found) > 1 && name != "":
		return domain.CalendarRef{}, errors.New("several calendars have this name; give one another name first")
	}
	return found[0], nil
}
