package domain

import (
	"encoding/json"
	"time"
)

// NotificationInput is what somebody can change of a notification, as it is sent.
type NotificationInput struct {
	Read         *bool   `json:"read,omitempty" doc:"Whether you have read it; what is read is not snoozed"`
	SnoozedUntil *string `json:"snoozed_until,omitempty" format:"date-time" doc:"Until when it is out of your sight and unread, within a year"`
}

// Merge applies a JSON Merge Patch (RFC 7396). What is marked as read is not snoozed any more, and what is snoozed is unread.
func (in NotificationInput) Merge(patch map[string]json.RawMessage) (NotificationInput, error) {
	merged, err := MergeFields(in, patch, []string{"read", "snoozed_until"})
	_, read := patch["read"]
	_, snoozed := patch["snoozed_until"]
	switch {
	case err != nil || read == snoozed:
	case read && merged.Read != nil && *merged.Read:
		merged.SnoozedUntil = nil
	case snoozed && merged.SnoozedUntil != nil:
		merged.Read = nil
	}
	return merged, err
}

// Input is what Parse would make the same state from.
func (n Notification) Input() NotificationInput {
	read := n.Read()
	in := NotificationInput{Read: &read}
	if !n.SnoozedUntil.IsZero() {
		in.SnoozedUntil = optional(n.SnoozedUntil.UTC().Format(time.RFC3339Nano))
	}
	return in
}

// Parse tells whether it is read, and until when it is snoozed; the zero time for not. A moment that is not its own already
// has to be still to come.
func (in NotificationInput) Parse(row Notification, now time.Time, loc *time.Location) (read bool, until time.Time, err error) {
	p := Problems{}
	read = in.Read != nil && *in.Read
	until = parseInstant(p, "snoozed_until", value(in.SnoozedUntil), loc).Truncate(time.Millisecond)
	switch {
	case until.IsZero() || until.Equal(row.SnoozedUntil):
	case read:
		p.Add("snoozed_until", "What is read can't be snoozed.")
	case !until.After(now) || until.After(now.AddDate(1, 0, 0)):
		p.Add("snoozed_until", "Choose a time that is still to come, within a year.")
	}
	return read, until, p.Err()
}
