package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"mddash/domain"
	"mddash/handlers/visit"
	"mddash/views"
)

// auditShown is how many entries are on one page.
const auditShown = 50

// ShowHealthPage shows an admin how the instance does that answers.
func (s *Site) ShowHealthPage(v *visit.Visit) error {
	health, err := v.Health()
	if err != nil {
		return err
	}
	return s.show(v, http.StatusOK, views.Health(views.HealthPage{Health: health, Now: local(v)}))
}

// ShowJobs shows what is done in the background, and what waits.
func (s *Site) ShowJobs(v *visit.Visit) error {
	jobs, err := v.Jobs()
	if err != nil {
		return err
	}
	queues, err := v.Scope.Queues(v.Ctx())
	if err != nil {
		return err
	}
	return s.show(v, http.StatusOK, views.Jobs(views.JobsPage{Jobs: jobs, Queues: queues, Now: local(v)}))
}

// RunJob has one of them done at once.
func (s *Site) RunJob(v *visit.Visit) error {
	// The router leaves the escapes of a path in what it takes out of it.
	name, err := url.PathUnescape(v.Param("job"))
	if err != nil {
		return domain.Fail(domain.NotFound, "There is no such job.")
	}
	if err := v.RunJob(name); err != nil {
		return err
	}
	v.Toast(v.T("It is being done"), "")
	return v.To("/admin/jobs")
}

// RetryQueue has what was tried in vain tried at once.
func (s *Site) RetryQueue(v *visit.Visit) error {
	if _, err := v.Scope.RetryQueue(v.Ctx(), v.Param("queue")); err != nil {
		return err
	}
	v.Toast(v.T("It is being tried again"), "")
	return v.To("/admin/jobs")
}

// ShowAudit shows who did what to accounts and to the server. What is no filter of ours is left out.
func (s *Site) ShowAudit(v *visit.Visit) error {
	f := domain.AuditFilter{Who: v.QueryParam("who")}
	if topic := v.QueryParam("topic"); slices.Contains(domain.AuditTopics, topic) {
		f.Topic = topic
	}
	if below, err := strconv.ParseInt(v.QueryParam("below"), 10, 64); err == nil && below > 0 {
		f.Below = below
	}
	page, err := v.Scope.Audit(v.Ctx(), f, auditShown)
	if err != nil {
		return err
	}
	return s.show(v, http.StatusOK, views.Audit(views.AuditPage{AuditPage: page, Filter: f, Now: local(v)}))
}
