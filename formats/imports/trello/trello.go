// Package trello reads the JSON that Trello exports a board as. Attached files are addresses in it, and stay that: nothing
// is fetched.
package trello

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"mddash/domain"
	"mddash/formats/imports/packed"
)

// Source is what these ids are known under.
const Source = "trello"

type board struct {
	ID         string      `json:"id"`
	Name       string      `json:"name"`
	Desc       string      `json:"desc"`
	Closed     bool        `json:"closed"`
	Lists      []list      `json:"lists"`
	Cards      []card      `json:"cards"`
	Checklists []checklist `json:"checklists"`
	Labels     []label     `json:"labels"`
	Members    []member    `json:"members"`
	Actions    []action    `json:"actions"`
}

type list struct {
	ID     string  `json:"id"`
	Name   string  `json:"name"`
	Closed bool    `json:"closed"`
	Pos    float64 `json:"pos"`
}

type label struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Color string `json:"color"`
}

type member struct {
	ID       string `json:"id"`
	FullName string `json:"fullName"`
	Username string `json:"username"`
}

type card struct {
	ID          string    `json:"id"`
	Name        string    `json:"name"`
	Desc        string    `json:"desc"`
	Closed      bool      `json:"closed"`
	ListID      string    `json:"idList"`
	LabelIDs    []string  `json:"idLabels"`
	MemberIDs   []string  `json:"idMembers"`
	Due         time.Time `json:"due"`
	DueComplete bool      `json:"dueComplete"`
	Start       time.Time `json:"start"`
	Reminder    any       `json:"dueReminder"`
	Pos         float64   `json:"pos"`
	Updated     time.Time `json:"dateLastActivity"`
	Attachments []struct {
		Name string `json:"name"`
		URL  string `json:"url"`
	} `json:"attachments"`
}

type checklist struct {
	ID     string  `json:"id"`
	CardID string  `json:"idCard"`
	Name   string  `json:"name"`
	Pos    float64 `json:"pos"`
	Items  []item  `json:"checkItems"`
}

type item struct {
	ID       string    `json:"id"`
	Name     string    `json:"name"`
	State    string    `json:"state"`
	Pos      float64   `json:"pos"`
	Due      time.Time `json:"due"`
	MemberID string    `json:"idMember"`
}

type action struct {
	ID   string    `json:"id"`
	Type string    `json:"type"`
	Date time.Time `json:"date"`
	Data struct {
		Text string `json:"text"`
		Card struct {
			ID string `json:"id"`
		} `json:"card"`
	} `json:"data"`
	By member `json:"memberCreator"`
}

// Read is what a board holds, for a person whose clock runs in a location. What is no board is Invalid.
func Read(in packed.Input, loc *time.Location) (domain.Intake, error) {
	text, err := in.Bytes()
	if err != nil {
		return domain.Intake{}, err
	}
	var b board
	if err := packed.Unmarshal(text, &b); err != nil {
		return domain.Intake{}, packed.Wrong("It is not as Trello writes a board: " + packed.JSONFault(err, text))
	}
	if b.ID == "" || b.Lists == nil && b.Cards == nil {
		return domain.Intake{}, packed.Wrong("It is not as Trello writes a board: there are no lists and no cards in it.")
	}
	r := &reader{board: b, loc: loc, out: domain.Intake{Source: Source}}
	r.read()
	return r.out, nil
}

type reader struct {
	board
	loc     *time.Location
	out     domain.Intake
	lists   map[string]list
	labels  map[string]string
	members map[string]member
}

func (r *reader) read() {
	r.lists, r.labels, r.members = map[string]list{}, map[string]string{}, map[string]member{}
	for _, l := range r.Labels {
		r.labels[l.ID] = cmp.Or(l.Name, l.Color)
	}
	for _, m := range r.Members {
		r.members[m.ID] = m
	}
	r.readBoard()
	comments, made := r.said()
	slices.SortStableFunc(r.Cards, func(a, b card) int { return cmp.Compare(a.Pos, b.Pos) })
	shut := 0
	for _, c := range r.Cards {
		if c.Closed || r.lists[c.ListID].Closed {
			shut++
		}
		r.readCard(c, comments[c.ID], made[c.ID])
	}
	if shut > 0 {
		r.out.Remark("Archived cards", strconv.Itoa(shut)+" of them are completed here, with the tag archived.")
	}
	r.readChecklists()
}

func (r *reader) readBoard() {
	p := domain.IntakeProject{ID: r.board.ID, Created: born(r.board.ID), Input: domain.ProjectInput{Name: r.Name}}
	if r.Desc != "" {
		p.Input.Description = &r.Desc
	}
	if r.Closed {
		p.Input.IsArchived = &r.Closed
	}
	slices.SortStableFunc(r.Lists, func(a, b list) int { return cmp.Compare(a.Pos, b.Pos) })
	for _, l := range r.Lists {
		r.lists[l.ID] = l
		if l.Closed {
			continue
		}
		p.Columns = append(p.Columns, l.Name)
		if meansDone(l.Name) {
			p.Done = l.Name
		}
	}
	r.out.Projects = append(r.out.Projects, p)
}

