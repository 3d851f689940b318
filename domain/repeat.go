package domain

import "strconv"

// Repeatable is a request that may be sent again when its answer was lost: the key that its caller gave it, and a
// fingerprint of what it asks, so that another request under the same key is noticed.
type Repeatable struct {
	Key         string
	Fingerprint string
}

// Earlier is what came of a request when it was sent before. The zero Earlier is a request that is new.
type Earlier struct {
	// Answer is what was answered then.
	Answer []byte
	// Batch and Done are what was written then, where the answer to it was lost.
	Batch string
	Done  []Deed
}

// Deed is one act on one row.
type Deed struct {
	Kind      string
	SubjectID string
	Action    string
}

// Added is the id of the row of a kind that was added; 0 when none was.
func (e Earlier) Added(kind string) int64 {
	id, _ := strconv.ParseInt(e.AddedText(kind), 10, 64)
	return id
}

// AddedText is Added for kinds whose ids are text; "" when none was.
func (e Earlier) AddedText(kind string) string {
	for _, deed := range e.Done {
		if deed.Kind == kind && deed.Action == "create" {
			return deed.SubjectID
		}
	}
	return ""
}
