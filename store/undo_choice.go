package store

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"mddash/domain"
)

// kindChoice is about what somebody has chosen for themselves, which nobody else notices; the subject names the choice.
const kindChoice = "choice"

// Choices as the log names them, each with the id of what it is about behind a colon.
const (
	choicePin          = "pin"
	choiceWatch        = "watch"
	choiceNotice       = "notification"
	choiceTold         = "notifications" // of no id: 0
	choiceFeed         = "feed"
	choiceSubscription = "subscription"
)

func choiceSubject(what string, id int64) subject {
	return subject{kind: kindChoice, id: what + ":" + strconv.FormatInt(id, 10)}
}

// didChoose notes a choice with what it was and what it is; the same twice is none.
func (w *work) didChoose(what string, id int64, was, now any) error {
	before, after, err := changes(was, now)
	if err != nil || len(after) == 0 {
		return err
	}
	return w.did(actionUpdate, choiceSubject(what, id), before, after)
}

// undoChoice takes back a choice of the caller's, about what they still see.
func (s *Scope) undoChoice(ctx context.Context, w *work, row activityRow) error {
	what, text, _ := strings.Cut(row.SubjectID, ":")
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return wrap(err, "read what to undo")
	}
	switch what {
	case choicePin:
		return undoRow(ctx, w, row, chosenOf(id, s.loadPin, s.savePin, sameChoice))
	case choiceWatch:
		return undoRow(ctx, w, row, chosenOf(id, s.loadWatch, s.saveWatch, sameChoice))
	case choiceNotice:
		return undoRow(ctx, w, row, chosenOf(id, s.loadSnooze, s.saveSnooze, sameChoice))
	case choiceTold:
		return undoRow(ctx, w, row, chosenOf(id, s.loadTold, s.saveTold, toldChoice.copied))
	case choiceFeed:
		return undoRow(ctx, w, row, chosenOf(id, s.loadFed, s.saveFed, feedChoice.copied))
	case choiceSubscription:
		return undoRow(ctx, w, row, chosenOf(id, s.loadFollowed, s.saveFollowed, sameChoice))
	}
	return domain.Fail(domain.Conflict, "That can't be undone.")
}

// chosenOf is a choice as undo takes it: it is never in the trash.
func chosenOf[R any](id int64, load func(context.Context, *work, int64) (R, error), save func(ctx context.Context, w *work, id int64, was, now R) error, copied func(R) R) undoable[R] {
	return undoable[R]{
		load:   func(ctx context.Context, w *work, _ string) (R, error) { return load(ctx, w, id) },
		binned: func(R) string { return "" },
		copy:   copied,
		save:   func(ctx context.Context, w *work, old, now R) error { return save(ctx, w, id, old, now) },
	}
}

// sameChoice is a choice that has no lists of its own.
func sameChoice[R any](choice R) R { return choice }

type pinChoice struct {
	Pinned bool `json:"pinned"`
}

func (s *Scope) loadPin(ctx context.Context, w *work, id int64) (pinChoice, error) {
	project, err := s.loadProject(ctx, w.tx, id)
	return pinChoice{project.Pinned}, err
}

func (s *Scope) savePin(ctx context.Context, w *work, id int64, was, now pinChoice) error {
	query := raw(`DELETE FROM project_pins WHERE user_id = ? AND project_id = ?`, s.user.ID, id)
	if now.Pinned {
		query = raw(`INSERT INTO project_pins (user_id, project_id, created_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`, s.user.ID, id, w.at)
	}
	if _, err := w.tx.NewRaw(query.sql, query.args...).Exec(ctx); err != nil {
		return wrap(err, "pin a project")
	}
	w.tell(s.user.ID, tellPins)
	return w.didChoose(choicePin, id, was, now)
}

type watchChoice struct {
	Watching bool `json:"watching"`
}

func (s *Scope) loadWatch(ctx context.Context, w *work, id int64) (watchChoice, error) {
	var watch watchChoice
	if _, _, err := s.loadTodo(ctx, w.tx, id); err != nil {
		return watch, err
	}
	err := w.tx.NewRaw(`SELECT EXISTS (SELECT 1 FROM task_watchers WHERE task_id = ? AND user_id = ?)`, id, s.user.ID).Scan(ctx, &watch.Watching)
	return watch, wrap(err, "read watchers")
}

