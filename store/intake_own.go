package store

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"mddash/domain"
)

// takeFollowed has the caller follow the addresses that they followed elsewhere, each once.
func (m *intake) takeFollowed() error {
	if len(m.in.Followed) == 0 {
		return nil
	}
	have, err := m.Subscriptions(m.ctx)
	if err != nil {
		return err
	}
	for _, one := range m.in.Followed {
		where := "Calendar “" + domain.Clip(one.Input.Name, 200) + "”"
		if parsed, err := one.Input.Parse(domain.Subscription{}); err == nil {
			if at := slices.IndexFunc(have, func(s domain.Subscription) bool { return s.URL == parsed.URL }); at >= 0 {
				m.known[known(domain.IntakeFollowed, one.ID)] = strconv.FormatInt(have[at].ID, 10)
			}
		}
		row, fresh, err := m.one(domain.IntakeFollowed, one.ID, where, func() (string, error) {
			made, said, err := softly(one.Input, []string{"name", "url"}, func(in domain.SubscriptionInput) (domain.Subscription, error) { return m.AddSubscription(m.ctx, in) })
			m.remarkAll(where, said)
			if err == nil {
				have = append(have, made)
			}
			return strconv.FormatInt(made.ID, 10), err
		})
		if err != nil {
			return err
		}
		if !fresh {
			continue
		}
		m.dateLater("calendars", row, one.Created, one.Updated)
		if from, err := url.Parse(one.Input.URL); err == nil {
			m.report.Remark(where, "From now on it is fetched from "+domain.Clip(from.Hostname(), 200)+".")
		}
	}
	return nil
}

const (
	// versionsMost is how many versions one import brings.
	versionsMost = 500_000
	// versionsAtOnce and versionBytes are how many of them are written with one statement, and how long they are together.
	versionsAtOnce = 100
	versionBytes   = 1 << 20
)

// versions are those that wait to be written.
type versions struct {
	rows    []noteVersionRow
	bytes   int
	numbers map[int64]int64 // the last one of each note
	met     map[string]int  // how many came of each note, as it was called
}

// takeVersions gives notes that are new the states that their texts were in, in the place of those that came of making
// them. Where what is said of them can't be read, the notes have those that were read before.
func (m *intake) takeVersions() error {
	if m.in.Versions == nil {
		return nil
	}
	kept, n := &versions{numbers: map[int64]int64{}, met: map[string]int{}}, 0
	for version, err := range m.in.Versions {
		if n++; err == nil && n > versionsMost {
			err = domain.Problems{"file": "There are more than " + strconv.Itoa(versionsMost) + " versions of notes in it."}.Err()
		}
		if domain.KindOf(err) == domain.Invalid {
			m.report.Leave("Versions of notes", err.Error())
			break
		}
		if err == nil {
			err = m.takeVersion(kept, version)
		}
		if err != nil {
			return err
		}
	}
	if err := m.writeVersions(kept); err != nil {
		return err
	}
	for id, last := range kept.numbers {
		if _, err := m.store.together.NewRaw(`UPDATE notes SET revision = ? WHERE id = ?`, last, id).Exec(m.ctx); err != nil {
			return wrap(err, "count the versions of a note")
		}
	}
	return nil
}

func (m *intake) takeVersion(kept *versions, version domain.IntakeVersion) error {
	name := known(domain.IntakeNotes, version.Note)
	id, _ := strconv.ParseInt(m.known[name], 10, 64)
	if id == 0 {
		return nil // the note was left out, which is told of
	}
	kept.met[name]++
	if !m.fresh[name] {
		countVersion(m.report.There, kept.met[name])
		return nil
	}
	if err := version.Fit(); err != nil {
		m.report.Leave("A version of “"+domain.Clip(version.Title, 200)+"”", err.Error())
		return nil
	}
	if kept.numbers[id] == 0 {
		if _, err := m.store.together.NewRaw(`DELETE FROM note_versions WHERE note_id = ?`, id).Exec(m.ctx); err != nil {
			return wrap(err, "make room for the versions of a note")
		}
	}
	kept.numbers[id]++
	row := noteVersionRow{NoteID: id, Revision: kept.numbers[id], Title: version.Title, CreatedAt: instant{version.Created}}
	if row.Content, _ = m.unpacked(version.Content); !plausible(version.Created, m.store.now()) {
		row.CreatedAt = instant{m.store.now()}
	}
	if m.named(version.Author) || m.in.Profile != nil && version.Author == m.in.Profile.Email {
		row.UserID = m.user.ID
	}
	kept.rows = append(kept.rows, row)
	countVersion(m.report.Made, kept.met[name])
	if kept.bytes += len(row.Content); len(kept.rows) >= versionsAtOnce || kept.bytes > versionBytes {
		return m.writeVersions(kept)
	}
	return nil
}

// countVersion counts what a note was before: what it is now counts as the note.
func countVersion(counts map[string]int, nth int) {
	if nth > 1 {
		counts[domain.IntakeVersions]++
	}
}

func (m *intake) writeVersions(kept *versions) error {
	if len(kept.rows) == 0 {
		return nil
	}
	_, err := m.store.together.NewInsert().Model(&kept.rows).Exec(m.ctx)
	kept.rows, kept.bytes = nil, 0
	return wrap(err, "keep the versions of notes")
}

// tellShares tells with whom things that are new were shared: that is for their owner to do again.
func (m *intake) tellShares() error {
	for _, share := range m.in.Shares {
		if share.Kind == domain.IntakeProjects || !m.fresh[known(share.Kind, share.ID)] {
			continue // who was in a project is told with it
		}
		var with []string
		for _, one := range share.With {
			with = append(with, strings.TrimSpace(one.Email+one.Name)+" ("+one.Role+")")
		}
		m.report.Remark("“"+domain.Clip(share.Title, 200)+"”", "It was shared with "+domain.Clip(strings.Join(with, ", "), 300)+". An import lets nobody in.")
	}
	return nil
}
