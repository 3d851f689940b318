package views

import (
	"context"
	"regexp"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"mddash/domain"
	"mddash/views/ui"
)

// pages are all that this package can show with little, each with what an attacker might have typed.
func pages(typed string) map[string]templ.Component {
	errors := ui.Errors{"name": typed, "email": typed, "password": typed, "new_password": typed, "current_password": typed, "scopes": typed}
	return map[string]templ.Component{
		"sign in": SignIn(SignInPage{Email: typed, Next: typed, Message: typed, Errors: errors, Open: true}),
		"sign up": SignUp(SignUpPage{Name: typed, Email: typed, Next: typed, Errors: errors}),
		"invite":  Invite(InvitePage{Token: typed, By: typed, Name: typed, Email: typed, Errors: errors}),
		"forgot":  Forgot(ForgotPage{Email: typed, Errors: errors}),
		"reset":   Reset(ResetPage{Token: typed, Errors: errors}),
		"oops":    Oops(OopsPage{Status: 422, Detail: typed, Problems: []ui.Problem{{Text: typed}}, RequestID: typed, Retry: "/todos"}),
		"profile": Profile(ProfilePage{Name: typed, FullName: typed, Email: typed, TimeZone: typed, WeekStart: "1", Errors: errors}),
		"looks":   Appearance(AppearancePage{Theme: typed, Accent: typed, Density: typed, Errors: errors}),
		"security": Security(SecurityPage{PasswordChanged: typed, Logins: []LoginRow{{ID: "1", Device: typed, Seen: typed}, {ID: "2", Device: typed}},
			Tokens: []TokenRow{{ID: "1", Name: typed, Hint: typed, About: typed}}, Made: MadeToken{Name: typed, Secret: typed}}),
		"second step": SecondStep(SecondStepPage{Email: typed, Message: typed, Error: typed}),
		"recovery":    SecondStep(SecondStepPage{Email: typed, Recovery: true, Error: typed}),
		"two-factor":  BeginTwoFactor(TwoFactorPage{Email: typed, Errors: errors}),
		"its app":     AddToApp(AppPage{Address: "otpauth://totp/x", Secret: typed, QR: Picture{Size: 1, Path: typed}, Message: typed}),
		"its codes":   RecoveryCodes(RecoveryPage{Codes: []string{typed}}),
		"new codes":   NewRecoveryCodes(TwoFactorPage{Email: typed, Errors: errors}),
		"its end":     EndTwoFactor(TwoFactorPage{Email: typed, Errors: errors}),
		"its reset":   ResetTwoFactor(ResetTwoFactorPage{Person: ui.Person{ID: "1", Name: typed}, Path: "/admin"}),
		"password":    Password(PasswordPage{Email: typed, Errors: errors}),
		"token":       Token(TokenPage{Name: typed, ExpiresAt: typed, Errors: errors}),
		"users": Users(UsersPage{Users: []UserRow{{Person: ui.Person{ID: "1", Name: typed}, Email: typed}}, Invites: []InviteRow{{ID: "1", Title: typed, About: typed}},
			Registration: typed, Link: typed, LinkEmail: typed}),
		"new invite": NewInvite(NewInvitePage{Email: typed, Errors: errors}),
		"gallery":    Gallery(),
		"many todos": TodosNew(ManyTodos{Lines: typed, Errors: ui.Errors{"lines": typed}}),
		"edit a todo": TodoPanelPiece(TodoPanel{Todo: domain.Todo{ID: 1, Title: typed, Access: domain.Work | domain.Edit | domain.Manage},
			Form: &TodoForm{TodoFields: TodoFields{Title: typed, Description: typed, Tags: typed}}}),
		"attachments": AttachmentsPage(AttachmentsPart{On: domain.Holder{Kind: domain.OnNote, ID: 1}, Error: typed, List: domain.Attachments{
			Items:   []domain.Attachment{{ID: 1, Name: typed, Type: "image/png", Width: 1, Thumb: true, By: domain.Person{ID: "1", Name: typed}, Access: domain.Edit}},
			Trashed: []domain.Attachment{{ID: 2, Name: typed}}, Access: domain.Work,
		}}),
		"comment on a todo": TodoPanelPiece(TodoPanel{Todo: domain.Todo{ID: 1, Title: typed, Access: domain.Work | domain.Edit | domain.Manage},
			Comment: Typed{Text: typed}, Step: Typed{Text: typed}}),
	}
}