func (s *Scope) saveWatch(ctx context.Context, w *work, id int64, was, now watchChoice) error {
	change := unwatchTodo
	if now.Watching {
		change = watchTodo
	}
	if err := change(ctx, w.tx, id, s.user.ID); err != nil {
		return err
	}
	return w.didChoose(choiceWatch, id, was, now)
}

// snoozeChoice is how a notification lies in the inbox. That it was read is taken back without this: see unread.
type snoozeChoice struct {
	Read  bool      `json:"read"`
	Until time.Time `json:"snoozed_until"`
}

func snoozeOf(n domain.Notification) snoozeChoice {
	return snoozeChoice{n.Read(), n.SnoozedUntil.UTC().Truncate(time.Second)}
}

func (s *Scope) loadSnooze(ctx context.Context, w *work, id int64) (snoozeChoice, error) {
	n, err := s.loadNotification(ctx, w.tx, id)
	return snoozeOf(n), err
}

func (s *Scope) saveSnooze(ctx context.Context, w *work, id int64, _, now snoozeChoice) error {
	n, err := s.loadNotification(ctx, w.tx, id)
	if err != nil {
		return err
	}
	return s.setRead(ctx, w, n, now.Read, now.Until)
}

type toldChoice struct{ domain.NotificationSettings }

func (c toldChoice) copied() toldChoice {
	c.Kinds = maps.Clone(c.Kinds)
	return c
}

func (s *Scope) loadTold(ctx context.Context, w *work, _ int64) (toldChoice, error) {
	all, err := settingsOf(ctx, w.tx, []string{s.user.ID})
	return toldChoice{all[s.user.ID]}, err
}

func (s *Scope) saveTold(ctx context.Context, w *work, id int64, was, now toldChoice) error {
	if err := saveSettings(ctx, w.tx, s.user.ID, was.NotificationSettings, now.NotificationSettings); err != nil {
		return err
	}
	return w.didChoose(choiceTold, id, was, now)
}

type feedChoice struct {
	Todos     bool    `json:"todos"`
	Reminders bool    `json:"reminders"`
	Without   []int64 `json:"without"`
}

func (c feedChoice) copied() feedChoice {
	c.Without = slices.Clone(c.Without)
	return c
}

func feedChoiceOf(f domain.Feed) feedChoice {
	return feedChoice{f.Todos, f.Reminders, append([]int64{}, f.Without...)}
}

func (s *Scope) loadFed(ctx context.Context, w *work, id int64) (feedChoice, error) {
	_, feed, err := s.loadFeed(ctx, w.tx, id)
	return feedChoiceOf(feed), err
}

func (s *Scope) saveFed(ctx context.Context, w *work, id int64, was, now feedChoice) error {
	row, feed, err := s.loadFeed(ctx, w.tx, id)
	if err != nil {
		return err
	}
	feed.Todos, feed.Reminders, feed.Without = now.Todos, now.Reminders, now.Without
	if row, err = row.with(feed); err != nil {
		return err
	}
	row.UpdatedAt = w.at
	if _, err := w.tx.NewUpdate().Model(&row).WherePK().Exec(ctx); err != nil {
		return wrap(err, "change a feed")
	}
	return errors.Join(w.didChoose(choiceFeed, id, was, now), w.noteFor(domain.AuditLink, actionUpdate, "", values{"feed": id}))
}

// followChoice is where a calendar comes from; its name and its colour are the calendar's.
type followChoice struct {
	URL     string `json:"url"`
	Minutes int    `json:"refresh_minutes"`
}

func (s *Scope) loadFollowed(ctx context.Context, w *work, id int64) (followChoice, error) {
	_, subscription, err := s.loadSubscription(ctx, w.tx, id)
	return followChoice{subscription.URL, subscription.Minutes}, err
}

func (s *Scope) saveFollowed(ctx context.Context, w *work, id int64, _, now followChoice) error {
	_, was, err := s.loadSubscription(ctx, w.tx, id)
	if err != nil {
		return err
	}
	then := was
	then.URL, then.Minutes = now.URL, now.Minutes
	return moveSubscription(ctx, w, was, then)
}
