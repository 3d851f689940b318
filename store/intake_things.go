package store

import (
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"

	"mddash/domain"
)

// merging is an input that fields can be taken out of.
type merging[I any] interface {
	Merge(patch map[string]json.RawMessage) (I, error)
}

// softly makes something without what of it can't be kept. Where a field that it needs is wrong nothing is made.
func softly[I merging[I], T any](in I, needs []string, add func(I) (T, error)) (made T, said []string, err error) {
	for range 5 {
		var wrong *domain.Error
		made, err = add(in)
		if !errors.As(err, &wrong) || wrong.Kind != domain.Invalid || len(wrong.Fields) == 0 {
			return made, said, err
		}
		for _, field := range slices.Sorted(maps.Keys(wrong.Fields)) {
			name, _, _ := strings.Cut(field, "[")
			less, failed := in.Merge(map[string]json.RawMessage{name: json.RawMessage("null")})
			if failed != nil || slices.Contains(needs, name) {
				return made, said, err
			}
			in = less
			said = append(said, field+": "+wrong.Fields[field])
		}
	}
	return made, said, err
}

func (m *intake) takeClients() error {
	for _, client := range m.in.Clients {
		where, in := "Client “"+domain.Clip(client.Input.CompanyName, 200)+"”", client.Input
		if !m.user.IsStaff() {
			m.told()
			m.report.Leave(where, "Clients are the team's.")
			continue
		}
		open := m.early(&in.Notes)
		row, fresh, err := m.one(domain.IntakeClients, client.ID, where, func() (string, error) {
			made, said, err := softly(in, []string{"company_name"}, func(in domain.ClientInput) (domain.Client, error) { return m.AddClient(m.ctx, in) })
			m.remarkAll(where, said)
			return made.ID, err
		})
		if err != nil {
			return err
		}
		if !fresh {
			continue
		}
		m.dateLater("clients", row, client.Created, client.Updated)
		if open {
			m.describeLater(where, func() error {
				_, err := m.UpdateClient(m.ctx, row, "", func(in domain.ClientInput) (domain.ClientInput, error) {
					in.Notes = m.whole(where, client.Input.Notes)
					return in, nil
				})
				return err
			})
		}
	}
	return nil
}

// addProject makes a project. What comes from another program is for who takes it in alone; who sees what came from here is
// as it was, and told. A key that is taken goes to nobody twice.
func (m *intake) addProject(project domain.IntakeProject) (domain.Project, []string, error) {
	in := project.Input
	m.early(&in.Description)
	private := domain.VisibilityPrivate
	if !m.in.Own() {
		in.Visibility = &private
	}
	if client := m.known[known(domain.IntakeClients, project.Client)]; client != "" {
		in.ClientID = &client
	}
	add := func(in domain.ProjectInput) (made domain.Project, err error) {
		err = m.attempt(func() error {
			made, err = m.AddProject(m.ctx, in)
			return err
		})
		return made, err
	}
	made, said, err := softly(in, []string{"name"}, add)
	if domain.KindOf(err) == domain.Conflict && in.Key != nil {
		in.Key = nil
		made, said, err = softly(in, []string{"name"}, add)
		said = append(said, "Another project has its key.")
	}
	if m.in.Own() && made.Visibility == domain.VisibilityTeam {
		said = append(said, "Every member of staff sees it.")
	}
	if others := slices.DeleteFunc(slices.Clone(project.People), m.named); len(others) > 0 {
		said = append(said, "Others were in it: "+domain.Clip(strings.Join(others, ", "), 300)+". An import lets nobody in.")
	}
	if err != nil || len(project.Layout) == 0 {
		return made, said, err
	}
	err = m.attempt(func() error {
		_, err := m.SetColumns(m.ctx, made.ID, "", domain.BoardInput{Columns: project.Layout})
		return err
	})
	if domain.KindOf(err) == domain.Invalid {
		said, err = append(said, "Its columns can't be kept: "+err.Error()), nil
	}
	return made, said, err
}

