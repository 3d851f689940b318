// Package query reads what somebody types into a search: words, "phrases", -words that must not be there, and filters in words
// such as type:note tag:sales in:Website is:open from:ana due<friday.
package query

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"mddash/domain"
	"mddash/formats/quickadd"
)

const (
	// TextMax is how long a query can be, in characters; termsMax how many things it can ask for.
	TextMax  = 500
	termsMax = 30
)

// Parse reads a query for a person whose clock shows now, in their location. What can't be meant is Invalid at q, and says what
// can. The last word may go on, since who searches as they type has not finished it; so may one with a * behind it.
func Parse(text string, now time.Time) (domain.SearchQuery, error) {
	var q domain.SearchQuery
	if !domain.IsText(text) {
		return q, domain.Problems{"q": "Write text."}.Err()
	}
	if utf8.RuneCountInString(text) > TextMax {
		return q, domain.Problems{"q": "Write at most 500 characters."}.Err()
	}
	parts := split(text)
	if len(parts) > termsMax {
		return q, domain.Problems{"q": "Ask for at most 30 things at once."}.Err()
	}
	open := !strings.HasSuffix(text, " ")
	for i, p := range parts {
		if said := p.into(&q, now, open && i == len(parts)-1); said != "" {
			return q, domain.Problems{"q": said}.Err()
		}
	}
	return q, nil
}

// part is one thing of a query: -name:value, where each but the value may be missing.
type part struct {
	text   string // as it was typed
	not    bool
	name   string // of a filter, in small letters
	mark   string // behind the name: : < > <= >= =
	value  string
	quoted bool
}

// split divides a query at blanks that are not inside quotes. A quote that nothing closes goes on to the end.
func split(text string) []part {
	var parts []part
	rest := strings.NewReplacer("“", `"`, "”", `"`, "„", `"`, "\u00a0", " ").Replace(text)
	for {
		rest = strings.TrimLeftFunc(rest, unicode.IsSpace)
		if rest == "" {
			return parts
		}
		var p part
		p, rest = first(rest)
		if p.value != "" || p.name != "" {
			parts = append(parts, p)
		}
	}
}

func first(text string) (p part, rest string) {
	begin := text
	text, p.not = strings.CutPrefix(text, "-")
	if end := nameEnd(text); end > 0 {
		p.name, text = strings.ToLower(text[:end]), text[end:]
		p.mark = text[:1]
		if text = text[1:]; p.mark != ":" && strings.HasPrefix(text, "=") {
			p.mark, text = p.mark+"=", text[1:]
		}
	} else if tag, found := strings.CutPrefix(text, "#"); found && tag != "" && !unicode.IsSpace(rune(tag[0])) {
		p.name, p.mark, text = "tag", ":", tag
	}
	if inside, found := strings.CutPrefix(text, `"`); found {
		p.quoted = true
		p.value, rest, _ = strings.Cut(inside, `"`)
		p.value = strings.TrimSpace(p.value)
	} else {
		end := strings.IndexFunc(text, unicode.IsSpace)
		if end < 0 {
			end = len(text)
		}
		p.value, rest = text[:end], text[end:]
	}
	p.text = strings.TrimSpace(begin[:len(begin)-len(rest)])
	return p, rest
}

// nameEnd is where the name of a filter ends; 0 where there is none. An address is none.
func nameEnd(text string) int {
	end := strings.IndexFunc(text, func(r rune) bool { return r > unicode.MaxASCII || !unicode.IsLetter(r) })
	if end < 2 || end > 20 || strings.HasPrefix(text[end:], "://") {
		return 0
	}
	switch {
	case text[end] == ':':
		return end
	case strings.EqualFold(text[:end], "due") && strings.ContainsRune("<>=", rune(text[end])):
		return end
	}
	return 0
}

// into adds the part to a query. said is what is wrong with it.
func (p part) into(q *domain.SearchQuery, now time.Time, last bool) (said string) {
	if p.name == "" {
		p.asTerm(q, last)
		return ""
	}
	if p.not {
		return "Filters can't be turned round: leave out the - of " + p.text + ", or put it in quotes to search for the words."
	}
	values := []string{p.value}
	if !p.quoted {
		values = strings.FieldsFunc(p.value, func(r rune) bool { return r == ',' })
	}
	filters := map[string]func(*domain.SearchQuery, []string) string{
		"type": types, "kind": types, "is": states, "tag": tags, "priority": priorities,
		"in":   places,
		"from": func(q *domain.SearchQuery, values []string) string { q.From = append(q.From, values...); return "" },
		"by":   func(q *domain.SearchQuery, values []string) string { q.From = append(q.From, values...); return "" },
		"due":  func(q *domain.SearchQuery, values []string) string { return p.due(q, now) },
	}
	filter, known := filters[p.name]
	switch {
	case !known:
		return "There is no filter “" + p.name + ":”. There are type, tag, in, is, from, priority and due. Put it in quotes to search for the words."
	case len(values) == 0 || values[0] == "":
		return "Write what comes after “" + p.name + p.mark + "”."
	}
	said = filter(q, values)
	if said == "" && slices.Contains(values, "overdue") && p.name == "is" {
		today := domain.DateOf(now)
		q.DueBefore = earlier(q.DueBefore, today.AddDays(-1))
	}
	return said
}

