package api

import (
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"mddash/domain"
	"mddash/handlers/visit"
)

const decisionsTag = "Decisions"

func (a *API) addDecisions() {
	const all, one = "/decisions", "/decisions/{id}"
	add(a, decisionsTag, operation{method: http.MethodGet, path: all, id: "list-decisions", summary: "List decisions", about: "Those of projects that you see, and to staff those without a project."}, listDecisions)
	addAgain(a, decisionsTag, operation{method: http.MethodPost, path: all, id: "add-decision", summary: "Add a decision", status: http.StatusCreated}, addDecision, addedDecision)
	add(a, decisionsTag, operation{method: http.MethodGet, path: one, id: "get-decision", summary: "Read a decision"}, getDecision)
	add(a, decisionsTag, operation{method: http.MethodPut, path: one, id: "replace-decision", summary: "Replace a decision", about: "What is left out takes its default. What it is linked to out of your sight stays."}, putDecision)
	add(a, decisionsTag, operation{method: http.MethodPatch, path: one, id: "change-decision", summary: "Change a decision", about: "A JSON Merge Patch: what is left out stays, null clears. The status decided says who and when, where the patch does not."}, patchDecision)
	add(a, decisionsTag, operation{method: http.MethodDelete, path: one, id: "delete-decision", summary: "Take a decision to the trash", status: http.StatusNoContent, about: "Who made it and admins may; in a project its owner and managers. It can be restored for 30 days."}, deleteDecision)
	addAgain(a, decisionsTag, operation{method: http.MethodPost, path: one + "/restore", id: "restore-decision", summary: "Bring a decision back from the trash"}, restoreDecision, restoredDecision)
}

// Decision is a question and what became of it. What is not there is null, never left out.
type Decision struct {
	ID              int64            `json:"id"`
	Name            string           `json:"name" example:"Ship the kiosk without animation?"`
	DueDate         *string          `json:"due_date" format:"date" doc:"Until when it is to be answered; of a decided one, when to look at it again"`
	Status          string           `json:"status" doc:"open, decided or dropped; others only where another program wrote them" example:"open"`
	Context         *string          `json:"context" doc:"Markdown"`
	Outcome         *string          `json:"outcome" doc:"Markdown"`
	Options         []DecisionChoice `json:"options" nullable:"false"`
	DecidedAt       *string          `json:"decided_at" format:"date"`
	DeciderIDs      []string         `json:"decider_ids" nullable:"false"`
	UserID          *string          `json:"user_id" doc:"Who made it; null where that is not known"`
	ProjectID       *int64           `json:"project_id"`
	TaskIDs         []int64          `json:"task_ids" nullable:"false" doc:"Linked tasks that you see"`
	NoteIDs         []int64          `json:"note_ids" nullable:"false" doc:"Linked notes that you see"`
	SupersedesID    *int64           `json:"supersedes_id" doc:"The decision that this one replaces; null too where you don't see it"`
	SupersededByIDs []int64          `json:"superseded_by_ids" nullable:"false" doc:"Those that replace this one and that you see"`
	CreatedAt       *time.Time       `json:"created_at" nullable:"true" doc:"null where another program left it out"`
	UpdatedAt       *time.Time       `json:"updated_at" nullable:"true"`
}

// DecisionChoice is one of the answers that were considered.
type DecisionChoice struct {
	Name   string  `json:"name"`
	Detail *string `json:"detail"`
	Chosen bool    `json:"chosen"`
}

func decisionOf(d domain.Decision) Decision {
	out := Decision{
		ID: d.ID, Name: d.Name, DueDate: text(d.DueDate), Status: d.Status, Context: text(d.Context), Outcome: text(d.Outcome),
		Options: []DecisionChoice{}, DecidedAt: text(d.DecidedAt), DeciderIDs: list(d.DeciderIDs), UserID: text(d.OwnerID), ProjectID: count(d.ProjectID),
		TaskIDs: []int64{}, NoteIDs: []int64{}, SupersedesID: count(d.Supersedes.ID), SupersededByIDs: []int64{}, CreatedAt: moment(d.CreatedAt), UpdatedAt: moment(d.UpdatedAt),
	}
	for _, o := range d.Options {
		out.Options = append(out.Options, DecisionChoice{Name: o.Name, Detail: text(o.Detail), Chosen: o.Chosen})
	}
	for _, task := range d.Tasks {
		out.TaskIDs = append(out.TaskIDs, task.ID)
	}
	for _, note := range d.Notes {
		out.NoteIDs = append(out.NoteIDs, note.ID)
	}
	for _, later := range d.SupersededBy {
		out.SupersededByIDs = append(out.SupersededByIDs, later.ID)
	}
	return out
}

// DecisionInput is a decision as it is sent. Its fields and their limits are the domain's.
type DecisionInput domain.DecisionInput

// DecisionPatch is a merge patch of a DecisionInput.
type DecisionPatch struct {
	domain.DecisionInput
	patch
}

func (p DecisionPatch) over(in domain.DecisionInput) (domain.DecisionInput, error) {
	return in.Merge(p.fields)
}

// OnDecision is a request about one decision.
type OnDecision struct {
	ID number `path:"id" minimum:"1"`
}

// ChangingDecision is a request that may be bound to the version of the decision that the caller knows.
type ChangingDecision struct {
	OnDecision
	Changing
}