func shownAt(t *testing.T, base string, page templ.Component) string {
	t.Helper()
	shell := ui.Shell{Base: base, Person: ui.Person{ID: "1", Name: "Maya"}, IsAdmin: true, Sections: Sections(t.Context(), true, true, domain.NavCounts{Today: 3, Decisions: 2}), Scripts: true, Path: "/settings/profile",
		Toasts: []ui.ToastProps{{Text: "Done", Undo: base + "/undo/1"}}, Theme: "dark"}
	var text strings.Builder
	if err := page.Render(ui.With(context.Background(), shell), &text); err != nil {
		t.Fatal(err)
	}
	return text.String()
}

func TestEveryAddressKnowsWhereTheProgramIsMounted(t *testing.T) {
	address := regexp.MustCompile(` (?:href|action|formaction|src|hx-get|hx-post)="(/[^"]*)"`)
	for name, page := range pages("x") {
		for _, match := range address.FindAllStringSubmatch(shownAt(t, "/dash", page), -1) {
			if !strings.HasPrefix(match[1], "/dash/") {
				t.Errorf("%s: %s leads out", name, match[1])
			}
		}
	}
}

func TestWhatWasTypedIsShownAsText(t *testing.T) {
	for name, page := range pages(`"><script>alert(1)</script><a href="javascript:alert(1)">`) {
		got := shownAt(t, "", page)
		if strings.Contains(got, "<script>") || strings.Contains(got, `href="javascript:`) {
			t.Errorf("%s lets a script through", name)
		}
	}
}

// The policy of every page forbids scripts and style sheets inside it, and handlers in attributes.
func TestPagesHoldNothingThatThePolicyForbids(t *testing.T) {
	inline := regexp.MustCompile(`<script(?: [^>]*)?>[^<]|<style| on[a-z]+="| hx-on|js:`)
	for name, page := range pages("x") {
		if found := inline.FindString(shownAt(t, "", page)); found != "" {
			t.Errorf("%s holds %q", name, found)
		}
	}
}

func TestPasswordsNeverComeBack(t *testing.T) {
	field := regexp.MustCompile(`<input[^>]*type="password"[^>]*>`)
	for name, page := range pages("x") {
		for _, input := range field.FindAllString(shownAt(t, "", page), -1) {
			if strings.Contains(input, " value=") {
				t.Errorf("%s: %s", name, input)
			}
		}
	}
}

func TestEveryControlHasALabelAndEveryIdIsThereOnce(t *testing.T) {
	control := regexp.MustCompile(`<(?:input|select|textarea)[^>]* id="([^"]+)"[^>]*>`)
	ids := regexp.MustCompile(` id="([^"]+)"`)
	for name, page := range pages("x") {
		got := shownAt(t, "", page)
		for _, match := range control.FindAllStringSubmatch(got, -1) {
			if !strings.Contains(got, `for="`+match[1]+`"`) && !strings.Contains(match[0], "aria-label=") {
				t.Errorf("%s: %s has no label", name, match[1])
			}
		}
		seen := map[string]bool{}
		for _, match := range ids.FindAllStringSubmatch(got, -1) {
			if seen[match[1]] {
				t.Errorf("%s: two things are called %s", name, match[1])
			}
			seen[match[1]] = true
		}
	}
}

// Of an attribute that stands twice, browsers drop one.
func TestNoElementHasAnAttributeTwice(t *testing.T) {
	tag := regexp.MustCompile(`<[a-z][^>]*>`)
	attribute := regexp.MustCompile(` ([a-z:-]+)(?:="[^"]*")?`)
	for name, page := range pages("x") {
		for _, element := range tag.FindAllString(shownAt(t, "", page), -1) {
			seen := map[string]bool{}
			for _, match := range attribute.FindAllStringSubmatch(element, -1) {
				if seen[match[1]] {
					t.Errorf("%s: %s stands twice in %s", name, match[1], element)
				}
				seen[match[1]] = true
			}
		}
	}
}

func TestTheThemeIsInTheFirstBytes(t *testing.T) {
	got := shownAt(t, "", Profile(ProfilePage{}))
	if !strings.Contains(got, `<html lang="en" data-theme="dark"`) || !strings.Contains(got, `<meta name="color-scheme" content="dark">`) {
		t.Error(got[:300])
	}
}

func TestEveryErrorSaysSomething(t *testing.T) {
	for _, status := range []int{400, 401, 403, 404, 405, 409, 412, 413, 415, 422, 429, 500, 502, 503} {
		for _, shell := range []ui.Shell{{}, {Person: ui.Person{ID: "1", Name: "Maya"}}} {
			p := OopsPage{Status: status}
			if p.title(t.Context()) == "" || p.sentence(t.Context(), shell) == "" || wayOut(t.Context(), shell).Href == "" {
				t.Errorf("%d says nothing", status)
			}
		}
	}
}
