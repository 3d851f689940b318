package visit

import (
	"errors"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"mddash/domain"
	"mddash/store"
)

// identify finds out who is calling, once for each request. Credentials that do not hold make the caller nobody.
func (d *Doors) identify(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		c.SetRequest(c.Request().WithContext(store.From(c.Request().Context(), c.RealIP())))
		if isPlain(c.Request()) {
			if isSaid(c.Request()) {
				d.speak(c, domain.User{})
			}
			return next(c)
		}
		if isPublic(c.Request()) {
			d.speak(c, domain.User{})
			return next(c)
		}
		v := &Visit{Context: c, doors: d}
		c.Set(visitKey, v)
		if err := d.recognise(v); errors.Is(err, domain.ErrUnauthorized) {
			v.refused = err
		} else if err != nil {
			return err
		}
		d.speak(c, v.User)
		return next(c)
	}
}

// recognise fills in who the caller is; Unauthorized when what they brought does not hold.
// A bearer header is all that counts when there is one: cookies count only where the cross-origin check was made.
func (d *Doors) recognise(v *Visit) error {
	token, bearer := bearerToken(v.Request())
	email, secret, basic := v.Request().BasicAuth()
	switch {
	case isDAV(v.Request()) && basic:
		return d.recogniseProgram(v, email, secret)
	case bearer && strings.HasPrefix(token, "mdd_"):
		return d.recogniseAPIToken(v, token)
	case bearer:
		return d.recogniseAccessToken(v, token)
	case !v.hasSession():
		return nil
	}
	if err := d.recogniseSession(v); err != nil || v.SignedIn() || !d.settings.NextAuth {
		return err
	}
	return d.recogniseNextAuth(v)
}

func (d *Doors) recogniseAPIToken(v *Visit, secret string) error {
	user, token, err := d.store.APITokenUser(v.Ctx(), secret)
	if err != nil {
		return err
	}
	v.Scopes = append([]string{}, token.Scopes...)
	v.known(user, APIToken)
	return nil
}

func (d *Doors) recogniseProgram(v *Visit, email, secret string) error {
	user, token, err := d.store.ProgramUser(v.Ctx(), email, secret, network(v.RealIP()))
	if err != nil {
		return err
	}
	v.Scopes = append([]string{}, token.Scopes...)
	v.known(user, APIToken)
	return nil
}

func (d *Doors) recogniseAccessToken(v *Visit, token string) error {
	claims, err := d.tokens.verify(token)
	if err != nil {
		return err
	}
	user, login, err := d.store.LoginUser(v.Ctx(), claims.LoginID)
	if err != nil {
		return err
	}
	if user.ID != claims.Subject {
		return errBadToken
	}
	v.Login = login
	v.known(user, Bearer)
	return nil
}

func (d *Doors) recogniseSession(v *Visit) error {
	id := d.sessions.GetString(v.Ctx(), loginKey)
	if id == "" {
		return nil
	}
	user, login, err := d.store.LoginUser(v.Ctx(), id)
	if err != nil {
		return err
	}
	v.Login = login
	v.known(user, Session)
	return nil
}

func (d *Doors) recogniseNextAuth(v *Visit) error {
	for _, cookie := range nextAuthCookies(v.Request()) {
		user, err := d.store.NextAuthUser(v.Ctx(), cookie.Value)
		if errors.Is(err, domain.ErrUnauthorized) {
			continue
		}
		if err != nil {
			return err
		}
		v.known(user, NextAuth)
		return nil
	}
	return nil
}

// known makes the visit one of a person.
func (v *Visit) known(user domain.User, via Via) {
	v.User, v.Via, v.refused = user, via, nil
	v.Scope = v.doors.store.As(user)
}

// bearerToken reads the Authorization header. Whether there is one decides about cookies and the cross-origin check,
// so everything that asks has to ask here.
func bearerToken(r *http.Request) (token string, bearer bool) {
	scheme, token, _ := strings.Cut(strings.TrimSpace(r.Header.Get("Authorization")), " ")
	return strings.TrimSpace(token), strings.EqualFold(scheme, "Bearer")
}

// nextAuthCookies are the cookies that NextAuth and its successor name their database sessions with.
func nextAuthCookies(r *http.Request) []*http.Cookie {
	found := []*http.Cookie{}
	for _, name := range []string{
		"__Secure-authjs.session-token", "authjs.session-token",
		"__Secure-next-auth.session-token", "next-auth.session-token",
	} {
		if cookie, err := r.Cookie(name); err == nil && cookie.Value != "" {
			found = append(found, cookie)
		}
	}
	return found
}
