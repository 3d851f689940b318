package commands

import (
	"errors"
	"fmt"
	"strings"

	"mddash/domain"
	"mddash/store"
)

type importICSCommand struct {
	intakeArgs
	Calendar string `placeholder:"NAME" help:"The calendar that the events go into; the person's first own one where it is left out."`
}

// Run takes events in and tells what became of them.
func (cmd importICSCommand) Run(c *call) error {
	return cmd.takeWith(c, domain.ICalSource, func(scope *store.Scope, read *domain.Intake) error {
		if cmd.Calendar == "" {
			return nil
		}
		refs, err := scope.CalendarRefs(c.ctx)
		if err != nil {
			return err
		}
		calendar, err := calendarNamed(refs, cmd.Calendar)
		for i := range read.Calendars {
			read.Calendars[i].Into = calendar.ID
		}
		return err
	})
}

// calendarNamed is the calendar of that name that somebody writes in.
func calendarNamed(refs []domain.CalendarRef, name string) (domain.CalendarRef, error) {
	var found []domain.CalendarRef
	for _, c := range refs {
		if c.Access.CanEdit() && strings.EqualFold(c.Name, name) {
			found = append(found, c)
		}
	}
	switch {
	case len(found) == 0:
		return domain.CalendarRef{}, fmt.Errorf("they write in no calendar called “%s”", name)
	case len(found) > 1:
		return domain.CalendarRef{}, errors.New("several calendars have this name; give one another name first")
	}
	return found[0], nil
}
