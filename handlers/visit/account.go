package visit

import (
	"context"
	"errors"
	"net/http"
	"time"

	"mddash/domain"
	"mddash/store"
)

// answerFloor is how long asking for a new password takes at least, whether or not there is such an account.
const answerFloor = 300 * time.Millisecond

// SignUp makes an account and signs its owner in. Denied where registration is not open to them, Conflict when the
// address has an account.
func (v *Visit) SignUp(in domain.SignUpInput) error {
	if asked := v.Language(); in.Language == "" && asked != nil {
		in.Language = asked.Tag
	}
	user, err := v.doors.store.SignUp(v.Ctx(), in, v.doors.settings.Registration)
	if err != nil {
		return err
	}
	return v.enter(domain.Proof{User: user}, true)
}

// SignIn signs somebody in: Unauthorized for a wrong pair, and with a type for a code that is missing or wrong; TooMany after too
// many of them. Who does not stay is signed out when the browser is closed.
func (v *Visit) SignIn(in domain.SignInInput, stay bool) error {
	proof, err := v.doors.store.SignIn(v.Ctx(), in, network(v.RealIP()))
	if err != nil {
		return err
	}
	return v.enter(proof, stay)
}

// enter begins a login, and a session where the caller's cookies count. The session gets a new token, so that nobody
// knows it who planted the one before, and forgets whoever else had typed their password at this browser.
func (v *Visit) enter(proof domain.Proof, stay bool) error {
	lifetime := visitFor
	if stay {
		lifetime = stayFor
	}
	device := domain.Device{UserAgent: v.Request().UserAgent(), Address: v.RealIP(), Language: v.heardLanguage()}
	login, err := v.doors.store.BeginLogin(v.Ctx(), proof, device, lifetime)
	if err != nil {
		return err
	}
	before := v.Login.ID
	v.Login = login
	if !v.hasSession() {
		v.known(proof.User, Bearer)
		return nil
	}
	v.ForgetHalf()
	sessions := v.doors.sessions
	if err := sessions.RenewToken(v.Ctx()); err != nil {
		return err
	}
	sessions.Put(v.Ctx(), loginKey, login.ID)
	sessions.Put(v.Ctx(), stayKey, stay)
	sessions.SetDeadline(v.Ctx(), v.Now().Add(lifetime).UTC())
	// Saved here already, so that somebody whose session cannot be kept is not told that they are signed in.
	if _, _, err := sessions.Commit(v.Ctx()); err != nil {
		return err
	}
	v.known(proof.User, Session)
	if before == "" {
		return nil
	}
	return v.doors.store.EndLogin(v.Ctx(), before)
}

// TryPush sends a message to the caller's browser at once; the error says why it did not arrive.
func (v *Visit) TryPush() error {
	to, err := v.Scope.BrowserToTry(v.Ctx(), v.Login.ID)
	if err != nil {
		return err
	}
	if v.doors.settings.TryPush == nil {
		return domain.Fail(domain.Conflict, "Nothing is sent from here.")
	}
	user := v.User
	user.Language = v.Language().ID()
	return v.doors.settings.TryPush(v.Ctx(), to, user)
}

// SignOut ends the caller's login with everything that hangs on it. It is no error when nobody was signed in.
func (v *Visit) SignOut() error {
	if err := v.InPerson(); err != nil {
		return err
	}
	if v.Login.ID != "" {
		if err := v.doors.store.SignOut(v.Ctx(), v.Login.ID); err != nil && !errors.Is(err, domain.ErrNotFound) {
			return err
		}
	}
	if v.hasSession() {
		if err := v.leaveNextAuth(); err != nil {
			return err
		}
		if err := v.doors.sessions.Destroy(v.Ctx()); err != nil {
			return err
		}
		v.forgetPages()
	}
	v.User, v.Login, v.Scope, v.Via = domain.User{}, domain.Login{}, nil, 0
	return nil
}

func (v *Visit) leaveNextAuth() error {
	if !v.doors.settings.NextAuth {
		return nil
	}
	for _, cookie := range nextAuthCookies(v.Request()) {
		if err := v.doors.store.EndNextAuth(v.Ctx(), cookie.Value); err != nil && !errors.Is(err, domain.ErrNotFound) {
			return err
		}
		http.SetCookie(v.Response(), &http.Cookie{
			Name: cookie.Name, Path: "/", MaxAge: -1, HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: v.doors.base.Scheme == "https",
		})
	}
	return nil
}

// ChangePassword leaves only the login that did it, under a new session token.
func (v *Visit) ChangePassword(in domain.PasswordInput) error {
	if err := v.InPerson(); err != nil {
		return err
	}
	if err := v.Scope.ChangePassword(v.Ctx(), in, v.Login.ID); err != nil {
		return err
	}
	if v.hasSession() {
		return v.renewSession()
	}
	return nil
}