// meansDone tells whether a list is where cards go that are done. Trello knows no such thing; people do.
func meansDone(name string) bool {
	return slices.Contains([]string{"done", "complete", "completed", "finished", "closed", "erledigt", "fertig", "abgeschlossen"}, strings.ToLower(strings.Trim(strings.TrimSpace(name), "!✓✔✅ \ufe0f")))
}

// said are the comments by their cards, the oldest first, and when cards were made as far as the log goes back.
func (r *reader) said() (map[string][]domain.IntakeComment, map[string]time.Time) {
	comments, made := map[string][]domain.IntakeComment{}, map[string]time.Time{}
	for _, a := range slices.Backward(r.Actions) {
		switch a.Type {
		case "commentCard", "copyCommentCard":
			on := a.Data.Card.ID
			comments[on] = append(comments[on], domain.IntakeComment{ID: a.ID, Author: cmp.Or(a.By.FullName, a.By.Username), Body: a.Data.Text, At: a.Date})
		case "createCard", "copyCard", "convertToCardFromCheckItem":
			made[a.Data.Card.ID] = a.Date
		}
	}
	for _, some := range comments {
		slices.SortStableFunc(some, func(a, b domain.IntakeComment) int { return a.At.Compare(b.At) })
	}
	return comments, made
}

func (r *reader) readCard(c card, comments []domain.IntakeComment, made time.Time) {
	if made.IsZero() {
		made = born(c.ID)
	}
	in := r.lists[c.ListID]
	archived := c.Closed || in.Closed
	done := c.DueComplete || archived || meansDone(in.Name)
	todo := domain.IntakeTodo{ID: c.ID, Project: r.board.ID, Column: in.Name, Comments: comments, Created: made, Updated: c.Updated, Completed: c.Updated}
	todo.Input = domain.TodoInput{Title: c.Name, Completed: &done}
	if archived {
		todo.Input.Tags = append(todo.Input.Tags, "archived")
	}
	for _, id := range c.LabelIDs {
		todo.Input.Tags = append(todo.Input.Tags, r.labels[id])
	}
	todo.People = r.called(c.MemberIDs...)
	if text := strings.TrimSpace(c.Desc + "\n\n" + addresses(c)); text != "" {
		todo.Input.Description = &text
	}
	r.dates(&todo, c.Due, c.Start)
	if minutes, is := c.Reminder.(float64); is && minutes >= 0 && minutes < 60*24*60 && !c.Due.IsZero() && !done {
		at := c.Due.Add(-time.Duration(minutes) * time.Minute).UTC().Format(time.RFC3339)
		todo.Input.ReminderAt = &at
	}
	r.out.Todos = append(r.out.Todos, todo)
}

func (r *reader) dates(todo *domain.IntakeTodo, due, start time.Time) {
	if !due.IsZero() {
		local := due.In(r.loc)
		day, clock := local.Format(time.DateOnly), local.Format("15:04")
		todo.Input.DueDate = &day
		if clock != "00:00" {
			todo.Input.DueTime = &clock
		}
	}
	if !start.IsZero() {
		day := start.In(r.loc).Format(time.DateOnly)
		todo.Input.StartDate = &day
	}
}

// addresses are a card's attachments as links.
func addresses(c card) string {
	var text strings.Builder
	for _, a := range c.Attachments {
		lower := strings.ToLower(a.URL)
		if !strings.HasPrefix(lower, "https://") && !strings.HasPrefix(lower, "http://") || strings.ContainsAny(a.URL, "\r\n<> ") {
			continue
		}
		name := strings.NewReplacer("[", "(", "]", ")", "\n", " ").Replace(cmp.Or(a.Name, a.URL))
		text.WriteString("- [" + name + "](<" + a.URL + ">)\n")
	}
	return text.String()
}

// readChecklists makes steps of the items, with the name of their list where a card has several.
func (r *reader) readChecklists() {
	many := map[string]int{}
	for _, l := range r.Checklists {
		many[l.CardID]++
	}
	slices.SortStableFunc(r.Checklists, func(a, b checklist) int { return cmp.Compare(a.Pos, b.Pos) })
	for _, l := range r.Checklists {
		slices.SortStableFunc(l.Items, func(a, b item) int { return cmp.Compare(a.Pos, b.Pos) })
		for _, item := range l.Items {
			done := item.State == "complete"
			todo := domain.IntakeTodo{ID: item.ID, Project: r.board.ID, Parent: l.CardID, Created: born(item.ID), People: r.called(item.MemberID)}
			todo.Input = domain.TodoInput{Title: item.Name, Completed: &done}
			if many[l.CardID] > 1 && l.Name != "" {
				todo.Input.Title = domain.Clip(l.Name, domain.TitleMax/2) + ": " + item.Name
			}
			r.dates(&todo, item.Due, time.Time{})
			r.out.Todos = append(r.out.Todos, todo)
		}
	}
}

func (r *reader) called(ids ...string) []string {
	var names []string
	for _, id := range ids {
		if name := cmp.Or(r.members[id].FullName, r.members[id].Username); name != "" {
			names = append(names, name)
		}
	}
	return names
}

// born is when an id was made, which its first eight digits tell.
func born(id string) time.Time {
	if len(id) != 24 {
		return time.Time{}
	}
	seconds, err := strconv.ParseInt(id[:8], 16, 64)
	if err != nil {
		return time.Time{}
	}
	return time.Unix(seconds, 0).UTC()
}
