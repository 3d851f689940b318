package query_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"mddash/domain"
	"mddash/formats/query"
)

// sunday is the clock of whoever asks here.
func sunday() time.Time { return time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC) }

func term(text string) domain.SearchTerm   { return domain.SearchTerm{Text: text} }
func prefix(text string) domain.SearchTerm { return domain.SearchTerm{Text: text, Prefix: true} }
func not(text string) domain.SearchTerm    { return domain.SearchTerm{Text: text, Not: true} }

func TestAQueryIsReadAsItWasMeant(t *testing.T) {
	yes, no := true, false
	for text, want := range map[string]domain.SearchQuery{
		"":                         {},
		" \u00a0 ":                 {},
		"coffee":                   {Terms: []domain.SearchTerm{prefix("coffee")}},
		"coffee ":                  {Terms: []domain.SearchTerm{term("coffee")}},
		"coffee roast":             {Terms: []domain.SearchTerm{term("coffee"), prefix("roast")}},
		"roa* coffee ":             {Terms: []domain.SearchTerm{prefix("roa"), term("coffee")}},
		`"harbour coffee"`:         {Terms: []domain.SearchTerm{term("harbour coffee")}},
		`„harbour coffee“ x `:      {Terms: []domain.SearchTerm{term("harbour coffee"), term("x")}},
		`"not closed`:              {Terms: []domain.SearchTerm{term("not closed")}},
		"coffee -tea":              {Terms: []domain.SearchTerm{term("coffee"), not("tea")}},
		`-"green tea"`:             {Terms: []domain.SearchTerm{not("green tea")}},
		"type:note":                {Kinds: []string{"note"}},
		"type:notes,Tasks":         {Kinds: []string{"note", "todo"}},
		"tag:sales tag:#q4":        {Tags: []string{"sales", "q4"}},
		"#sales":                   {Tags: []string{"sales"}},
		"# sales ":                 {Terms: []domain.SearchTerm{term("#"), term("sales")}},
		`in:"Website 2027" in:WEB`: {In: []string{"Website 2027", "WEB"}},
		`in:None`:                  {NoProject: true},
		"from:ana by:me":           {From: []string{"ana", "me"}},
		"is:open":                  {Done: &no},
		"IS:Done":                  {Done: &yes},
		"is:mine,archived":         {Mine: true, Archived: domain.OnlyArchived},
		"is:overdue":               {Done: &no, DueBefore: "2026-11-21"},
		"due<friday":               {DueBefore: "2026-11-26"},
		"due<=friday":              {DueBefore: "2026-11-27"},
		"due>2026-12-24":           {DueAfter: "2026-12-25"},
		"due:tomorrow":             {DueBefore: "2026-11-23", DueAfter: "2026-11-23"},
		"due:none":                 {NoDue: true},
		"due>=today due<next_week": {DueAfter: "2026-11-22", DueBefore: "2026-11-22"},
		"https://example.com/a:b ": {Terms: []domain.SearchTerm{term("https://example.com/a:b")}},
		"9:30 ":                    {Terms: []domain.SearchTerm{term("9:30")}},
		`"type:note"`:              {Terms: []domain.SearchTerm{term("type:note")}},
	} {
		got, err := query.Parse(text, sunday())
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%q was read as\n%+v, %v, not as\n%+v", text, got, err, want)
		}
	}
}

func TestWhatCanNotBeMeantIsSaid(t *testing.T) {
	for text, say := range map[string]string{
		"kind:file":                  "There is no type",
		"type:elephant":              "There is no type",
		"colour:red":                 "There is no filter",
		"-type:note":                 "Filters can't be turned round",
		"is:blue":                    "There is no “is:blue”",
		"due<someday":                "Write a day",
		"due:":                       "Write what comes after",
		"tag:":                       "Write what comes after",
		"nul \x00":                   "Write text",
		"bad \xff":                   "Write text",
		strings.Repeat("a ", 31):     "at most 30 things",
		strings.Repeat("x", 501):     "at most 500 characters",
		strings.Repeat("é", 501):     "at most 500 characters",
		`in:""`:                      "Write what comes after",
		"type:,":                     "Write what comes after",
		"due<99999999999999999999-1": "Write a day",
	} {
		_, err := query.Parse(text, sunday())
		if err == nil || domain.KindOf(err) != domain.Invalid || !strings.Contains(err.Error(), say) {
			t.Errorf("%.40q was answered with %v, not with %q", text, err, say)
		}
	}
}

// What is read asks for something, and each word of it stands in what was typed.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		`type:note tag:sales in:Website is:open due<friday`, `-"green tea" roa* #q4 from:@ana.lind`, `"not closed`, "due>=today due<next_week", "is:overdue",
		"9:30 https://example.com", "日本語 -カフェ*", "\x00", "\xff", "in:\"\" x", `-- - "" "`, "due:25_dec due=none", "tag:#,#x,,", "“a” „b”",
	} {
		f.Add(seed, int64(1795185000))
	}
	f.Fuzz(func(t *testing.T, text string, second int64) {
		now := time.Unix(second%100_000_000_000, 0).UTC()
		if now.Year() < 1 || now.Year() > 9990 {
			return // no clock shows that
		}
		q, err := query.Parse(text, now)
		if err != nil {
			if domain.KindOf(err) != domain.Invalid {
				t.Fatalf("%q: %v", text, err)
			}
			return
		}
		if len(q.Terms)+len(q.Kinds)+len(q.Tags)+len(q.In)+len(q.From) > 600 {
			t.Fatalf("%q asks for %d things", text, len(q.Terms))
		}
		for _, day := range []domain.Date{q.DueBefore, q.DueAfter} {
			if _, ok := domain.ParseDate(string(day)); day != "" && !ok {
				t.Fatalf("%q asks for the day %q", text, day)
			}
		}
		for _, term := range q.Terms {
			for _, word := range strings.Fields(term.Text) {
				if !strings.Contains(strings.NewReplacer("“", `"`, "”", `"`, "„", `"`).Replace(text), word) {
					t.Fatalf("%q asks for %q", text, word)
				}
			}
		}
	})
}
