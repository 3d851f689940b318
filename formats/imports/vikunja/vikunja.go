// Package vikunja reads what Vikunja's export of an account holds: a zip with data.json and the attached files, or that
// JSON alone.
package vikunja

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"mddash/domain"
	"mddash/formats/imports/packed"
	"mddash/formats/imports/rich"
)

// Source is what these ids are known under.
const Source = "vikunja"

// dataFile holds the projects with everything in them.
const dataFile = "data.json"

type project struct {
	ID          int64     `json:"id"`
	Title       string    `json:"title"`
	Description string    `json:"description"`
	Identifier  string    `json:"identifier"`
	HexColor    string    `json:"hex_color"`
	ParentID    int64     `json:"parent_project_id"`
	Archived    bool      `json:"is_archived"`
	Created     time.Time `json:"created"`
	Updated     time.Time `json:"updated"`
	Tasks       []task    `json:"tasks"`
	Views       []view    `json:"views"`
	Buckets     []bucket  `json:"buckets"`
	InBucket    []struct {
		TaskID   int64 `json:"task_id"`
		BucketID int64 `json:"bucket_id"`
	} `json:"task_buckets"`
	Children []project `json:"child_projects"`
}

type view struct {
	ID         int64 `json:"id"`
	Kind       any   `json:"view_kind"`
	DoneBucket int64 `json:"done_bucket_id"`
}

type bucket struct {
	ID       int64   `json:"id"`
	Title    string  `json:"title"`
	Position float64 `json:"position"`
	ViewID   int64   `json:"project_view_id"`
	Done     bool    `json:"is_done_bucket"`
}

type person struct {
	Name     string `json:"name"`
	Username string `json:"username"`
	Email    string `json:"email"`
}

func (p person) names() []string {
	var names []string
	for _, name := range []string{p.Email, p.Name, p.Username} {
		if name != "" {
			names = append(names, name)
		}
	}
	return names
}

func (p person) called() string {
	if p.Name != "" {
		return p.Name
	}
	return p.Username
}

type task struct {
	ID          int64             `json:"id"`
	Title       string            `json:"title"`
	Description string            `json:"description"`
	Done        bool              `json:"done"`
	DoneAt      time.Time         `json:"done_at"`
	Due         time.Time         `json:"due_date"`
	Start       time.Time         `json:"start_date"`
	End         time.Time         `json:"end_date"`
	Reminders   []json.RawMessage `json:"reminders"`
	OldReminder []time.Time       `json:"reminder_dates"`
	RepeatAfter int64             `json:"repeat_after"`
	RepeatMode  any               `json:"repeat_mode"`
	Priority    int64             `json:"priority"`
	BucketID    int64             `json:"bucket_id"`
	Assignees   []person          `json:"assignees"`
	Labels      []struct {
		Title string `json:"title"`
	} `json:"labels"`
	Related map[string][]struct {
		ID int64 `json:"id"`
	} `json:"related_tasks"`
	Attachments []struct {
		ID   int64 `json:"id"`
		File struct {
			ID   int64  `json:"id"`
			Name string `json:"name"`
		} `json:"file"`
	} `json:"attachments"`
	Comments []struct {
		ID      int64     `json:"id"`
		Comment string    `json:"comment"`
		Author  person    `json:"author"`
		Created time.Time `json:"created"`
	} `json:"comments"`
	Created time.Time `json:"created"`
	Updated time.Time `json:"updated"`
}

// Read is what an export holds, for a person whose clock runs in a location. What is no export is Invalid.
func Read(in packed.Input, loc *time.Location) (domain.Intake, error) {
	text, zip, err := open(in)
	if err != nil {
		return domain.Intake{}, err
	}
	var projects []project
	if err := packed.Unmarshal(text, &projects); err != nil {
		return domain.Intake{}, packed.Wrong("Its " + dataFile + " is not as Vikunja writes it: " + packed.JSONFault(err, text))
	}
	r := &reader{zip: zip, loc: loc, out: domain.Intake{Source: Source}, tasks: map[int64]int{}}
	if zip != nil {
		r.out.PassedBy = zip.Passed
	}
	r.all(projects, "", 0)
	r.relate()
	distinguish(&r.out)
	return r.out, nil
}

func open(in packed.Input) ([]byte, *packed.Zip, error) {
	if !in.IsZip() {
		text, err := in.Bytes()
		return text, nil, err
	}
	zip, err := packed.Open(in)
	if err != nil {
		return nil, nil, err
	}
	if !zip.Has(dataFile) {
		return nil, nil, packed.Wrong("There is no " + dataFile + " in it, as Vikunja's exports have.")
	}
	text, err := zip.Bytes(dataFile)
	return text, zip, err
}

type reader struct {
	zip   *packed.Zip
	loc   *time.Location
	out   domain.Intake
	tasks map[int64]int // where each is among the todos
	links []link
}

// link is a relation between two tasks.
type link struct {
	from, to int64
	kind     string
}

// depthMax is how deep projects may lie in projects.
const depthMax = 50

