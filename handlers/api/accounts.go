package api

import (
	"fmt"
	"net/http"
	"strings"

	"mddash/domain"
	"mddash/handlers/visit"
)

const accountsTag = "Accounts"

const aboutSignIn = "Whoever has two-factor authentication sends a code along in totp: of their authenticator app, or a recovery code. Either works once. " +
	"Without one, and only where address and password are right, the answer is 401 with the type " + visit.ProblemTypes + domain.CodeNeeded +
	"; with a wrong one 401 with the type " + visit.ProblemTypes + domain.CodeWrong + "."

func (a *API) addAccounts() {
	for _, name := range []string{"signup", "register"} {
		add(a, accountsTag, operation{method: http.MethodPost, path: "/auth/" + name, id: name, who: anyone, status: http.StatusCreated, summary: "Make an account, and sign in", errors: []int{403, 409, 429}}, signUp)
	}
	for _, name := range []string{"signin", "login"} {
		add(a, accountsTag, operation{method: http.MethodPost, path: "/auth/" + name, id: name, who: anyone, summary: "Sign in", about: aboutSignIn, errors: []int{401, 429}}, signIn)
	}
	add(a, accountsTag, operation{method: http.MethodPost, path: "/auth/refresh", id: "refresh", who: anyone, summary: "Trade a refresh token for a new pair", about: "Each works once: a second use ends the login that it belongs to.", errors: []int{401}}, refresh)
	add(a, accountsTag, operation{method: http.MethodPost, path: "/auth/signout", id: "signout", who: person, status: http.StatusNoContent, summary: "Sign out", about: "Ends the session, its access tokens and its refresh tokens."}, signOut)
	add(a, accountsTag, operation{method: http.MethodGet, path: "/auth/me", id: "me", summary: "Read who you are"}, me)
	add(a, accountsTag, operation{method: http.MethodPatch, path: "/auth/me", id: "change-me", summary: "Change your profile"}, changeMe)
	addAgain(a, accountsTag, operation{method: http.MethodPost, path: "/auth/password", id: "change-password", who: person, status: http.StatusNoContent, summary: "Change your password", about: "Every other session, every refresh token and every API token of yours ends."}, changePassword, changedPassword)
	add(a, accountsTag, operation{method: http.MethodPost, path: "/auth/forgot", id: "forgot", who: anyone, status: http.StatusAccepted, summary: "Ask for a link to set a new password", about: "The answer is the same whether or not there is such an account."}, forgot)
	add(a, accountsTag, operation{method: http.MethodPost, path: "/auth/reset", id: "reset", who: anyone, status: http.StatusNoContent, summary: "Set a new password by the code of such a link", errors: []int{403, 404}}, reset)
}

type welcome struct {
	Location string `header:"Location"`
	Body     Welcome
}

func signUp(v *visit.Visit, in *struct{ Body domain.SignUpInput }) (*welcome, error) {
	if err := v.SignUp(in.Body); err != nil {
		return nil, err
	}
	out, err := greet(v)
	if err == nil {
		out.Location = v.URL(Prefix + "/auth/me")
	}
	return out, err
}

func signIn(v *visit.Visit, in *struct{ Body domain.SignInInput }) (*welcome, error) {
	if err := v.SignIn(in.Body, true); err != nil {
		return nil, err
	}
	return greet(v)
}

func greet(v *visit.Visit) (*welcome, error) {
	pair, err := v.Tokens()
	if err != nil {
		return nil, err
	}
	return &welcome{Body: Welcome{User: userOf(v.User), Pass: passOf(pair)}}, nil
}

func passOf(p visit.Pair) Pass {
	return Pass{AccessToken: p.AccessToken, TokenType: "Bearer", ExpiresIn: p.ExpiresIn, RefreshToken: p.RefreshToken}
}

// RefreshInput is a refresh token to trade.
type RefreshInput struct {
	RefreshToken string `json:"refresh_token" minLength:"1" maxLength:"200"`
}

type pass struct{ Body Pass }

func refresh(v *visit.Visit, in *struct{ Body RefreshInput }) (*pass, error) {
	if in.Body.RefreshToken == "" {
		return nil, domain.Problems{"refresh_token": "Send the refresh token."}.Err()
	}
	pair, err := v.Refresh(in.Body.RefreshToken)
	if err != nil {
		return nil, err
	}
	return &pass{Body: passOf(pair)}, nil
}

func signOut(v *visit.Visit, _ *none) (*none, error) { return &none{}, v.SignOut() }

func me(v *visit.Visit, _ *none) (*object[Me], error) {
	ways, err := v.Scope.WaysIn(v.Ctx())
	return meObject(v.User, ways, err)
}

type changingMe struct {
	Changing
	Body ProfilePatch
}

// ProfilePatch is a merge patch of a profile.
type ProfilePatch struct {
	domain.ProfileInput
	patch
}

func (p ProfilePatch) over(in domain.ProfileInput) (domain.ProfileInput, error) {
	return domain.MergeFields(in, p.fields, domain.ProfileFields)
}

func changeMe(v *visit.Visit, in *changingMe) (*object[Me], error) {
	ways, err := v.Scope.WaysIn(v.Ctx())
	if err != nil {
		return nil, err
	}
	version, err := in.version(func() (string, error) { return meVersion(v.User, ways), nil })
	if err != nil {
		return nil, err
	}
	if profile, same := strings.CutSuffix(version, waysVersion(ways)); same {
		version = profile
	}
	user, err := v.Scope.ChangeProfile(v.Ctx(), in.Body.over, version)
	return meObject(user, ways, err)
}

// meVersion is that of the profile, with what else is shown of somebody: a strong validator changes with all that is shown
// (RFC 9110, section 8.8.1), or a passkey that somebody else made would hide behind a 304. So a change that was begun before
// it came is refused, too: whoever makes it has seen another account.
func meVersion(u domain.User, ways domain.WaysIn) string { return u.Version() + waysVersion(ways) }

func waysVersion(ways domain.WaysIn) string {
	return fmt.Sprintf("-%t-%d", ways.TwoFactor, ways.Passkeys)
}

func meObject(u domain.User, ways domain.WaysIn, err error) (*object[Me], error) {
	if err != nil {
		return nil, err
	}
	return &object[Me]{ETag: quoted(meVersion(u, ways)), Body: Me{User: userOf(u), TwoFactor: ways.TwoFactor, Passkeys: ways.Passkeys}}, nil
}

func changePassword(v *visit.Visit, in *struct{ Body domain.PasswordInput }) (*none, error) {
	return &none{}, v.ChangePassword(in.Body)
}

func changedPassword(*visit.Visit, *struct{ Body domain.PasswordInput }, domain.Earlier) (*none, error) {
	return &none{}, nil
}

func forgot(v *visit.Visit, in *struct{ Body domain.ForgotInput }) (*none, error) {
	return &none{}, v.AskReset(in.Body)
}

func reset(v *visit.Visit, in *struct{ Body domain.ResetInput }) (*none, error) {
	return &none{}, v.ResetPassword(in.Body)
}
