package store

import (
	"context"

	"mddash/domain"
)

// recentLook is how far back Recent looks, in entries of the log.
const recentLook = 100

// Recent is what the caller changed last and still sees, the newest first, each once.
func (s *Scope) Recent(ctx context.Context, most int) ([]domain.Recent, error) {
	var rows []struct{ Kind, SubjectID string }
	err := s.store.read.NewRaw(`SELECT kind, subject_id FROM (SELECT a.id, a.kind, a.subject_id FROM activity AS a WHERE a.user_id = ? ORDER BY a.id DESC LIMIT ?) AS newest
		WHERE kind IN (?, ?, ?, ?, ?) GROUP BY kind, subject_id ORDER BY max(id) DESC LIMIT ?`,
		s.user.ID, recentLook, kindTodo, kindNote, kindProject, kindDecision, kindClient, 3*most).Scan(ctx, &rows)
	if err != nil {
		return nil, wrap(err, "read what somebody did last")
	}
	places := make([]domain.Place, 0, len(rows))
	for _, row := range rows {
		places = append(places, domain.Place{Kind: row.Kind + "s", ID: row.SubjectID})
	}
	titles, err := s.Titles(ctx, places)
	if err != nil {
		return nil, err
	}
	recent := []domain.Recent{}
	for _, place := range places {
		if known, there := titles[place]; there && len(recent) < most {
			recent = append(recent, domain.Recent{Place: place, Title: known.Title, Done: known.Done})
		}
	}
	return recent, nil
}
