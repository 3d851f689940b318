package web

import (
	"net/http"
	"strconv"
	"strings"

	"mddash/domain"
	"mddash/handlers/visit"
	"mddash/views"
)

// ShowOutcome is the form that records an answer.
func (s *Site) ShowOutcome(v *visit.Visit) error {
	form, err := s.decisionForm(v)
	if err != nil {
		return err
	}
	form.DueDate = ""
	if form.DecidedAt == "" {
		form.DecidedAt = string(v.Today())
	}
	if len(form.DeciderIDs) == 0 {
		form.DeciderIDs = []string{v.User.ID}
	}
	return s.showOutcome(v, http.StatusOK, form)
}

func (s *Site) showOutcome(v *visit.Visit, status int, form views.DecisionForm) error {
	if err := s.fillDecisionForm(v, &form); err != nil {
		return err
	}
	if v.Partial() {
		return s.showPieces(v, status, views.DecisionOutcomeDialog(form))
	}
	return s.show(v, status, views.DecisionOutcome(form))
}

// Decide records an answer: what was chosen, why, when and by whom.
func (s *Site) Decide(v *visit.Visit) error {
	form, err := s.decisionForm(v)
	if err != nil {
		return err
	}
	sent := v.Fields()
	form.Outcome = strings.ReplaceAll(sent.Get("outcome"), "\r\n", "\n")
	form.DecidedAt, form.DueDate, form.DeciderIDs = sent.Get("decided_at"), sent.Get("due_date"), sent["decider_ids"]
	decided := domain.DecisionDecided
	saved, err := v.Scope.UpdateDecision(v.Ctx(), form.Decision.ID, sent.Get("version"), func(in domain.DecisionInput) (domain.DecisionInput, error) {
		in.Status, in.Outcome, in.DecidedAt, in.DueDate, in.DeciderIDs = &decided, &form.Outcome, &form.DecidedAt, &form.DueDate, form.DeciderIDs
		for i := range in.Options {
			in.Options[i].Chosen = sent.Get("choice") == strconv.Itoa(i)
		}
		form.Options = in.Options
		return in, nil
	})
	if err != nil {
		message, problems, status, ok := said(v, err)
		if !ok {
			return err
		}
		form.Message, form.Errors = message, problems
		return s.showOutcome(v, status, form)
	}
	v.Toast(v.T("%s decided", named(v, saved.Name)), v.Scope.Batch())
	return v.To(views.DecisionPath(saved.ID))
}

// SetDecisionStatus drops a question, or opens it again.
func (s *Site) SetDecisionStatus(v *visit.Visit) error {
	id, err := v.ID("id")
	if err != nil {
		return err
	}
	status := v.Fields().Get("status")
	d, err := v.Scope.UpdateDecision(v.Ctx(), id, "", func(in domain.DecisionInput) (domain.DecisionInput, error) {
		in.Status = &status
		return in, nil
	})
	if err != nil {
		return s.decisionRefused(v, id, err)
	}
	if d.Status == domain.DecisionDropped {
		v.Toast(v.T("%s dropped", named(v, d.Name)), v.Scope.Batch())
	} else {
		v.Toast(v.T("%s is open again", named(v, d.Name)), v.Scope.Batch())
	}
	return v.To(views.DecisionPath(id))
}

// DeleteDecision takes a decision to the trash.
func (s *Site) DeleteDecision(v *visit.Visit) error {
	id, err := v.ID("id")
	if err != nil {
		return err
	}
	d, err := v.Scope.Decision(v.Ctx(), id)
	if err == nil {
		err = v.Scope.DeleteDecision(v.Ctx(), id, "")
	}
	if err != nil {
		return err
	}
	v.Toast(v.T("%s deleted", named(v, d.Name)), v.Scope.Batch())
	return v.To(views.DecisionsAt{In: d.ProjectID}.Path())
}

// RestoreDecision brings a decision back from the trash.
func (s *Site) RestoreDecision(v *visit.Visit) error {
	id, err := v.ID("id")
	if err != nil {
		return err
	}
	d, err := v.Scope.RestoreDecision(v.Ctx(), id)
	if err != nil {
		return err
	}
	v.ToastTo(v.T("%s restored", named(v, d.Name)), v.Scope.Batch(), v.T("Open"), views.DecisionPath(id))
	return v.To(views.DecisionsAt{View: views.DecisionsTrash}.Path())
}

// PurgeDecision deletes a decision for good that is in the trash.
func (s *Site) PurgeDecision(v *visit.Visit) error {
	id, err := v.ID("id")
	if err != nil {
		return err
	}
	if err := v.Scope.PurgeDecision(v.Ctx(), id); err != nil {
		return err
	}
	v.Toast(v.T("Deleted for good"), "")
	return v.To(views.DecisionsAt{View: views.DecisionsTrash}.Path())
}

// decisionRefused says in a message why something was not done, on the decision's page. What the person may not do
// stays an error.
func (s *Site) decisionRefused(v *visit.Visit, id int64, err error) error {
	message, fields, _, ok := said(v, err)
	if !ok || domain.KindOf(err) == domain.Denied {
		return err
	}
	if problems := fields.In(); message == "" && len(problems) > 0 {
		message = problems[0].Text
	}
	v.BadToast(message)
	return v.To(views.DecisionPath(id))
}
