package domain

import (
	"encoding/json"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

const (
	// FiltersMax is how many filters somebody keeps, those in the trash not counted.
	FiltersMax = 50
	filterName = 60
	filterText = 500
)

// FilterIcons are those that a filter can have, the first where none was chosen.
func FilterIcons() []string {
	return []string{"filter", "flag", "star", "today", "clock", "user", "users", "tag", "spark", "book", "budget", "phone"}
}

// FilterGroupings and FilterSortings are how its list can be laid out; empty is what fits it.
func FilterGroupings() []string { return []string{"", "date", "project", "priority", "none"} }

// FilterSortings are the orders of its list.
func FilterSortings() []string {
	return []string{"", SortDue, "-" + SortPriority, "-" + SortCreated, SortTitle, SortPosition}
}

// SavedFilter is what somebody asks of their todos again and again. It is theirs alone.
type SavedFilter struct {
	ID   int64
	Name string
	// Query is in the words of the search, such as "is:open due<friday tag:sales".
	Query             string
	Grouping, Sorting string
	Icon, Color       string // no colour is ""
	CreatedAt         time.Time
	UpdatedAt         time.Time
	DeletedAt         time.Time
	// Place is which one of them it is, from 1 on.
	Place int
}

// Version changes whenever anything of the filter does that a person can set.
func (f SavedFilter) Version() string {
	return fingerprint(f.ID, f.Name, f.Query, f.Grouping, f.Sorting, f.Icon, f.Color, f.UpdatedAt.UnixMilli(), f.DeletedAt.UnixMilli())
}

// FilterInput is a filter as typed.
type FilterInput struct {
	Name     string  `json:"name" minLength:"1" maxLength:"60" example:"Sales this week"`
	Query    string  `json:"query" minLength:"1" maxLength:"500" doc:"In the words of the search: is:open due<friday tag:sales in:Website priority:high" example:"is:open due<friday tag:sales"`
	Grouping *string `json:"grouping,omitempty" enum:"date,project,priority,none" doc:"Left out, it is what fits the list"`
	Sorting  *string `json:"sorting,omitempty" enum:"due_date,-priority,-created_at,title,position" doc:"Left out, it is what fits the list"`
	Icon     *string `json:"icon,omitempty" enum:"filter,flag,star,today,clock,user,users,tag,spark,book,budget,phone" default:"filter"`
	Color    *string `json:"color,omitempty" enum:"red,orange,amber,lime,pine,teal,blue,violet,pink,gray"`
}

// Merge applies a JSON Merge Patch (RFC 7396), as TodoInput.Merge does.
func (in FilterInput) Merge(patch map[string]json.RawMessage) (FilterInput, error) {
	return MergeFields(in, patch, []string{"name", "query", "grouping", "sorting", "icon", "color"})
}

// Parse checks what was typed and returns the filter it describes, on top of the one that it changes. Whether the words
// of its query mean something is for who reads them to say.
func (in FilterInput) Parse(row SavedFilter) (SavedFilter, error) {
	p := Problems{}
	row.Name, row.Query = strings.TrimSpace(in.Name), strings.TrimSpace(in.Query)
	switch {
	case !IsText(row.Name) || row.Name == "":
		p.Add("name", "Give the filter a name.")
	case strings.ContainsAny(row.Name, "\r\n"):
		p.Add("name", onOneLine)
	case utf8.RuneCountInString(row.Name) > filterName:
		p.Add("name", "Write at most 60 characters.")
	}
	switch {
	case !IsText(row.Query) || row.Query == "":
		p.Add("query", "Write what to look for, such as is:open tag:sales.")
	case strings.ContainsAny(row.Query, "\r\n"):
		p.Add("query", onOneLine)
	case utf8.RuneCountInString(row.Query) > filterText:
		p.Add("query", "Write at most 500 characters.")
	}
	row.Grouping = oneOf(p, "grouping", in.Grouping, FilterGroupings())
	row.Sorting = oneOf(p, "sorting", in.Sorting, FilterSortings())
	if row.Icon = oneOf(p, "icon", in.Icon, append([]string{""}, FilterIcons()...)); row.Icon == "" {
		row.Icon = FilterIcons()[0]
	}
	row.Color = oneOf(p, "color", in.Color, append([]string{""}, Hues()...))
	return row, p.Err()
}

func oneOf(p Problems, field string, typed *string, known []string) string {
	if typed == nil {
		return ""
	}
	if !slices.Contains(known, *typed) {
		p.Add(field, "Choose one of these: "+strings.TrimPrefix(strings.Join(known, ", "), ", ")+".")
		return ""
	}
	return *typed
}

// Input is what Parse would make the same filter from.
func (f SavedFilter) Input() FilterInput {
	in := FilterInput{Name: f.Name, Query: f.Query, Icon: &f.Icon}
	for text, field := range map[*string]**string{&f.Grouping: &in.Grouping, &f.Sorting: &in.Sorting, &f.Color: &in.Color} {
		if *text != "" {
			*field = text
		}
	}
	return in
}
