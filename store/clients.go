package store

// seesClient holds for rows of clients under the alias c that are not in the trash: they are the staff's.
func (s *Scope) seesClient() clause {
	if !s.user.IsStaff() {
		return raw(`1 = 0`)
	}
	return raw(`c.deleted_at IS NULL`)
}
