package store

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// ProjectRates are the people who work in a project, by name, with what their hour costs where that differs from the
// project's own rate. Only who manages the project is told.
func (s *Scope) ProjectRates(ctx context.Context, projectID int64) ([]domain.PersonRate, error) {
	row, err := s.loadProject(ctx, s.store.read, projectID)
	if err != nil {
		return nil, err
	}
	if row.role(s.user) < manager {
		return nil, noRates()
	}
	query := raw(`SELECT u.id, `+s.store.dialect.personName()+` AS name, r.hourly_rate FROM users AS u LEFT JOIN project_rates AS r ON r.user_id = u.id AND r.project_id = ? WHERE `, projectID).
		plus(and(s.ratable(projectID)), raw(` OR r.hourly_rate IS NOT NULL ORDER BY lower(`+s.store.dialect.personName()+`), u.id LIMIT ?`, PeopleMax))
	var rows []struct {
		ID, Name   string
		HourlyRate optional
	}
	if err := s.store.read.NewRaw(query.sql, query.args...).Scan(ctx, &rows); err != nil {
		return nil, wrap(err, "read rates")
	}
	rates := make([]domain.PersonRate, 0, len(rows))
	for _, r := range rows {
		rates = append(rates, domain.PersonRate{Person: domain.Person{ID: r.ID, Name: r.Name}, HourlyRate: r.HourlyRate.n})
	}
	return rates, nil
}

func noRates() error {
	return domain.Fail(domain.Denied, "Only who manages the project knows and sets what hours cost.")
}

// ratable holds for users under the alias u who can have a rate of their own in a project: staff who can be assigned
// something there.
func (s *Scope) ratable(projectID int64) clause {
	return and(s.assignable(projectID), raw(isStaff))
}

// SetProjectRate says what a person's hour costs in a project, in minor units; nil is the project's own rate again. What
// was written before keeps its rate. Only who manages the project may.
func (s *Scope) SetProjectRate(ctx context.Context, projectID int64, userID string, rate *int64) error {
	return s.write(ctx, func(ctx context.Context, w *work) error {
		row, err := s.loadProject(ctx, w.tx, projectID)
		if err != nil {
			return err
		}
		return s.setRate(ctx, w, row, userID, rate)
	})
}

func (s *Scope) setRate(ctx context.Context, w *work, project projectRow, userID string, rate *int64) error {
	if project.role(s.user) < manager {
		return noRates()
	}
	if rate != nil && (*rate < 0 || *rate > domain.MoneyMax) {
		return domain.Problems{"hourly_rate": "Write it as a number that is not below 0."}.Err()
	}
	was, err := rateOf(ctx, w.tx, project.ID, userID)
	if err != nil {
		return err
	}
	if rate != nil {
		people, err := s.peopleWhere(ctx, w.tx, and(raw(`u.id = ?`, userID), s.ratable(project.ID)))
		if err != nil {
			return err
		}
		if len(people) == 0 {
			return domain.Fail(domain.NotFound, "There is no such person here.")
		}
	}
	before, after, err := changes(rateFields{optional{was}}, rateFields{optional{rate}})
	if err != nil || len(after) == 0 {
		return err
	}
	query := raw(`DELETE FROM project_rates WHERE project_id = ? AND user_id = ?`, project.ID, userID)
	if rate != nil {
		query = raw(`INSERT INTO project_rates (project_id, user_id, hourly_rate) VALUES (?, ?, ?) ON CONFLICT (project_id, user_id) DO UPDATE SET hourly_rate = excluded.hourly_rate`,
			project.ID, userID, *rate)
	}
	if _, err := w.tx.NewRaw(query.sql, query.args...).Exec(ctx); err != nil {
		return wrap(err, "set a rate")
	}
	of := subject{kind: kindRate, id: strconv.FormatInt(project.ID, 10) + "/" + userID, projectID: project.ID}
	return w.did(actionUpdate, of, before, after)
}

// rateFields are what the activity log keeps of a rate.
type rateFields struct {
	HourlyRate optional `json:"hourly_rate"`
}

func rateOf(ctx context.Context, tx bun.Tx, projectID int64, userID string) (*int64, error) {
	var rates []int64
	err := tx.NewRaw(`SELECT hourly_rate FROM project_rates WHERE project_id = ? AND user_id = ?`, projectID, userID).Scan(ctx, &rates)
	if err != nil || len(rates) == 0 {
		return nil, wrap(err, "read a rate")
	}
	return &rates[0], nil
}

// undoRate puts a rate back, unless it was changed since.
func (s *Scope) undoRate(ctx context.Context, w *work, row activityRow) error {
	id, userID, _ := strings.Cut(row.SubjectID, "/")
	projectID, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		return noProject()
	}
	project, err := s.loadProject(ctx, w.tx, projectID)
	if err != nil {
		return err
	}
	var was, then rateFields
	if json.Unmarshal([]byte(row.Before), &was) != nil || json.Unmarshal([]byte(row.After), &then) != nil {
		return changedSince()
	}
	now, err := rateOf(ctx, w.tx, projectID, userID)
	if err != nil {
		return err
	}
	if (now == nil) != (then.HourlyRate.n == nil) || now != nil && *now != *then.HourlyRate.n {
		return changedSince()
	}
	return s.setRate(ctx, w, project, userID, was.HourlyRate.n)
}
