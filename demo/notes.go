package demo

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"mddash/domain"
	"mddash/store"
)

// jotting is a note as it is thought up.
type jotting struct {
	title, by, notebook, tags string
	kind, color               string // empty for a plain one
	project                   string // its key; empty for one's own
	from                      int    // days before today that it was begun
	text                      string // Markdown
	// later are the states that the text went through afterwards, some days apart each.
	later  []string
	shared string // "login:edit login:view"
	pinned bool
	liked  bool // it is among the favourites
	put    bool // it is archived

	id int64
}

// jot writes the notes, each on its day, and what was made of them later. It answers how many there are.
func (s *story) jot(all []*jotting) int {
	all = append(all, s.meetings()...)
	for _, j := range all {
		who := s.who(j.by)
		at := s.at(s.day(-j.from), who)
		p := s.called(j.project)
		s.will(at, who, func(ctx context.Context, as *store.Scope) error {
			added, err := as.AddNote(ctx, j.input(p))
			j.id = added.ID
			return err
		})
		for _, text := range j.later {
			at = s.soon(at.Add(time.Duration(s.between(1, 4)) * 24 * time.Hour))
			s.will(at, who, j.rewrite(text))
		}
		s.pass(j, who, at)
	}
	return len(all)
}

func (j *jotting) input(p *project) domain.NoteInput {
	in := domain.NoteInput{Title: j.title, Content: j.text, Tags: strings.FieldsFunc(j.tags, func(r rune) bool { return r == ',' || r == ' ' }), IsPinned: &j.pinned, IsFavorite: &j.liked, IsArchived: &j.put}
	for _, set := range []struct {
		value string
		into  **string
	}{{j.kind, &in.Type}, {j.notebook, &in.Notebook}, {j.color, &in.Color}} {
		if set.value != "" {
			*set.into = text(set.value)
		}
	}
	if p != nil {
		in.ProjectID = &p.id
	}
	return in
}

func (j *jotting) rewrite(text string) func(context.Context, *store.Scope) error {
	return func(ctx context.Context, as *store.Scope) error {
		_, err := as.UpdateNote(ctx, j.id, "", func(note domain.Note) (domain.NoteInput, error) {
			in := note.Input()
			in.Content = text
			return in, nil
		})
		return err
	}
}

// pass gives a note to those it is shared with.
func (s *story) pass(j *jotting, who *person, at time.Time) {
	for _, share := range strings.Fields(j.shared) {
		login, permission, _ := strings.Cut(share, ":")
		with := s.who(login)
		at = s.soon(at)
		s.will(at, who, func(ctx context.Context, as *store.Scope) error {
			_, err := as.ShareNote(ctx, j.id, domain.ShareInput{Email: with.email, Permission: permission})
			return err
		})
	}
}

// meetings are what was written down in the projects that go on: one every other week, with what was to be done next.
func (s *story) meetings() []*jotting {
	var all []*jotting
	for _, p := range s.projects {
		if p.template || p.archived || p.status != domain.ProjectInProgress || len(p.tasks) < 8 {
			continue
		}
		length := int(s.end.Sub(p.began).Hours() / 24)
		for n, from := 1, min(length-3, 70); from > 0 && n <= 4; n, from = n+1, from-s.between(12, 17) {
			keeper := pick(s.chance, append([]*person{p.owner}, p.managers...))
			all = append(all, &jotting{
				title: fmt.Sprintf("%s: meeting of %s", p.name, workday(s.day(-from))), by: strings.TrimSuffix(keeper.email, "@"+host), project: p.key, kind: "meeting", tags: "meeting", from: from,
				text: s.minutes(p),
			})
		}
	}
	return all
}

// minutes are what a meeting comes to.
func (s *story) minutes(p *project) string {
	var out strings.Builder
	there := slices.Concat([]*person{p.owner}, p.managers, p.members)
	out.WriteString("There: ")
	for i, who := range there[:min(len(there), 4)] {
		if i > 0 {
			out.WriteString(", ")
		}
		out.WriteString("@" + who.name)
	}
	out.WriteString("\n\n## What we talked about\n\n")
	talk := slices.Clone(minuted())
	for range s.between(2, 4) {
		at := s.chance.IntN(len(talk))
		out.WriteString("- " + talk[at] + "\n")
		talk = slices.Delete(talk, at, at+1)
	}
	out.WriteString("\n## Next\n\n")
	first := s.chance.IntN(max(1, len(p.tasks)-4))
	for i, t := range p.tasks[first:min(len(p.tasks), first+s.between(2, 4))] {
		mark := " "
		if i == 0 && s.often(70) {
			mark = "x"
		}
		out.WriteString("- [" + mark + "] " + t.title + "\n")
	}
	return out.String()
}