func (p part) asTerm(q *domain.SearchQuery, last bool) {
	text, star := strings.CutSuffix(p.value, "*")
	q.Terms = append(q.Terms, domain.SearchTerm{Text: text, Not: p.not, Prefix: !p.not && !p.quoted && (star || last) || star && !p.quoted})
}

func types(q *domain.SearchQuery, values []string) string {
	for _, value := range values {
		kind := strings.TrimSuffix(strings.ToLower(value), "s")
		if kind == "task" {
			kind = domain.FoundTodo
		}
		if !slices.Contains(domain.FoundKinds(), kind) {
			return "There is no type “" + value + "”. There are " + strings.Join(domain.FoundKinds(), ", ") + "."
		}
		q.Kinds = append(q.Kinds, kind)
	}
	return ""
}

func tags(q *domain.SearchQuery, values []string) string {
	for _, value := range values {
		q.Tags = append(q.Tags, strings.TrimPrefix(value, "#"))
	}
	return ""
}

func priorities(q *domain.SearchQuery, values []string) string {
	for _, value := range values {
		value = strings.ToLower(value)
		if !slices.Contains([]string{domain.PriorityHigh, domain.PriorityMedium, domain.PriorityLow}, value) {
			return "There is no priority “" + value + "”. There are high, medium and low."
		}
		q.Priorities = append(q.Priorities, value)
	}
	return ""
}

func states(q *domain.SearchQuery, values []string) string {
	for _, value := range values {
		done := true
		switch strings.ToLower(value) {
		case "done", "completed", "closed", "decided":
			q.Done = &done
		case "open", "overdue":
			done = false
			q.Done = &done
		case "archived":
			q.Archived = domain.OnlyArchived
		case "mine":
			q.Mine = true
		case "assigned":
			q.Assigned = true
		default:
			return "There is no “is:" + value + "”. There are is:open, is:done, is:overdue, is:mine, is:assigned and is:archived."
		}
	}
	return ""
}

// places reads projects: in:Website is in this one, in:none in no project.
func places(q *domain.SearchQuery, values []string) string {
	for _, value := range values {
		if strings.EqualFold(value, "none") {
			q.NoProject = true
			continue
		}
		q.In = append(q.In, value)
	}
	if q.NoProject && len(q.In) > 0 {
		return "Something is in a project or in none, not both."
	}
	return ""
}

// due reads a day: due<friday is before it, due<=friday also on it, due:friday on it alone, due:none never, due:any ever.
func (p part) due(q *domain.SearchQuery, now time.Time) string {
	if strings.EqualFold(p.value, "none") && (p.mark == ":" || p.mark == "=") {
		q.NoDue = true
		return ""
	}
	if strings.EqualFold(p.value, "any") && (p.mark == ":" || p.mark == "=") {
		q.HasDue = true
		return ""
	}
	day := Day(p.value, now)
	if day == "" {
		return "Write a day after “due" + p.mark + "”, such as friday, tomorrow or 2026-12-24."
	}
	switch p.mark {
	case "<":
		q.DueBefore = earlier(q.DueBefore, day.AddDays(-1))
	case "<=":
		q.DueBefore = earlier(q.DueBefore, day)
	case ">":
		q.DueAfter = later(q.DueAfter, day.AddDays(1))
	case ">=":
		q.DueAfter = later(q.DueAfter, day)
	default:
		q.DueBefore, q.DueAfter = earlier(q.DueBefore, day), later(q.DueAfter, day)
	}
	return ""
}

// Day is the day that words name as a todo's would; none where they name anything else.
func Day(words string, now time.Time) domain.Date {
	words = strings.ReplaceAll(words, "_", " ")
	if strings.EqualFold(words, "yesterday") {
		return domain.DateOf(now).AddDays(-1)
	}
	if day, ok := domain.ParseDate(words); ok {
		return day
	}
	read := quickadd.Parse(words, now, quickadd.Names{})
	if len(read.Chips) != 1 || read.Chips[0].Kind != quickadd.KindDue || read.Chips[0].Start != 0 || read.Chips[0].End != len(words) || read.Input.DueDate == nil {
		return ""
	}
	return domain.Date(*read.Input.DueDate)
}

func earlier(a, b domain.Date) domain.Date {
	if a == "" || b < a {
		return b
	}
	return a
}

func later(a, b domain.Date) domain.Date {
	if b > a {
		return b
	}
	return a
}