// renewSession gives the session another token and leaves its end where it was.
func (v *Visit) renewSession() error {
	deadline := v.doors.sessions.Deadline(v.Ctx())
	if err := v.doors.sessions.RenewToken(v.Ctx()); err != nil {
		return err
	}
	v.doors.sessions.SetDeadline(v.Ctx(), deadline)
	return nil
}

// AskReset mails a link to set a new password, if there is such an account. Nothing tells whether there is: neither
// the answer nor how long it takes.
func (v *Visit) AskReset(in domain.ForgotInput) error {
	in, err := in.Parse()
	if err != nil {
		return err
	}
	floor := time.NewTimer(answerFloor)
	defer func() { <-floor.C }()
	if !v.doors.settings.Mail {
		v.doors.log.WarnContext(v.Ctx(), "a new password was asked for, and no mail server is set (MDDASH_SMTP_URL): "+
			"make a link with “mddash user password ADDRESS”", "address", in.Email)
		return nil
	}
	token, user, err := v.doors.store.RequestReset(v.Ctx(), in.Email)
	if errors.Is(err, domain.ErrNotFound) || errors.Is(err, domain.ErrTooMany) {
		return nil
	}
	if err != nil {
		return err
	}
	return v.doors.store.System().SendMail(context.WithoutCancel(v.Ctx()), domain.Mail{
		To: user.Email, Subject: v.Speaking(user.Reads()).T("Set a new password"), Body: v.resetLetter(user, token),
	})
}

func (v *Visit) resetLetter(user domain.User, token string) string {
	l := v.Speaking(user.Reads())
	return l.T("Somebody asked for a new password for your account.") + "\n\n" +
		l.T("Set it here, within an hour:") + "\n" + v.FullURL("/reset?token="+token) + "\n\n" +
		l.T("If it was not you, you can leave this as it is.") + "\n"
}

// ResetHolds says whether the code out of such a link still sets one; Invalid at token where it does not.
func (v *Visit) ResetHolds(token string) error { return v.doors.store.ResetHolds(v.Ctx(), token) }

// ResetPassword sets a new password by the code out of such a link; every login of the account ends.
func (v *Visit) ResetPassword(in domain.ResetInput) error {
	return v.doors.store.ResetPassword(v.Ctx(), in.Token, in.NewPassword)
}

// Invite is the invite that a link leads to; NotFound when it was used or is too old.
func (v *Visit) Invite(token string) (domain.Invite, error) {
	return v.doors.store.InviteByToken(v.Ctx(), token)
}

// AddInvite makes an invite and the link to it, which is known only now; where mail can be sent and the invite names an
// address, it goes there too. Conflict where registration is closed, or the address has an account.
func (v *Visit) AddInvite(in domain.InviteInput) (link string, mailed bool, err error) {
	if v.Registration() == store.RegisterClosed {
		return "", false, domain.Fail(domain.Conflict, "No invite lets anybody in here: MDDASH_REGISTRATION is closed.")
	}
	invite, code, err := v.Scope.AddInvite(v.Ctx(), in)
	if err != nil {
		return "", false, err
	}
	link = v.FullURL("/invite/" + code)
	if invite.Email == "" || !v.CanMail() {
		return link, false, nil
	}
	l := v.Speaking(v.User.Language) // nobody knows theirs yet
	err = v.doors.store.System().SendMail(context.WithoutCancel(v.Ctx()), domain.Mail{
		To: invite.Email, Subject: l.T("You are invited"), Body: l.T("You are invited to mddash.") + "\n\n" +
			l.T("Make your account here, within a week:") + "\n" + link + "\n",
	})
	if err != nil {
		// The invite stands, and its link is known only now.
		v.doors.log.WarnContext(v.Ctx(), "could not mail an invite", "to", invite.Email, "error", err)
	}
	return link, err == nil, nil
}

// Registration says who may make an account: open, invite or closed.
func (v *Visit) Registration() string { return v.doors.settings.Registration }

// CanMail tells whether mail can be sent at all.
func (v *Visit) CanMail() bool { return v.doors.settings.Mail }

// FirstRun tells whether nobody has an account yet.
func (v *Visit) FirstRun() (bool, error) {
	some, err := v.doors.store.HasUsers(v.Ctx())
	return !some, err
}

// UpdateProfile changes what the caller says of themselves; the rest of this visit sees it.
func (v *Visit) UpdateProfile(in domain.ProfileInput) error {
	user, err := v.Scope.UpdateProfile(v.Ctx(), in)
	if err == nil {
		v.User = user
	}
	return err
}
