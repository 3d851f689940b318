// Package archive writes notes with their files as a zip of Markdown that people can read without this program, and reads
// such zips and those of others.
package archive

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"mddash/domain"
)

// Note is a note as a file of Markdown. What its text refers to is named by paths of the archive.
type Note struct {
	domain.Note
	// Project and ProjectKey name the project that it is in; empty for none.
	Project, ProjectKey string
	// Files are the paths of what hangs on it, from the top of the archive.
	Files []string
}

// front is what stands before the text: YAML between two lines of dashes, as other programs write it too.
type front struct {
	Title      string    `yaml:"title"`
	Notebook   string    `yaml:"notebook,omitempty"`
	Type       string    `yaml:"type,omitempty"`
	Tags       []string  `yaml:"tags,omitempty,flow"`
	Color      string    `yaml:"color,omitempty"`
	Priority   string    `yaml:"priority,omitempty"`
	Pinned     bool      `yaml:"pinned,omitempty"`
	Favorite   bool      `yaml:"favorite,omitempty"`
	Archived   bool      `yaml:"archived,omitempty"`
	Due        string    `yaml:"due,omitempty"`
	Remind     time.Time `yaml:"remind,omitempty"`
	Project    string    `yaml:"project,omitempty"`
	ProjectKey string    `yaml:"project_key,omitempty"`
	Cover      string    `yaml:"cover,omitempty"`
	Links      []string  `yaml:"links,omitempty"`
	Kept       []string  `yaml:"attachments_of_md_dash,omitempty"`
	Files      []string  `yaml:"attachments,omitempty"`
	Created    time.Time `yaml:"created,omitempty"`
	Updated    time.Time `yaml:"updated,omitempty"`
}

const dashes = "---\n"

// Markdown is the file: what is known of the note, a blank line, and its text byte for byte.
func (n Note) Markdown() ([]byte, error) {
	var out bytes.Buffer
	out.WriteString(dashes)
	encoder := yaml.NewEncoder(&out)
	encoder.SetIndent(2)
	err := encoder.Encode(front{
		Title: n.Title, Notebook: n.Notebook, Type: n.Type, Tags: n.Tags, Color: n.Color, Priority: n.Priority, Pinned: n.Pinned, Favorite: n.Favorite,
		Archived: n.Archived, Due: string(n.DueDate), Remind: n.ReminderAt.UTC(), Project: n.Project, ProjectKey: n.ProjectKey, Cover: n.CoverImage,
		Links: n.Links, Kept: n.Attachments, Files: n.Files, Created: n.CreatedAt.UTC(), Updated: n.UpdatedAt.UTC(),
	})
	if err != nil {
		return nil, fmt.Errorf("write what is known of a note: %w", err)
	}
	out.WriteString(dashes + "\n" + n.Content)
	return out.Bytes(), nil
}

// parseNote reads a file that somebody wrote, here or elsewhere. A front matter that says something a note has no place
// for, or that is no YAML, stays at the top of the text.
func parseNote(text string) Note {
	text = strings.TrimPrefix(text, "\ufeff")
	head, body, ok := cut(text)
	if !ok {
		return Note{Note: domain.Note{Content: text}}
	}
	fields := map[string]yaml.Node{}
	if err := yaml.Unmarshal([]byte(head), &fields); err != nil {
		return Note{Note: domain.Note{Content: text}}
	}
	note := Note{Note: domain.Note{Content: body}}
	for name, value := range fields {
		if !note.set(strings.ToLower(name), value) {
			note.Content = text
		}
	}
	return note
}

// cut parts the front matter from the text behind it, without the one blank line between.
func cut(text string) (head, body string, ok bool) {
	first, rest, ok := strings.Cut(text, "\n")
	if !ok || strings.TrimRight(first, "\r") != "---" {
		return "", text, false
	}
	for at := 0; at < len(rest); {
		line, _, more := strings.Cut(rest[at:], "\n")
		if mark := strings.TrimRight(line, "\r"); mark == "---" || mark == "..." {
			body = ""
			if more {
				body = rest[at+len(line)+1:]
			}
			return rest[:at], withoutBlank(body), true
		}
		at += len(line) + 1
	}
	return "", text, false
}

func withoutBlank(body string) string {
	if after, ok := strings.CutPrefix(body, "\n"); ok {
		return after
	}
	return strings.TrimPrefix(body, "\r\n")
}

// set takes a field of a front matter over; false for one that a note has no place for, or not such a value.
func (n *Note) set(name string, value yaml.Node) bool {
	var err error
	switch name {
	case "title":
		err = value.Decode(&n.Title)
	case "notebook":
		err = value.Decode(&n.Notebook)
	case "type":
		err = value.Decode(&n.Type)
	case "tags", "tag", "keywords":
		n.Tags, err = words(value)
	case "color", "colour":
		err = value.Decode(&n.Color)
	case "priority":
		err = value.Decode(&n.Priority)
	case "pinned":
		err = value.Decode(&n.Pinned)
	case "favorite", "favourite":
		err = value.Decode(&n.Favorite)
	case "archived":
		err = value.Decode(&n.Archived)
	case "project":
		err = value.Decode(&n.Project)
	case "project_key":
		err = value.Decode(&n.ProjectKey)
	case "cover":
		err = value.Decode(&n.CoverImage)
	case "links":
		err = value.Decode(&n.Links)
	case "attachments_of_md_dash":
		err = value.Decode(&n.Attachments)
	case "attachments":
		err = value.Decode(&n.Files)
	default:
		return n.setTime(name, value)
	}
	return err == nil
}

// setTime takes over a field that holds a time.
func (n *Note) setTime(name string, value yaml.Node) bool {
	at, ok := moment(value)
	if !ok {
		return false
	}
	switch name {
	case "due", "due_date":
		n.DueDate = domain.DateOf(at)
	case "remind", "reminder":
		n.ReminderAt = at
	case "created", "created_at", "date":
		n.CreatedAt = at
	case "updated", "updated_at", "modified", "last_modified", "lastmod":
		n.UpdatedAt = at
	default:
		return false
	}
	return true
}

// moment reads a time, or the beginning of a day.
func moment(value yaml.Node) (time.Time, bool) {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05", "2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02T15:04", time.DateOnly} {
		if at, err := time.Parse(layout, value.Value); err == nil && at.Year() > 0 {
			return at.UTC(), true
		}
	}
	return time.Time{}, false
}

// words reads a list, or one text with commas or blanks between.
func words(value yaml.Node) ([]string, error) {
	var list []string
	if value.Kind == yaml.SequenceNode {
		return list, value.Decode(&list)
	}
	var text string
	if err := value.Decode(&text); err != nil {
		return nil, err
	}
	split := strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' && !strings.Contains(text, ",") })
	for _, word := range split {
		if word = strings.TrimSpace(strings.TrimLeft(strings.TrimSpace(word), "#")); word != "" {
			list = append(list, word)
		}
	}
	return list, nil
}
