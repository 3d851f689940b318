package background

import (
	"html/template"
	"strconv"
	"strings"
	"time"

	"mddash/domain"
	"mddash/language"
)

// told is one thing that a letter tells of.
type told struct {
	Says, Title, When, Excerpt, Link string
}

// page is what a letter says, for both of its forms.
type page struct {
	Language         *language.Language
	Subject, Heading string
	Parts            []part
	More             string // the address of all of it
	Settings, Stop   string
}

type part struct {
	Heading string
	Told    []told
}

// letter is the letter about what somebody is told, as text and as a page without pictures.
func (w Work) letter(d domain.Digest) domain.Mail {
	p := w.pageOf(d)
	letter := domain.Mail{To: d.For.Email, Subject: p.Subject, Body: p.text()}
	if w.FullURL != nil {
		letter.Unsubscribe = w.FullURL("/unsubscribe/" + d.Unsubscribe)
	}
	var out strings.Builder
	// Without the page the text is there still.
	if err := template.Must(template.New("letter").Parse(letterPage)).Execute(&out, p); err == nil {
		letter.HTML = out.String()
	}
	return letter
}

func (w Work) pageOf(d domain.Digest) page {
	l := w.Languages.Of(d.For.Reads())
	p := page{Language: l}
	if len(d.Notifications) > 0 {
		p.Parts = append(p.Parts, part{Told: w.notices(d)})
	}
	switch first := len(d.Notifications); {
	case d.Morning:
		p.Heading = l.Date(d.Day.Time(), "Monday 2 January")
		p.Subject = l.T("Your %s", l.Weekday(d.Day.Time().Weekday()))
		if first > 0 {
			p.Parts[0].Heading = l.T("Told since yesterday")
		}
	case first == 1:
		p.Heading = p.Parts[0].Told[0].Says
		p.Subject = domain.InLetter(d.Notifications[0].Says(l)) + ": " + p.Parts[0].Told[0].Title
	default:
		p.Heading = l.T("%d notifications", first)
		p.Subject = p.Heading
	}
	if d.Summary {
		p.Parts = append(w.summary(d), p.Parts...)
	}
	if w.FullURL != nil {
		p.More, p.Settings, p.Stop = w.FullURL("/inbox"), w.FullURL("/settings/notifications"), w.FullURL("/unsubscribe/"+d.Unsubscribe)
	}
	return p
}

// notices are the notifications of a letter. What somebody wrote makes no link and no line of its own.
func (w Work) notices(d domain.Digest) []told {
	var all []told
	loc, l := d.For.Location(), w.Languages.Of(d.For.Reads())
	for _, n := range d.Notifications {
		one := told{Says: domain.InLetter(n.Says(l)), Title: l.T("“%s”", domain.InLetter(n.Title)), Excerpt: domain.InLetter(n.Excerpt), When: moment(l, n.At.In(loc))}
		if at, day, ok := n.Begins(); ok && day != "" {
			one.When = l.Date(day.Time(), "Mon 2 Jan")
		} else if ok {
			one.When = moment(l, at.In(loc))
		}
		if w.FullURL != nil {
			one.Link = w.FullURL(n.OpenPath())
		}
		all = append(all, one)
	}
	return all
}

// summary is what there is to do on a day.
func (w Work) summary(d domain.Digest) []part {
	l := w.Languages.Of(d.For.Reads())
	events, todos := part{Heading: l.T("Events")}, part{Heading: l.T("Todos")}
	for _, o := range d.Events {
		when := o.From.In(d.For.Location()).Format("15:04")
		if o.Of.AllDay {
			when = l.T("All day")
		}
		title := l.T("“%s”", domain.InLetter(o.Of.Title))
		if o.Of.Busy {
			title = l.T("Busy")
		}
		events.Told = append(events.Told, told{Title: title, When: when})
	}
	for _, todo := range d.Todos {
		todos.Told = append(todos.Told, told{Title: l.T("“%s”", domain.InLetter(todo.Title)), When: string(todo.DueTime), Link: w.link("/todos/" + strconv.FormatInt(todo.ID, 10))})
	}
	if d.Overdue > 0 {
		todos.Told = append(todos.Told, told{Title: l.T("%d overdue", d.Overdue), Link: w.link("/todos?view=overdue")})
	}
	if d.Decisions > 0 {
		todos.Told = append(todos.Told, told{Title: waiting(l, d.Decisions), Link: w.link("/decisions")})
	}
	var parts []part
	for _, p := range []part{events, todos} {
		if len(p.Told) > 0 {
			parts = append(parts, p)
		}
	}
	if len(parts) == 0 {
		parts = []part{{Told: []told{{Title: l.T("Nothing is due today.")}}}}
	}
	return parts
}

