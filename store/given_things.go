package store

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"mddash/domain"
)

func (c cells) opt(name string) *string {
	if text := strings.TrimSpace(c[name]); text != "" {
		return &text
	}
	return nil
}

// words is a text as it is, where it has something in it.
func (c cells) words(name string) *string {
	if text := c[name]; strings.TrimSpace(text) != "" {
		return &text
	}
	return nil
}

func (c cells) flag(name string) *bool {
	var f flag
	_ = f.Scan(c[name])
	if !f {
		return nil
	}
	yes := true
	return &yes
}

func (c cells) number(name string) *int64 {
	n, err := strconv.ParseInt(strings.TrimSpace(c[name]), 10, 64)
	if err != nil || n == 0 {
		return nil
	}
	return &n
}

func (c cells) list(name string) []string {
	var list stringList
	_ = list.Scan(c[name])
	return list
}

func (c cells) time(name string) time.Time {
	var at instant
	_ = at.Scan(c[name])
	return at.Time
}

func (c cells) day(name string) *string {
	if day := string(domain.StoredDate(strings.TrimSpace(c[name]))); day != "" {
		return &day
	}
	return nil
}

func (c cells) moment(name string) *string {
	at := c.time(name)
	if at.IsZero() {
		return nil
	}
	text := at.Format(time.RFC3339)
	return &text
}

// givenIntake makes of rows what an intake brings. Ids are those of the file, behind a name of the installation: another
// md_dash has the same numbers for other things.
type givenIntake struct {
	*givenFile
	place  string
	people map[string]string // addresses
	out    domain.Intake
}

// intake is what was read. Who imports it owns it; people are told by their addresses, and nobody is let in.
func (g *givenFile) intake() domain.Intake {
	m := &givenIntake{givenFile: g, place: "none", people: map[string]string{}, out: domain.Intake{Source: domain.MdDashSource}}
	users := g.tables["users"]
	for i, user := range users {
		if m.people[user["id"]] = strings.TrimSpace(user["email"]); i == 0 {
			m.place = domain.Clip(user["id"], 100)
		}
	}
	if len(users) > 1 {
		m.out.Remark("Accounts", "There are "+strconv.Itoa(len(users))+" in it. An import makes none and lets nobody in: everything in it becomes yours.")
	}
	if g.wal && !g.file.beside("-wal") {
		m.out.Remark("The file", "md_dash keeps what was written last in a file beside it, whose name ends with -wal, until it is stopped. Such a file was not there.")
	}
	m.addClients()
	m.addProjects()
	m.addTasks()
	m.addNotes()
	m.addDecisions()
	m.addEvents()
	return m.out
}

func (m *givenIntake) id(row string) string {
	if row == "" {
		return ""
	}
	return m.place + "/" + row
}

// title is a name that fits, and what is to stand in the text where not all of it does.
func (m *givenIntake) title(kind, name string) (title, rest string) {
	if title = domain.Clip(name, domain.TitleMax); title == "" {
		title = "Untitled"
		m.out.Remark(kind+" “Untitled”", "It had no title.")
	}
	if title != strings.TrimSpace(name) && len(name) > len(title) {
		m.out.Remark(kind+" “"+title+"”", "Its title was too long.")
		rest = name
	}
	return title, rest
}

