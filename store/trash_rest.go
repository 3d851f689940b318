package store

import (
	"context"

	"mddash/domain"
)

// TrashedFiles are the files in the trash that the caller attached to what they still see, the newest first.
func (s *Scope) TrashedFiles(ctx context.Context) ([]domain.Attachment, error) {
	which := and(raw(`f.deleted_at IS NOT NULL AND f.user_id = ?`, s.user.ID), s.seesHolder())
	rows, err := s.store.attachmentRows(ctx, s.store.read, which.plus(raw(` ORDER BY f.deleted_at DESC, f.id DESC LIMIT ?`, LimitMax)))
	files := make([]domain.Attachment, 0, len(rows))
	for _, row := range rows {
		files = append(files, row.attachment())
	}
	return files, err
}

// TrashedTime is the time in the trash that the caller had logged, the newest first.
func (s *Scope) TrashedTime(ctx context.Context) ([]domain.TimeEntry, error) {
	rows, err := s.timeRows(ctx, s.store.read, and(raw(`e.user_id = ?`, s.user.ID), raw(`e.deleted_at IS NOT NULL`)), raw(` ORDER BY e.deleted_at DESC, e.id DESC LIMIT ?`, LimitMax))
	entries := make([]domain.TimeEntry, 0, len(rows))
	for _, row := range rows {
		entries = append(entries, row.entry(s.user))
	}
	return entries, err
}

// TrashedFilters are the caller's filters in the trash.
func (s *Scope) TrashedFilters(ctx context.Context) ([]domain.SavedFilter, error) {
	rows, err := s.filterRows(ctx, s.store.read, raw(`f.deleted_at IS NOT NULL`))
	filters := make([]domain.SavedFilter, 0, len(rows))
	for _, row := range rows {
		filters = append(filters, row.filter(0))
	}
	return filters, err
}
