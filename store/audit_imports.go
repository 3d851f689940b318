package store

import (
	"context"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// takenIn is what the audit log keeps of an import: the program that it came from, and how many things, not which.
type takenIn struct {
	from           string
	made           map[string]int // by kind
	there, leftOut int
}

// auditImport notes what was taken in for the caller.
func (s *Scope) auditImport(ctx context.Context, tx bun.IDB, taken takenIn) error {
	after, err := values{"from": taken.from, "made": taken.made, "there": taken.there, "left_out": taken.leftOut}.text()
	if err != nil {
		return err
	}
	return writeAudit(ctx, tx, auditRow{At: instant{s.store.now()}, Topic: domain.AuditAccount, Action: domain.AuditImported,
		ActorID: s.user.ID, SubjectID: s.user.ID, After: after, Batch: s.batch})
}

// auditUndone has it noted where what is undone was an import, or the undoing of one.
func (s *Scope) auditUndone(ctx context.Context, w *work, batch string) error {
	rows, err := s.importsOf(ctx, w.tx, batch)
	for _, row := range rows {
		action := domain.AuditUndone
		if row.Action == domain.AuditUndone {
			action = domain.AuditRedone
		}
		w.audits = append(w.audits, auditRow{At: w.at, Topic: row.Topic, Action: action, After: row.After, Batch: w.batch})
	}
	return err
}

// importsOf are the entries of the audit log that tell of an import which was one of the caller's batches, or of its undoing.
func (s *Scope) importsOf(ctx context.Context, tx bun.IDB, batch string) ([]auditRow, error) {
	var rows []auditRow
	err := tx.NewRaw(`SELECT a.* FROM audit AS a WHERE a.batch = ? AND a.batch <> '' AND a.subject_id = ? ORDER BY a.id`, batch, s.user.ID).Scan(ctx, &rows)
	return rows, wrap(err, "look for an import")
}

// takenNotes are the numbers of a report about notes.
func takenNotes(r domain.NoteImport) takenIn {
	taken := takenIn{from: domain.MarkdownSource, there: len(r.There),
		made: withoutZeros(map[string]int{domain.IntakeNotes: r.Notes, domain.IntakeFiles: r.Files, domain.IntakeProjects: len(r.Projects)})}
	for _, one := range r.Skipped {
		if !one.Taken {
			taken.leftOut++
		}
	}
	return taken
}

// takenEvents are the numbers of a report about events. What is newer than what was there counts as made.
func takenEvents(r domain.EventImport) takenIn {
	return takenIn{from: domain.ICalSource, there: r.Skipped, leftOut: r.Failed,
		made: withoutZeros(map[string]int{domain.IntakeEvents: r.Created + r.Updated - r.Todos, domain.IntakeTodos: r.Todos})}
}

// withoutZeros are numbers without those that are none.
func withoutZeros(numbers map[string]int) map[string]int {
	for kind, n := range numbers {
		if n <= 0 {
			delete(numbers, kind)
		}
	}
	return numbers
}