// finishProject does what is done to a new project when all things are there.
func (m *intake) finishProject(id int64, where string, came, fit domain.IntakeProject) {
	if fit.Pinned {
		m.describeLater(where, func() error { return m.PinProject(m.ctx, id, true) })
	}
	if text := came.Input.Description; text != nil && m.in.Own() && strings.Contains(*text, "mddash") {
		m.describeLater(where, func() error {
			_, err := m.UpdateProject(m.ctx, id, "", func(in domain.ProjectInput) (domain.ProjectInput, error) {
				in.Description = m.whole(where, text)
				return in, nil
			})
			return err
		})
	}
}

func (m *intake) takeDecisions() error {
	for _, decision := range m.in.Decisions {
		if err := m.takeDecision(decision); err != nil {
			return err
		}
	}
	return nil
}

func (m *intake) takeDecision(decision domain.IntakeDecision) error {
	where, in := "Decision “"+domain.Clip(decision.Input.Name, 200)+"”", decision.Input
	if project := m.projects[decision.Project]; project != nil && project.id != 0 {
		in.ProjectID = &project.id
	} else if decision.Project != "" {
		m.report.Remark(where, "Its project is not there: it is in none.")
	}
	in.TaskIDs, in.NoteIDs = m.rows(domain.IntakeTodos, decision.Todos), m.rows(domain.IntakeNotes, decision.Notes)
	others := m.decide(decision, &in)
	texts := in
	texts.Options = slices.Clone(in.Options)
	open := m.early(&in.Context)
	open = m.early(&in.Outcome) || open
	in.Options = slices.Clone(in.Options)
	for i := range in.Options {
		detail := &in.Options[i].Detail
		open = m.early(&detail) || open
		in.Options[i].Detail = *detail
	}
	row, fresh, err := m.one(domain.IntakeDecisions, decision.ID, where, func() (string, error) {
		made, said, err := softly(in, []string{"name"}, func(in domain.DecisionInput) (domain.Decision, error) { return m.AddDecision(m.ctx, in) })
		m.remarkAll(where, said)
		return strconv.FormatInt(made.ID, 10), err
	})
	if err != nil || !fresh {
		return err
	}
	if others != "" {
		m.report.Remark(where, "It was decided by "+others+" too: its outcome names them.")
	}
	id, _ := strconv.ParseInt(row, 10, 64)
	m.dateLater("decisions", row, decision.Created, decision.Updated)
	if open || decision.Supersedes != "" {
		m.describeLater(where, func() error { return m.finishDecision(id, where, decision.Supersedes, texts) })
	}
	return nil
}

// decide says who decided. Those who are not the one who takes it in stay names, in the outcome.
func (m *intake) decide(decision domain.IntakeDecision, in *domain.DecisionInput) string {
	var others []string
	for _, name := range decision.Deciders[:min(len(decision.Deciders), domain.AssigneesMax)] {
		if m.named(name) {
			in.DeciderIDs = []string{m.user.ID}
		} else {
			others = append(others, domain.Clip(name, 200))
		}
	}
	names := strings.Join(others, ", ")
	if names != "" {
		text := ""
		if in.Outcome != nil {
			text = *in.Outcome + "\n\n"
		}
		text += "(" + names + ")"
		in.Outcome = &text
	}
	return names
}

func (m *intake) finishDecision(id int64, where, supersedes string, texts domain.DecisionInput) error {
	_, err := m.UpdateDecision(m.ctx, id, "", func(in domain.DecisionInput) (domain.DecisionInput, error) {
		in.Context, in.Outcome = m.whole(where, texts.Context), m.whole(where, texts.Outcome)
		for i := range in.Options {
			if i < len(texts.Options) {
				in.Options[i].Detail = *m.whole(where, &texts.Options[i].Detail)
			}
		}
		if rows := m.rows(domain.IntakeDecisions, []string{supersedes}); len(rows) > 0 {
			in.SupersedesID = &rows[0]
		}
		return in, nil
	})
	return err
}

// rows are those of some things that are there.
func (m *intake) rows(kind string, ids []string) []int64 {
	var rows []int64
	for _, id := range ids {
		if row, err := strconv.ParseInt(m.known[known(kind, id)], 10, 64); err == nil && !slices.Contains(rows, row) {
			rows = append(rows, row)
		}
	}
	return rows
}
