package domain

import (
	"cmp"
	"strconv"
	"strings"
)

// Collection is a set of objects as programs know it that keep a copy: a calendar, the todos of a project, or those of the
// caller that are in no project.
type Collection struct {
	Name       string // of the resource
	CalendarID int64  // 0 for todos
	ProjectID  int64
	Title      string
	Color      string
	Own        bool // it is the caller's alone to rename, share and delete
	Access     Access
	Version    string // changes whenever anything in it does
	// Choices are what the caller set about it for themselves.
	Choices map[string]string
}

// TodosName is the name of the collection of todos that are in no project.
const TodosName = "todos"

// ChoicesMax is how many things somebody may set about one collection, and how long each may be in bytes.
const (
	ChoicesMax   = 20
	ChoiceLength = 20000
)

// OfTodos tells whether it holds todos, else it holds events.
func (c Collection) OfTodos() bool { return c.CalendarID == 0 }

// Key is what the collection is called apart from its name, which may be another for each who sees it.
func (c Collection) Key() string {
	switch {
	case !c.OfTodos():
		return "c" + strconv.FormatInt(c.CalendarID, 10)
	case c.ProjectID != 0:
		return "p" + strconv.FormatInt(c.ProjectID, 10)
	}
	return TodosName
}

// CollectionTaken tells whether a name is one that collections have by themselves.
func CollectionTaken(name string) bool {
	_, err := strconv.ParseInt(name, 10, 64)
	return err == nil || strings.EqualFold(name, TodosName) || strings.HasPrefix(strings.ToLower(name), projectPrefix)
}

const projectPrefix = "project-"

// NameOfCalendar and NameOfProject are the names of collections.
func NameOfCalendar(id int64, given string) string { return cmp.Or(given, strconv.FormatInt(id, 10)) }

// NameOfProject is the name of the collection of a project's todos.
func NameOfProject(id int64) string { return projectPrefix + strconv.FormatInt(id, 10) }

// CollectionID is what a name that collections have by themselves is about; ok is false for every other.
func CollectionID(name string) (calendarID, projectID int64, ok bool) {
	rest, project := strings.CutPrefix(name, projectPrefix)
	id, err := strconv.ParseInt(rest, 10, 64)
	if err != nil || id <= 0 || strconv.FormatInt(id, 10) != rest {
		return 0, 0, name == TodosName
	}
	if project {
		return 0, id, true
	}
	return id, 0, true
}
