package web

import (
	"errors"
	"net/http"

	"mddash/domain"
	"mddash/handlers/visit"
	"mddash/views"
)

// codePath is the second step of signing in.
const codePath = "/signin/code"

// ShowSecondStep asks whoever had the right password for a code.
func (s *Site) ShowSecondStep(v *visit.Visit) error {
	return s.secondStepPage(v, http.StatusOK, views.SecondStepPage{Recovery: v.QueryParam("with") == "recovery"})
}

func (s *Site) secondStepPage(v *visit.Visit, status int, page views.SecondStepPage) error {
	half, pending := v.Half()
	if !pending {
		return v.To("/signin")
	}
	page.Email, page.PasskeySite, page.Next, page.Stay = half.Email, v.PasskeySite(), half.Next, half.Stay
	return s.show(v, status, views.SecondStep(page))
}

// TakeSecondStep signs somebody in by a code and sends them on to where they wanted to go.
func (s *Site) TakeSecondStep(v *visit.Visit) error {
	half, pending := v.Half()
	page := views.SecondStepPage{Recovery: v.Fields().Get("with") == "recovery"}
	proof, err := v.SecondStep(v.Fields().Get("code"))
	if err == nil {
		tellCodesLeft(v, proof)
		return v.To(orHome(half.Next))
	}
	message, _, status, ok := said(v, err)
	if !ok {
		return err
	}
	var refused *domain.Error
	if errors.As(err, &refused) && refused.Kind == domain.Unauthorized && refused.Type == "" || !pending {
		v.BadToast(message)
		return v.To("/signin")
	}
	if wait := visit.ProblemOf(err).RetryAfter; wait > 0 {
		v.RetryAfter(wait)
		page.Message = message
	} else {
		page.Error = message
	}
	return s.secondStepPage(v, status, page)
}

// tellCodesLeft reminds whoever used a recovery code that they run out.
func tellCodesLeft(v *visit.Visit, proof domain.Proof) {
	switch {
	case !proof.Recovered:
	case proof.CodesLeft == 0:
		v.ToastTo(v.T("That was your last recovery code."), "", v.T("Make new ones"), "/settings/security")
	case proof.CodesLeft <= domain.RecoveryFew:
		v.ToastTo(v.T("You have %s left.", views.Plural(proof.CodesLeft, v.T("recovery code"), v.T("recovery codes"))), "", v.T("Make new ones"), "/settings/security")
	}
}

// LeaveSecondStep lets somebody else sign in at this browser.
func (s *Site) LeaveSecondStep(v *visit.Visit) error {
	v.ForgetHalf()
	return v.To("/signin")
}
