package store

import (
	"context"
	"encoding/json"
	"slices"

	"mddash/domain"
)

// ofProfile holds for entries under the alias account that are about what people say of themselves, which they may take back;
// all else about accounts stays done. A time zone that a browser has told is no act of anybody's.
const ofProfile = `account.kind = 'user' AND account.action = 'update' AND account.subject_id = account.user_id AND account.before IS NOT NULL
	AND account.before <> '{"timezone":""}' AND account.before NOT LIKE '%"roles":%' AND account.before NOT LIKE '%"disabled":%'`

// staysDone tells whether an entry is about an account, and about more than its profile.
func (r activityRow) staysDone() bool {
	if !r.forAudit() {
		return false
	}
	var before map[string]json.RawMessage
	if r.Kind != kindUser || r.Action != actionUpdate || r.SubjectID != r.UserID || json.Unmarshal([]byte(r.Before), &before) != nil || len(before) == 0 {
		return true
	}
	for field := range before {
		if !slices.Contains(domain.ProfileFields, field) {
			return true
		}
	}
	return false
}

// undoProfile gives the caller's profile the values that it had, if it still has those that it got. A time zone that was not
// known before is known now, and stays.
func (s *Scope) undoProfile(ctx context.Context, w *work, row activityRow) error {
	user, err := userByID(ctx, w.tx, s.user.ID)
	if err != nil {
		return err
	}
	entry, err := row.activity()
	if err != nil {
		return err
	}
	now := user.user()
	in := now.Input()
	fields, err := fieldsOf(profileFields(now))
	if err != nil {
		return err
	}
	for field, value := range entry.After {
		if string(fields[field]) != string(value) {
			return changedSince()
		}
	}
	if string(entry.Before["timezone"]) == `""` {
		delete(entry.Before, "timezone")
	}
	if len(entry.Before) == 0 {
		return domain.Fail(domain.Conflict, "That can't be undone.")
	}
	text, err := json.Marshal(entry.Before)
	if err == nil {
		err = json.Unmarshal(text, &in)
	}
	if err != nil {
		return wrap(err, "read the old values")
	}
	was, err := in.Parse(now)
	if err != nil {
		return err
	}
	return saveProfile(ctx, w, now, was)
}
