package web

import (
	"net/http"
	"net/url"
	"strconv"

	"mddash/domain"
	"mddash/handlers/visit"
	"mddash/views"
	"mddash/views/ui"
)

// ShowSettings leads to the first of them.
func (s *Site) ShowSettings(v *visit.Visit) error { return v.To("/settings/profile") }

// ShowProfile is who the caller is.
func (s *Site) ShowProfile(v *visit.Visit) error {
	return s.show(v, http.StatusOK, views.Profile(profilePage(v)))
}

// SaveProfile keeps what was typed; fields that the form has not keep their values.
func (s *Site) SaveProfile(v *visit.Visit) error {
	form, in := v.Fields(), v.User.Input()
	for name, field := range map[string]**string{"name": &in.Name, "full_name": &in.FullName, "timezone": &in.TimeZone, "work_start": &in.WorkStart, "work_end": &in.WorkEnd, "language": &in.Language} {
		overlay(form, name, field)
	}
	fields := domain.Problems{}
	if form.Has("week_start") {
		day, err := strconv.Atoi(form.Get("week_start"))
		if err != nil {
			fields.Add("week_start", "Choose a weekday.")
		}
		in.WeekStart = &day
	}
	if form.Has("week_numbers") {
		shown := form.Get("week_numbers") == "true"
		in.WeekNumbers = &shown
	}
	err := fields.Err()
	if err == nil {
		err = v.UpdateProfile(in)
	}
	if err == nil {
		v.Toast(v.T("Profile saved"), v.Scope.Batch())
		return v.To("/settings/profile")
	}
	message, problems, status, ok := said(v, err)
	if !ok {
		return err
	}
	page := profilePage(v)
	page.Name, page.FullName, page.TimeZone, page.WeekStart = form.Get("name"), form.Get("full_name"), form.Get("timezone"), form.Get("week_start")
	page.WorkStart, page.WorkEnd, page.WeekNumbers = form.Get("work_start"), form.Get("work_end"), form.Get("week_numbers")
	page.Language = form.Get("language")
	page.Message, page.Errors = message, problems
	return s.show(v, status, views.Profile(page))
}

func profilePage(v *visit.Visit) views.ProfilePage {
	u, languages := v.User, []ui.Option{}
	tags, names := v.Languages()
	for i, tag := range tags {
		languages = append(languages, ui.Option{Value: tag, Text: names[i]})
	}
	return views.ProfilePage{
		Name: u.Name, FullName: u.FullName, Email: u.Email, TimeZone: u.TimeZone, WeekStart: strconv.Itoa(u.WeekStart),
		WorkStart: string(u.WorkStart), WorkEnd: string(u.WorkEnd), WeekNumbers: strconv.FormatBool(u.WeekNumbers),
		Language: u.Language, Languages: languages,
	}
}

// ShowAppearance is how the caller wants to see things.
func (s *Site) ShowAppearance(v *visit.Visit) error {
	return s.show(v, http.StatusOK, views.Appearance(appearancePage(v.User.Input(), "", nil)))
}

// SaveAppearance keeps it. The two switches are off when they are not sent.
func (s *Site) SaveAppearance(v *visit.Visit) error {
	form, in := v.Fields(), v.User.Input()
	overlay(form, "theme", &in.Theme)
	overlay(form, "accent", &in.Accent)
	density, shortcuts := form.Get("density"), form.Get("shortcuts") != ""
	in.Density, in.Shortcuts = &density, &shortcuts
	overlay(form, "start_page", &in.StartPage)
	if form.Has("reading") {
		underline, still := form.Get("underline") != "", form.Get("less_motion") != ""
		in.Underline, in.LessMotion = &underline, &still
	}
	err := v.UpdateProfile(in)
	if err == nil {
		v.Toast(v.T("Appearance saved"), v.Scope.Batch())
		if v.Partial() {
			return s.showPieces(v, http.StatusOK)
		}
		return v.To("/settings/appearance")
	}
	message, problems, status, ok := said(v, err)
	if !ok || v.Partial() {
		return err
	}
	return s.show(v, status, views.Appearance(appearancePage(in, message, problems)))
}

// SaveTheme keeps one choice and goes back to the page that it was made on, or leaves that where scripts show it at once.
func (s *Site) SaveTheme(v *visit.Visit) error {
	before, in, theme := v.User.Theme, v.User.Input(), v.Fields().Get("theme")
	in.Theme = &theme
	if err := v.UpdateProfile(in); err != nil {
		return err
	}
	if theme != before {
		v.Toast(v.T("Appearance saved"), v.Scope.Batch())
	}
	if v.Partial() {
		return s.showPieces(v, http.StatusOK)
	}
	next, _ := visit.Local(v.Fields().Get("next"))
	return v.To(orHome(next))
}

// SaveZone keeps the time zone that the browser says, once: what the caller has chosen since stays.
func (s *Site) SaveZone(v *visit.Visit) error {
	if v.User.ZoneKnown {
		return v.NoContent(http.StatusNoContent)
	}
	in, zone := v.User.Input(), v.Fields().Get("timezone")
	in.TimeZone = &zone
	if err := v.UpdateProfile(in); err != nil {
		return err
	}
	return v.NoContent(http.StatusNoContent)
}

func appearancePage(in domain.ProfileInput, message string, fields ui.Errors) views.AppearancePage {
	u := domain.User{Theme: domain.Themes[0], Accent: domain.Accents[0], Density: domain.Densities[0], StartPage: domain.StartPages[0]}
	for text, field := range map[*string]*string{in.Theme: &u.Theme, in.Accent: &u.Accent, in.Density: &u.Density, in.StartPage: &u.StartPage} {
		if text != nil && *text != "" {
			*field = *text
		}
	}
	return views.AppearancePage{
		Theme: u.Theme, Accent: u.Accent, Density: u.Density, Shortcuts: in.Shortcuts == nil || *in.Shortcuts,
		Underline: in.Underline == nil || *in.Underline, LessMotion: in.LessMotion != nil && *in.LessMotion, StartPage: u.StartPage, Message: message, Errors: fields,
	}
}

// overlay puts what a form sent over what was there; a field that it has not stays.
func overlay(form url.Values, name string, field **string) {
	if form.Has(name) {
		text := form.Get(name)
		*field = &text
	}
}