func (w Work) link(path string) string {
	if w.FullURL == nil {
		return ""
	}
	return w.FullURL(path)
}

func waiting(l *language.Language, decisions int) string {
	if decisions == 1 {
		return l.T("1 decision waits")
	}
	return l.T("%d decisions wait", decisions)
}

// moment is a day and a time of it.
func moment(l *language.Language, at time.Time) string {
	return l.Date(at, "Mon 2 Jan") + ", " + at.Format("15:04")
}

// Inbox, Told and Stopping are what the links below a letter say.
func (p page) Inbox() string { return p.Language.T("Inbox") }

// Told is the link to what they are told.
func (p page) Told() string { return p.Language.T("What you are told") }

// Stopping is the link that stops the letters.
func (p page) Stopping() string { return p.Language.T("Stop such letters") }

// text is the letter in plain text.
func (p page) text() string {
	l := p.Language
	var out strings.Builder
	line := func(text string) {
		if text != "" {
			out.WriteString(text + "\n")
		}
	}
	for _, part := range p.Parts {
		if part.Heading != "" {
			line(strings.ToUpper(part.Heading) + "\n")
		}
		for _, one := range part.Told {
			title := strings.TrimSpace(one.When + "  " + one.Title)
			if one.Says != "" {
				title = one.Says + ": " + one.Title
			}
			line(title)
			if one.Says != "" {
				line(one.When)
			}
			line(one.Excerpt)
			line(one.Link)
			out.WriteString("\n")
		}
	}
	if p.More != "" {
		line("-- \n" + l.T("All of it: %s", p.More) + "\n" + l.T("What you are told: %s", p.Settings) + "\n" + l.T("No such letters any more: %s", p.Stop))
	}
	return out.String()
}

// letterPage is the letter as a page: no pictures, nothing from elsewhere, and readable with every style taken away.
const letterPage = `<!doctype html>
<html lang="{{.Language.ID}}"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark"><title>{{.Subject}}</title></head>
<body style="font:16px/1.5 system-ui,sans-serif;margin:0;padding:24px">
<div style="max-width:36rem;margin:0 auto">
<h1 style="font-size:20px;margin:0 0 16px">{{.Heading}}</h1>
{{range .Parts}}{{if .Heading}}<h2 style="font-size:16px;margin:24px 0 8px">{{.Heading}}</h2>
{{end}}<ul style="list-style:none;margin:0;padding:0">
{{range .Told}}<li style="padding:10px 0;border-top:1px solid #8884">{{if .Says}}{{.Says}}<br>{{end}}{{if .Link}}<a href="{{.Link}}"><strong dir="auto">{{.Title}}</strong></a>{{else}}<strong dir="auto">{{.Title}}</strong>{{end}}{{if .Excerpt}}<br><span dir="auto">{{.Excerpt}}</span>{{end}}{{if .When}}<br><small>{{.When}}</small>{{end}}</li>
{{end}}</ul>
{{end}}{{if .More}}<p style="margin:24px 0 0;font-size:13px"><a href="{{.More}}">{{.Inbox}}</a> · <a href="{{.Settings}}">{{.Told}}</a> · <a href="{{.Stop}}">{{.Stopping}}</a></p>
{{end}}</div></body></html>
`

// lettersEvery is how late a letter may be put into the outbox.
const lettersEvery = 5 * time.Second
