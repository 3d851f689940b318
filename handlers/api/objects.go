package api

import (
	"context"
	"strconv"

	"mddash/domain"
)

// Sight is what somebody may read: their Scope, which this package does not know by name.
type Sight interface {
	Todo(ctx context.Context, id int64) (domain.Todo, error)
	CommentAnywhere(ctx context.Context, id int64) (domain.Comment, error)
	Project(ctx context.Context, id int64) (domain.Project, error)
	Note(ctx context.Context, id int64) (domain.Note, error)
	Event(ctx context.Context, id int64) (domain.Event, error)
	Calendar(ctx context.Context, id int64) (domain.Calendar, error)
	Decision(ctx context.Context, id int64) (domain.Decision, error)
	Client(ctx context.Context, id string) (domain.Client, error)
}

// Object is a thing as the API shows it, for whoever sees it; NotFound otherwise, and for kinds that have no such form.
func Object(ctx context.Context, as Sight, kind, id string) (any, error) {
	if kind == "client" {
		client, err := as.Client(ctx, id)
		return clientOf(client), err
	}
	number, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		return nil, domain.Fail(domain.NotFound, "There is no such thing.")
	}
	switch kind {
	case "todo":
		todo, err := as.Todo(ctx, number)
		return todoOf(todo), err
	case "comment":
		comment, err := as.CommentAnywhere(ctx, number)
		return commentOf(comment), err
	case "project":
		project, err := as.Project(ctx, number)
		return projectOf(project), err
	case "note":
		note, err := as.Note(ctx, number)
		return noteOf(note), err
	case "event":
		event, err := as.Event(ctx, number)
		return eventOf(event), err
	case "calendar":
		calendar, err := as.Calendar(ctx, number)
		return calendarOf(calendar), err
	case "decision":
		decision, err := as.Decision(ctx, number)
		return decisionOf(decision), err
	}
	return nil, domain.Fail(domain.NotFound, "There is no such thing.")
}