// all reads projects that lie beside each other. Ours lie in none: the names of those above go before theirs.
func (r *reader) all(projects []project, above string, depth int) {
	names := map[int64]string{}
	parents := map[int64]int64{}
	for _, p := range projects {
		names[p.ID], parents[p.ID] = domain.Clip(p.Title, domain.TitleMax), p.ParentID
	}
	for _, p := range projects {
		name := p.Title
		seen := 0
		for up := p.ParentID; names[up] != "" && up != p.ID && seen < depthMax; up = parents[up] {
			name = names[up] + ": " + name
			seen++
		}
		if above != "" {
			name = above + ": " + name
		}
		r.project(p, name)
		if depth < depthMax {
			r.all(p.Children, domain.Clip(name, domain.TitleMax), depth+1)
		}
	}
}

func (r *reader) project(p project, name string) {
	key := strings.ToUpper(p.Identifier)
	out := domain.IntakeProject{ID: id(p.ID), Created: p.Created, Updated: p.Updated, Input: domain.ProjectInput{Name: name}}
	if domain.IsKey(key) {
		out.Input.Key = &key
	}
	if text := rich.Markdown(p.Description); text != "" {
		out.Input.Description = &text
	}
	if hue := domain.NearestHue(p.HexColor); hue != "" {
		out.Input.Color = &hue
	}
	if p.Archived {
		out.Input.IsArchived = &p.Archived
	}
	columns := r.board(p, &out)
	r.out.Projects = append(r.out.Projects, out)
	for _, t := range p.Tasks {
		r.task(p, t, columns)
	}
}

// board gives the project the columns of its first board, and says in which one each task is.
func (r *reader) board(p project, out *domain.IntakeProject) map[int64]string {
	var first int64
	done := map[int64]bool{}
	for _, v := range p.Views {
		if v.DoneBucket != 0 {
			done[v.DoneBucket] = true
		}
		if first == 0 && (v.Kind == "kanban" || v.Kind == float64(3)) {
			first = v.ID
		}
	}
	names := map[int64]string{}
	for _, b := range byPosition(p.Buckets) {
		if first != 0 && b.ViewID != 0 && b.ViewID != first {
			continue
		}
		names[b.ID] = b.Title
		out.Columns = append(out.Columns, b.Title)
		if done[b.ID] || b.Done {
			out.Done = b.Title
		}
	}
	in := map[int64]string{}
	for _, t := range p.Tasks {
		in[t.ID] = names[t.BucketID]
	}
	for _, at := range p.InBucket {
		if name := names[at.BucketID]; name != "" {
			in[at.TaskID] = name
		}
	}
	return in
}

func (r *reader) task(p project, t task, columns map[int64]string) {
	where := "“" + t.Title + "”"
	out := domain.IntakeTodo{ID: id(t.ID), Project: id(p.ID), Column: columns[t.ID], Created: t.Created, Updated: t.Updated, Completed: t.DoneAt}
	out.Input = domain.TodoInput{Title: t.Title, Completed: &t.Done, Priority: priority(t.Priority)}
	text := rich.Markdown(t.Description)
	if text != "" {
		out.Input.Description = &text
	}
	for _, label := range t.Labels {
		out.Input.Tags = append(out.Input.Tags, label.Title)
	}
	for _, who := range t.Assignees {
		out.People = append(out.People, who.names()[:min(1, len(who.names()))]...)
	}
	r.dates(t, &out)
	r.repeat(t, &out, where)
	for _, c := range t.Comments {
		if body := rich.Markdown(c.Comment); body != "" {
			out.Comments = append(out.Comments, domain.IntakeComment{ID: id(c.ID), Author: c.Author.called(), Body: body, At: c.Created})
		}
	}
	r.files(t, &out, where)
	for kind, others := range t.Related {
		for _, other := range others {
			r.links = append(r.links, link{from: t.ID, to: other.ID, kind: kind})
		}
	}
	if _, twice := r.tasks[t.ID]; twice {
		return
	}
	r.tasks[t.ID] = len(r.out.Todos)
	r.out.Todos = append(r.out.Todos, out)
}

// priority: Vikunja has 1 low, 2 medium, 3 high, 4 urgent, 5 do now.
func priority(n int64) *string {
	text := domain.PriorityMedium
	switch {
	case n == 1:
		text = domain.PriorityLow
	case n >= 3:
		text = domain.PriorityHigh
	}
	return &text
}

func (r *reader) files(t task, out *domain.IntakeTodo, where string) {
	for _, a := range t.Attachments {
		name := "files/" + id(a.File.ID)
		if r.zip == nil || !r.zip.Has(name) {
			r.out.Remark(where, "Its file "+a.File.Name+" is not in the export.")
			continue
		}
		zip := r.zip
		out.Files = append(out.Files, domain.IntakeFile{ID: id(a.ID), ImportedFile: domain.ImportedFile{Path: name, Name: a.File.Name, Open: opener(zip, name)}})
	}
}

func id(n int64) string { return strconv.FormatInt(n, 10) }
