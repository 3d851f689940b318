package store

// rest is what stays as it is, without a name, or goes without a trace. Shares with the address go too: whoever has it next
// is somebody else.
func (l *leaving) rest() error {
	if err := l.takeOff(l.ctx, l.w, raw(`1 = 1`), []string{l.row.ID}); err != nil {
		return err
	}
	heir := any(nil)
	if l.heir != "" {
		heir = l.heir
	}
	id := l.row.ID
	for _, query := range []clause{
		raw(`UPDATE clients SET user_id = ? WHERE user_id = ?`, heir, id),
		raw(`UPDATE decisions SET user_id = ? WHERE user_id = ?`, heir, id),
		raw(`UPDATE time_entries SET user_id = NULL WHERE user_id = ?`, id),
		raw(`UPDATE comments SET user_id = NULL WHERE user_id = ?`, id),
		raw(`DELETE FROM note_shares WHERE user_id = ? OR (user_id IS NULL AND lower(email) = lower(?))`, id, l.row.Email),
		raw(`DELETE FROM calendar_shares WHERE user_id = ? OR (user_id IS NULL AND lower(email) = lower(?))`, id, l.row.Email),
		raw(`DELETE FROM outbox WHERE lower(recipient) = lower(?)`, l.row.Email),
		raw(`DELETE FROM activity WHERE user_id = ? AND kind IN ('choice', 'webhook', 'filter')`, id),
		raw(`DELETE FROM project_managers WHERE user_id = ?`, id),
		raw(`DELETE FROM project_members WHERE user_id = ?`, id),
		raw(`DELETE FROM account WHERE "userId" = ?`, id),
	} {
		if err := l.do(query.sql, query.args...); err != nil {
			return err
		}
	}
	return nil
}

func (l *leaving) end() error {
	if err := endAccess(l.ctx, l.w.tx, l.row.ID, ""); err != nil {
		return err
	}
	for _, query := range []clause{
		// What they did and what was done to them stays known by their name.
		raw(`UPDATE audit SET actor = ? WHERE actor_id = ?`, l.row.user().DisplayName(), l.row.ID),
		raw(`UPDATE audit SET subject = ? WHERE subject_id = ? AND subject = ''`, l.row.user().DisplayName(), l.row.ID),
		raw(`DELETE FROM invites WHERE invited_by = ? AND used_at IS NULL`, l.row.ID),
		raw(`DELETE FROM users WHERE id = ?`, l.row.ID),
	} {
		if err := l.do(query.sql, query.args...); err != nil {
			return err
		}
	}
	after := values{"heir": l.heir}
	if l.user.ID == l.row.ID {
		after["self"] = true // who did it is not known any more when somebody looks this up
	}
	return l.w.didToUser(actionDelete, l.row.ID, values{"email": l.row.Email, "name": l.row.Name, "roles": l.row.Roles}, after)
}
