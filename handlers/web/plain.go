package web

import (
	"net/http"

	"mddash/handlers/visit"
	"mddash/views"
)

// ShowHealth tells that the process is there, and nothing else.
func (s *Site) ShowHealth(v *visit.Visit) error { return v.String(http.StatusOK, "ok\n") }

// ShowReady tells whether the database answers, and not why it does not.
func (s *Site) ShowReady(v *visit.Visit) error {
	if v.Ready() != nil {
		return v.String(http.StatusServiceUnavailable, "not ready\n")
	}
	return v.String(http.StatusOK, "ready\n")
}

// ShowMetrics tells a program that holds the token for it how the server does.
func (s *Site) ShowMetrics(v *visit.Visit) error {
	text, err := v.Metrics()
	if err != nil {
		return err
	}
	v.Response().Header().Set("Cache-Control", "no-store")
	return v.Blob(http.StatusOK, visit.MetricsType, text)
}

// ShowRobots keeps search engines away: nothing here is for them.
func (s *Site) ShowRobots(v *visit.Visit) error {
	return v.String(http.StatusOK, "User-agent: *\nDisallow: /\n")
}

// ShowGallery shows every part that pages are made of, to those who make them.
func (s *Site) ShowGallery(v *visit.Visit) error {
	return s.show(v, http.StatusOK, views.Gallery())
}

// ShowProblem is the page, or the piece of one, for what went wrong.
func (s *Site) ShowProblem(v *visit.Visit, p visit.Problem) error {
	page := views.OopsPage{Status: p.Status, Detail: v.Language().Said(p.Detail), Wait: p.RetryAfter, RequestID: p.RequestID}
	page.Problems = inWords(v, p.Fields).In()
	if v.Request().Method == http.MethodGet && p.Status >= http.StatusTooManyRequests {
		page.Retry, _ = visit.Local(v.Request().URL.RequestURI())
	}
	if v.Partial() {
		v.KeepPage()
		return s.write(v, p.Status, s.frame(v), views.OopsPiece(page))
	}
	return s.write(v, p.Status, s.frame(v), views.Oops(page))
}
