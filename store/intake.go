package store

import (
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// Taking says how an intake is taken in.
type Taking struct {
	// Rehearse does everything and then takes all of it back, so that the report is what would become of it.
	Rehearse bool
	// FileMax is the size that a file may have, in bytes.
	FileMax int64
	// Told hears how far it is; nil where nobody asks.
	Told func(done, all int)

	// finish is the last thing that the transaction does.
	finish func(ctx context.Context, tx bun.Tx, report domain.IntakeReport) error
	// begin is the first one; its error ends everything.
	begin func(ctx context.Context, tx bun.Tx) error
}

// errRehearsed ends the transaction of a rehearsal.
var errRehearsed = errors.New("store: this was a rehearsal")

// TakeIn makes the things of another program the caller's, in one transaction: all that can be taken is there in the end,
// or nothing is where it fails. Each is made by the operation that a person makes it by, with the caller's rights; one
// that can't be is told of and holds up no other. What came before, by its id there, is not made twice, whatever became
// of it here. Invalid where there is too much of it.
func (s *Scope) TakeIn(ctx context.Context, in domain.Intake, how Taking) (domain.IntakeReport, error) {
	report := domain.NewIntakeReport()
	if in.Count() > in.Most() {
		return report, domain.Fail(domain.Invalid, "There are more than "+strconv.Itoa(in.Most())+" things in it. Take it in in parts.")
	}
	here, err := s.store.place(ctx)
	if err != nil {
		return report, err
	}
	err = s.asOne(ctx, func(ctx context.Context, inside *Scope) error {
		inside.quiet = true
		m := &intake{Scope: inside, ctx: ctx, in: in, how: how, here: here, all: in.Count(), report: domain.NewIntakeReport()}
		err := m.take()
		report = m.report
		if err == nil && how.Rehearse {
			err = errRehearsed
		}
		return err
	})
	if errors.Is(err, errRehearsed) {
		report.Rehearsed, err = true, nil
		if how.finish != nil {
			err = s.store.inTx(ctx, func(ctx context.Context, tx bun.Tx) error { return how.finish(ctx, tx, report) })
		}
	}
	return report, err
}

// TakeBack is TakeIn for a caller who waits for it. No file may have more than fileMax bytes.
func (s *Scope) TakeBack(ctx context.Context, in domain.Intake, fileMax int64, rehearse bool) (domain.IntakeReport, error) {
	return s.TakeIn(ctx, in, Taking{FileMax: fileMax, Rehearse: rehearse})
}

// intake is one under way.
type intake struct {
	*Scope
	ctx       context.Context
	in        domain.Intake
	how       Taking
	done, all int
	report    domain.IntakeReport
	known     map[string]string // rows by kind and id there
	todos     map[string]domain.IntakeTodo
	projects  map[string]*takenProject
	fresh     map[string]bool // what is new, as in known
	came      []formerName    // of what is new, as far as it is not written down
	waiting   []waitingTodo   // todos that are made with one statement
	notes     []waitingNote   // notes, so many bytes of text
	bytes     int
	talk      []waitingComment // comments, so many bytes of text
	queued    map[string]bool  // what waits of notes and comments, as in known
	here      string           // what things of this database are told from others by
	returns   bool             // whether something of this very database is among it
	later     later
}

// takenProject is where the tasks of a project go: 0 are personal todos.
type takenProject struct {
	id       int64
	statuses map[string]string
	personal string // a tag for those of a project that can't be made
}

func (m *intake) take() error {
	tx := *m.store.together
	if m.how.begin != nil {
		if err := m.how.begin(m.ctx, tx); err != nil {
			return err
		}
	}
	for _, one := range m.in.Remarks {
		m.report.Remark(one.Path, one.Why)
	}
	m.report.RemarksN += m.in.Remarked - len(m.in.Remarks)
	m.report.LeaveAll(m.in.PassedBy)
	steps := []func() error{m.remember, m.takeClients, m.takeProjects, m.takeTodos, m.takeNotes, m.takePages, m.takeDecisions, m.connectTodos, m.takeCalendars, m.takeTime, m.takeFollowed, m.takeFilters, m.takeSettings, m.finishLater, m.rememberAll, m.tellShares}
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	if m.how.Rehearse {
		return nil
	}
	taken := takenIn{from: m.in.Source, made: m.report.Made, there: m.report.Before(), leftOut: m.report.LeftOutN}
	if err := m.auditImport(m.ctx, tx, taken); err != nil || m.how.finish == nil {
		return err
	}
	return m.how.finish(m.ctx, tx, m.report)
}

func (m *intake) takeProjects() error {
	m.projects = map[string]*takenProject{"": {}}
	for _, project := range m.in.Projects {
		if err := m.takeProject(project); err != nil {
			return err
		}
	}
	return nil
}

func (m *intake) takeProject(project domain.IntakeProject) error {
	fit, said := project.Fit()
	where := "Project “" + fit.Input.Name + "”"
	if !m.user.IsStaff() {
		m.report.Remark(where, "You can't make projects here: its todos are personal ones, with its name as a tag.")
		m.projects[project.ID] = &takenProject{personal: fit.Input.Name}
		m.told()
		return nil
	}
	taken := &takenProject{}
	board, statuses := fit.Board()
	row, fresh, err := m.one(domain.IntakeProjects, project.ID, where, func() (string, error) {
		made, more, err := m.addProject(fit)
		said = append(said, more...)
		if err == nil && len(board.Columns) > 0 {
			_, err = m.SetColumns(m.ctx, made.ID, "", board)
		}
		return strconv.FormatInt(made.ID, 10), err
	})
	if err != nil || row == "" {
		return err
	}
	taken.id, _ = strconv.ParseInt(row, 10, 64)
	taken.statuses = statuses
	m.projects[project.ID] = taken
	m.hangFiles(domain.Holder{Kind: domain.OnProject, ID: taken.id}, where, fit.Files)
	if !fresh {
		return nil
	}
	m.finishProject(taken.id, where, project, fit)
	if len(m.report.Names) < domain.LeftOutMax {
		m.report.Names = append(m.report.Names, fit.Input.Name)
	}
	m.remarkAll(where, said)
	m.dateLater("projects", row, fit.Created, fit.Updated)
	return nil
}

func (m *intake) remarkAll(where string, said []string) {
	for _, why := range said {
		m.report.Remark(where, why)
	}
}

func plausible(t, now time.Time) bool { return !t.IsZero() && t.Year() >= 1970 && !t.After(now) }
