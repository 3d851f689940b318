package domain

import (
	"iter"
	"regexp"
	"strings"
	"time"
)

// ParcelSource is what things are remembered by that came out of mddash itself.
const ParcelSource = "mddash"

// ParcelMax is IntakeMax for what came out of mddash itself, or can't be taken in parts either.
const ParcelMax = 100_000

// IntakeClient is a client.
type IntakeClient struct {
	ID      string      `json:"id"`
	Input   ClientInput `json:"client"`
	Created time.Time   `json:"created_at,omitzero"`
	Updated time.Time   `json:"updated_at,omitzero"`
}

// IntakeNote is a note. Project is the project that it is in, "" for none.
type IntakeNote struct {
	ID      string       `json:"id"`
	Project string       `json:"project,omitempty"`
	Input   NoteInput    `json:"note"`
	Owner   string       `json:"-"` // the address of whose it was, where that is known
	Files   []IntakeFile `json:"files,omitempty"`
	Created time.Time    `json:"created_at,omitzero"`
	Updated time.Time    `json:"updated_at,omitzero"`
}

// IntakeDecision is a decision with what it is linked to. Deciders are names and addresses.
type IntakeDecision struct {
	ID         string        `json:"id"`
	Project    string        `json:"project,omitempty"`
	Todos      []string      `json:"todos,omitempty"`
	Notes      []string      `json:"notes,omitempty"`
	Supersedes string        `json:"supersedes,omitempty"`
	Deciders   []string      `json:"deciders,omitempty"`
	Input      DecisionInput `json:"decision"`
	Created    time.Time     `json:"created_at,omitzero"`
	Updated    time.Time     `json:"updated_at,omitzero"`
}

// IntakeCalendar is a calendar. Its events are an iCalendar text.
type IntakeCalendar struct {
	ID    string        `json:"id"`
	Input CalendarInput `json:"calendar"`
	// First is the calendar that everybody has.
	First bool `json:"first,omitempty"`
	// There: the events go into a calendar that is there, Into, or the caller's first own one where that is 0.
	There bool  `json:"-"`
	Into  int64 `json:"-"`
	// Total is how many objects there are, where no Events say so.
	Total int `json:"-"`
	// File is where the text is.
	File    string        `json:"file"`
	Events  []IntakeEvent `json:"events,omitempty"`
	Created time.Time     `json:"created_at,omitzero"`
	Updated time.Time     `json:"updated_at,omitzero"`
	// Objects are what the text holds, and Wrong why it can't be read.
	Objects iter.Seq2[ImportedObject, error] `json:"-"`
	Wrong   error                            `json:"-"`
}

// IntakeEvent is what an iCalendar text does not say of an event, or of one time of a series.
type IntakeEvent struct {
	UID     string    `json:"uid"`
	On      string    `json:"on,omitempty"` // the day of the series, of one of its times
	Project string    `json:"project,omitempty"`
	Created time.Time `json:"created_at,omitzero"`
	Updated time.Time `json:"updated_at,omitzero"`
}

// IntakeEntry is a time entry. Title is the todo's, for who reads the file.
type IntakeEntry struct {
	ID      string    `json:"id"`
	Todo    string    `json:"todo,omitempty"`
	Title   string    `json:"title,omitempty"`
	Input   TimeInput `json:"time"`
	Rate    *int64    `json:"hourly_rate,omitempty"`
	Started time.Time `json:"started_at,omitzero"`
	Created time.Time `json:"created_at,omitzero"`
	Updated time.Time `json:"updated_at,omitzero"`
}

// IntakeFilter is a saved filter.
type IntakeFilter struct {
	ID      string      `json:"id"`
	Input   FilterInput `json:"filter"`
	Created time.Time   `json:"created_at,omitzero"`
	Updated time.Time   `json:"updated_at,omitzero"`
}

// IntakeVersion is a state that the text of a note was in; the last one of a note is the present one. Those of one note
// follow each other, the oldest first. Author is the address of whose parcel it is or the name of somebody else, "" where
// nobody knows.
type IntakeVersion struct {
	Note    string    `json:"note"`
	Title   string    `json:"title"`
	Content string    `json:"content"`
	Author  string    `json:"author,omitempty"`
	Created time.Time `json:"created_at,omitzero"`
}

// Fit tells, as Invalid, why it can't be kept.
func (v IntakeVersion) Fit() error {
	p := Problems{}
	parseText(p, "title", v.Title, TitleMax)
	parseText(p, "content", v.Content, NoteMax)
	return p.Err()
}

// IntakeSubscription is a calendar that follows an address, which is often a secret of whoever has it.
type IntakeSubscription struct {
	ID      string            `json:"id"`
	Input   SubscriptionInput `json:"subscription"`
	Created time.Time         `json:"created_at,omitzero"`
	Updated time.Time         `json:"updated_at,omitzero"`
}

// IntakeShare is with whom something was shared: for whoever reads the file, since an import lets nobody in.
type IntakeShare struct {
	Kind  string         `json:"kind"` // of IntakeKinds
	ID    string         `json:"id"`
	Title string         `json:"title"`
	With  []IntakeSharer `json:"with"`
}

// IntakeSharer is one of them: by the address that they were given it by, or by name where they were chosen by that.
// Role is what they may do: a permission, or a role in a project.
type IntakeSharer struct {
	Email string `json:"email,omitempty"`
	Name  string `json:"name,omitempty"`
	Role  string `json:"role"`
}

// IntakeProfile is who they are whose things these are, and what they set.
type IntakeProfile struct {
	Email string       `json:"email"`
	Input ProfileInput `json:"settings"`
}

// Names that stand in a text for something of the same parcel, in the place of an address or a reference, which are others
// wherever it is taken in.
const (
	parcelLink      = "mddash:"           // mddash:notes/ID
	parcelReference = "mddash-reference:" // mddash-reference:todos/ID
)

var parcelName = regexp.MustCompile(`mddash(-reference)?:([a-z]{1,20})/([0-9A-Za-z][0-9A-Za-z-]{0,99})`)

// Packed is a text of Markdown in which addresses of ours and references are names that hold in another place too. Each
// function answers with the kind and the id of what it is asked for, or with nothing.
func Packed(text string, place, reference func(string) (kind, id string)) string {
	var out strings.Builder
	at := 0
	for from := 0; ; {
		start, name := NextReference(text, from)
		if name == "" {
			break
		}
		from = start + len(name)
		if kind, id := reference(name); id != "" {
			out.WriteString(text[at:start] + parcelReference + kind + "/" + id)
			at = from
		}
	}
	return Redirect(out.String()+text[at:], func(target string) (string, bool) {
		address, rest := target, ""
		if cut := strings.IndexAny(target, "?#"); cut >= 0 {
			address, rest = target[:cut], target[cut:]
		}
		kind, id := place(address)
		return parcelLink + kind + "/" + id + rest, id != ""
	})
}

// Unpacked is such a text with names replaced by what the functions answer for them; those that they have no answer for
// stay. missing is how many these are.
func Unpacked(text string, place, reference func(kind, id string) string) (unpacked string, missing int) {
	if !strings.Contains(text, "mddash") {
		return text, 0
	}
	unpacked = parcelName.ReplaceAllStringFunc(text, func(name string) string {
		parts := parcelName.FindStringSubmatch(name)
		answer := place
		if parts[1] != "" {
			answer = reference
		}
		if now := answer(parts[2], parts[3]); now != "" {
			return now
		}
		missing++
		return name
	})
	return unpacked, missing
}