type (
	addingDecision    struct{ Body DecisionInput }
	replacingDecision struct {
		ChangingDecision
		Body DecisionInput
	}
	patchingDecision struct {
		ChangingDecision
		Body DecisionPatch
	}
)

// decisionQuery is what the list of decisions can be asked for.
type decisionQuery struct {
	Status    string `query:"status" enum:"open,decided,dropped"`
	ProjectID string `query:"project_id" doc:"A project's id, or none for those without a project" example:"none"`
	DueBefore string `query:"due_before" format:"date" doc:"This day included"`
	DueAfter  string `query:"due_after" format:"date" doc:"This day included"`
	Query     string `query:"q" maxLength:"500" doc:"Words in the name, the context or the outcome"`
	Trashed   flag   `query:"trashed" doc:"true for what is in the trash, and only that"`
	Sort      string `query:"sort" doc:"due_date, created_at, updated_at, decided_at or name; - before it for descending" default:"created_at" example:"-created_at"`
	Paging
}

func (q decisionQuery) filter() (domain.DecisionFilter, error) {
	p := domain.Problems{}
	f := domain.DecisionFilter{
		Status: choice(p, "status", q.Status, domain.DecisionOpen, domain.DecisionDecided, domain.DecisionDropped), Query: q.Query, Sort: q.Sort,
		DueBefore: day(p, "due_before", q.DueBefore), DueAfter: day(p, "due_after", q.DueAfter), Cursor: q.Cursor, Limit: q.limit(p),
	}
	f.ProjectID, f.NoProject = idOrNone(p, "project_id", q.ProjectID)
	if trashed := q.Trashed.parse(p, "trashed"); trashed != nil {
		f.Trashed = *trashed
	}
	if utf8.RuneCountInString(q.Query) > 500 || len(strings.Fields(q.Query)) > 20 {
		p.Add("q", "Search for at most 20 words.")
	}
	return f, p.Err()
}

func listDecisions(v *visit.Visit, in *decisionQuery) (*page[Decision], error) {
	filter, err := in.filter()
	if err != nil {
		return nil, err
	}
	found, err := v.Scope.Decisions(v.Ctx(), filter)
	if err != nil {
		return nil, err
	}
	items := make([]Decision, len(found.Items))
	for i, decision := range found.Items {
		items[i] = decisionOf(decision)
	}
	return pageOf(v, items, found.Total, found.Next), nil
}

func addDecision(v *visit.Visit, in *addingDecision) (*created[Decision], error) {
	return newDecision(v)(v.Scope.AddDecision(v.Ctx(), domain.DecisionInput(in.Body)))
}

func addedDecision(v *visit.Visit, _ *addingDecision, earlier domain.Earlier) (*created[Decision], error) {
	return newDecision(v)(v.Scope.Decision(v.Ctx(), earlier.Added("decision")))
}

func newDecision(v *visit.Visit) func(domain.Decision, error) (*created[Decision], error) {
	return func(decision domain.Decision, err error) (*created[Decision], error) {
		if err != nil {
			return nil, err
		}
		return &created[Decision]{Location: placeIn(v, "/decisions", decision.ID), ETag: quoted(decision.Version()), Body: decisionOf(decision)}, nil
	}
}

func getDecision(v *visit.Visit, in *OnDecision) (*object[Decision], error) {
	id, err := in.ID.id()
	if err != nil {
		return nil, err
	}
	return decisionObject(v.Scope.Decision(v.Ctx(), id))
}

func putDecision(v *visit.Visit, in *replacingDecision) (*object[Decision], error) {
	return in.change(v, func(domain.DecisionInput) (domain.DecisionInput, error) { return domain.DecisionInput(in.Body), nil })
}

func patchDecision(v *visit.Visit, in *patchingDecision) (*object[Decision], error) {
	return in.change(v, in.Body.over)
}

func (c ChangingDecision) change(v *visit.Visit, change func(domain.DecisionInput) (domain.DecisionInput, error)) (*object[Decision], error) {
	id, version, err := c.row(v)
	if err != nil {
		return nil, err
	}
	return decisionObject(v.Scope.UpdateDecision(v.Ctx(), id, version, change))
}

func deleteDecision(v *visit.Visit, in *ChangingDecision) (*none, error) {
	id, version, err := in.row(v)
	if err != nil {
		return nil, err
	}
	return &none{}, v.Scope.DeleteDecision(v.Ctx(), id, version)
}

func restoreDecision(v *visit.Visit, in *OnDecision) (*object[Decision], error) {
	id, err := in.ID.id()
	if err != nil {
		return nil, err
	}
	return decisionObject(v.Scope.RestoreDecision(v.Ctx(), id))
}

// restoredDecision answers again with the decision as it is now.
func restoredDecision(v *visit.Visit, in *OnDecision, _ domain.Earlier) (*object[Decision], error) {
	return getDecision(v, in)
}

// row is which decision is meant, and the version that it has to have.
func (c ChangingDecision) row(v *visit.Visit) (id int64, version string, err error) {
	if id, err = c.ID.id(); err != nil {
		return 0, "", err
	}
	version, err = c.version(func() (string, error) {
		decision, err := v.Scope.Decision(v.Ctx(), id)
		return decision.Version(), err
	})
	return id, version, err
}

func decisionObject(decision domain.Decision, err error) (*object[Decision], error) {
	if err != nil {
		return nil, err
	}
	return &object[Decision]{ETag: quoted(decision.Version()), Body: decisionOf(decision)}, nil
}