// named are the addresses of people by their ids, each once.
func (m *givenIntake) named(ids ...string) []string {
	var names []string
	for _, id := range ids {
		if name := m.people[id]; name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

func (m *givenIntake) addClients() {
	for _, row := range m.tables["clients"] {
		name, rest := m.title("Client", row["company_name"])
		in := domain.ClientInput{CompanyName: name, ContactPerson: row.opt("contact_person_name"), ContactEmail: row.opt("contact_email"), WebsiteURL: row.opt("website_url")}
		if rest != "" {
			in.Notes = &rest
		}
		m.out.Clients = append(m.out.Clients, domain.IntakeClient{ID: m.id(row["id"]), Input: in, Created: row.time("created_at")})
	}
}

func (m *givenIntake) addProjects() {
	managers := map[string][]string{}
	for _, row := range m.tables["project_managers"] {
		managers[row["project_id"]] = append(managers[row["project_id"]], row["user_id"])
	}
	for _, row := range m.tables["projects"] {
		in := domain.ProjectInput{Name: row["name"], Key: row.opt("key"), Description: row.words("description"), Status: row.opt("status"), Priority: row.opt("priority"),
			Tags: row.list("tags"), StartDate: row.day("start_date"), EndDate: row.day("end_date"), Budget: row.number("budget"), Spent: row.number("spent"),
			Currency: row.opt("currency"), BillingType: row.opt("billing_type"), IsArchived: row.flag("is_archived")}
		m.out.Projects = append(m.out.Projects, domain.IntakeProject{ID: m.id(row["id"]), Client: m.id(row["client_id"]), Input: in,
			People: m.named(append([]string{row["owner_id"]}, managers[row["id"]]...)...), Layout: m.layout(row["id"]), Created: row.time("created_at"), Updated: row.time("updated_at")})
	}
}

// layout is the board of a project that has tasks with statuses of its own: each gets a column. nil for the usual one.
func (m *givenIntake) layout(project string) []domain.ColumnInput {
	columns := domain.DefaultColumns()
	own := len(columns)
	for _, task := range m.tables["tasks"] {
		status := strings.TrimSpace(task["status"])
		if _, there := domain.ColumnOf(columns, status); task["project_id"] == project && status != "" && !there && len(columns) < domain.ColumnsMax {
			columns = slices.Insert(columns, len(columns)-1, domain.FoundColumn(status))
		}
	}
	if len(columns) == own {
		return nil
	}
	inputs := make([]domain.ColumnInput, len(columns))
	for i := range columns {
		inputs[i] = domain.ColumnInput{Status: &columns[i].Status, Name: domain.Clip(columns[i].Name, domain.ColumnNameMax)}
	}
	return inputs
}

func (m *givenIntake) addTasks() {
	assigned := map[string][]string{}
	for _, row := range m.tables["task_assignees"] {
		assigned[row["task_id"]] = append(assigned[row["task_id"]], row["user_id"])
	}
	for _, row := range m.tables["tasks"] {
		todo := domain.IntakeTodo{ID: m.id(row["id"]), Project: m.id(row["project_id"]), People: m.named(assigned[row["id"]]...), Created: row.time("created_at"), Updated: row.time("updated_at")}
		todo.Input = domain.TodoInput{Title: row["name"], Description: row.words("description"), DueDate: row.day("due_date"), Priority: row.opt("priority"), Status: row.opt("status")}
		if done := row["status"] == domain.StatusDone; done {
			todo.Input.Status, todo.Input.Completed, todo.Completed = nil, &done, todo.Updated
		}
		m.out.Todos = append(m.out.Todos, todo)
	}
}

func (m *givenIntake) addNotes() {
	shared := map[string][]string{}
	for _, row := range m.tables["note_shares"] {
		if email := strings.TrimSpace(row["email"]); email != "" {
			shared[row["note_id"]] = append(shared[row["note_id"]], email)
		}
	}
	for _, row := range m.tables["notes"] {
		title, rest := m.title("Note", row["title"])
		in := domain.NoteInput{Title: title, Content: row["content"], Type: row.opt("type"), Tags: domain.FitTags(row.list("tags")), Notebook: row.opt("notebook"), Color: row.opt("color"),
			IsPinned: row.flag("is_pinned"), IsArchived: row.flag("is_archived"), IsFavorite: row.flag("is_favorite"), CoverImage: row.opt("cover_image"), Links: row.list("links"),
			Attachments: row.list("attachments"), ReminderAt: row.moment("reminder_at"), DueDate: row.day("due_date"), Priority: row.opt("priority")}
		if rest != "" {
			in.Content = rest + "\n\n" + in.Content
		}
		if with := shared[row["id"]]; len(with) > 0 {
			m.out.Remark("Note “"+title+"”", "It was shared with "+domain.Clip(strings.Join(with, ", "), 300)+". An import lets nobody in.")
		}
		m.out.Notes = append(m.out.Notes, domain.IntakeNote{ID: m.id(row["id"]), Owner: m.people[row["user_id"]], Input: in, Created: row.time("created_at"), Updated: row.time("updated_at")})
	}
}

func (m *givenIntake) addDecisions() {
	for _, row := range m.tables["decisions"] {
		name, rest := m.title("Decision", row["name"])
		in := domain.DecisionInput{Name: name, DueDate: row.day("due_date")}
		if rest != "" {
			in.Context = &rest
		}
		m.out.Decisions = append(m.out.Decisions, domain.IntakeDecision{ID: m.id(row["id"]), Input: in})
	}
}

// addEvents puts events into a calendar of their own: the one that everybody there saw.
func (m *givenIntake) addEvents() {
	rows := m.tables["events"]
	if len(rows) == 0 {
		return
	}
	calendar := domain.IntakeCalendar{ID: m.id("events"), Input: domain.CalendarInput{Name: "md_dash"}}
	var objects []domain.ImportedObject
	for _, row := range rows {
		object := m.event(row)
		if object.Event != nil {
			calendar.Events = append(calendar.Events, domain.IntakeEvent{UID: object.UID, Created: row.time("created_at"), Updated: row.time("updated_at")})
		}
		objects = append(objects, object)
	}
	calendar.Objects = func(yield func(domain.ImportedObject, error) bool) {
		for _, object := range objects {
			if !yield(object, nil) {
				return
			}
		}
	}
	m.out.Calendars = append(m.out.Calendars, calendar)
}

// event is a row as it is shown where md_dash's own file is opened: its times are UTC, and its series go by that clock.
func (m *givenIntake) event(row cells) domain.ImportedObject {
	title, rest := m.title("Event", row["title"])
	was := eventRow{Title: title, Description: row["description"], Start: strings.TrimSpace(row["start"]), End: strings.TrimSpace(row["end"]), AllDay: flag(row.flag("all_day") != nil),
		Location: row["location"], Organizer: row["organizer"], Attendees: row.list("attendees"), Status: strings.TrimSpace(row["status"]), Privacy: strings.TrimSpace(row["privacy"]),
		Recurrence: strings.TrimSpace(row["recurrence"]), Color: strings.TrimSpace(row["color"]), CalendarOwner: "me"}
	_ = was.Reminders.Scan(row["reminders"])
	if rest != "" {
		was.Description = rest + "\n\n" + was.Description
	}
	out := domain.ImportedObject{LeftOut: domain.LeftOut{UID: "md_dash-" + m.place + "-" + row["id"], Title: title}}
	in := was.event(domain.User{ID: "me"}).Input()
	if start, _ := was.times(); start.IsZero() {
		out.Why = "It does not say when it begins."
		return out
	}
	event, said, err := softly(in, []string{"title", "start"}, func(in domain.EventInput) (domain.Event, error) { return in.Parse(domain.Event{}, time.UTC) })
	for _, why := range said {
		m.out.Remark("Event “"+title+"”", why)
	}
	if err != nil {
		out.Why = err.Error()
		return out
	}
	event.TimeZone, event.UID = "", out.UID
	out.Event = &domain.EventObject{UID: out.UID, Events: []domain.Event{event}}
	return out
}
