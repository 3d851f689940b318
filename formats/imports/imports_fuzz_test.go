package imports_test

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"mddash/domain"
	"mddash/formats/imports"
	"mddash/formats/imports/packed"
)

// FuzzRead: whatever a file holds, it is read or refused with words for its owner, and what is read fits our rules.
func FuzzRead(f *testing.F) {
	f.Add("todoist", []byte("TYPE,CONTENT,PRIORITY,INDENT,DATE,DATE_LANG\ntask,\"Call @ana\",1,2,every! 3 days,en\nnote,[[file {}]],,,,\nsection,x,,,,\n"))
	f.Add("todoist", []byte("\xff\xfeT\x00Y\x00P\x00E\x00,\x00C\x00O\x00N\x00T\x00E\x00N\x00T\x00"))
	f.Add("vikunja", []byte(`[{"id":1,"title":"a","parent_project_id":1,"buckets":[{"id":1,"title":"x"}],"tasks":[{"id":1,"title":"<b>","description":"<ul><li><p>x</p></li></ul>","repeat_after":86400,"due_date":"2024-01-01T00:00:00Z","related_tasks":{"subtask":[{"id":1}]}}],"child_projects":[{"id":1}]}]`))
	f.Add("trello", []byte(`{"id":"x","lists":[{"id":"a","name":"Done"}],"cards":[{"id":"c","idList":"a","dueReminder":-1,"due":"2024-01-01T00:00:00Z"}],"checklists":[{"idCard":"c","checkItems":[{"id":"i"}]}]}`))
	now := time.Date(2026, 11, 20, 14, 30, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, kind string, text []byte) {
		in := packed.Input{Name: "a [1].csv", File: bytes.NewReader(text), Size: int64(len(text)), Limits: packed.Limits{Entries: 100, Total: 1 << 20}}
		imports.Guess(in)
		read, err := imports.Read(kind, in, now)
		if err != nil {
			if domain.KindOf(err) != domain.Invalid {
				t.Fatalf("%v is no answer to a person", err)
			}
			return
		}
		for _, project := range read.Projects {
			fit, _ := project.Fit()
			if _, err := fit.Input.Parse(domain.Project{}); err != nil {
				t.Errorf("the project %q: %v", fit.Input.Name, err)
			}
			if board, _ := fit.Board(); len(board.Columns) > 0 {
				if _, err := board.Parse(); err != nil {
					t.Errorf("the board %q: %v", project.Columns, err)
				}
			}
		}
		for _, todo := range read.Todos {
			fit, _ := todo.Fit()
			var wrong *domain.Error
			// What else is wrong with it is left away when it is taken in.
			if _, err := fit.Input.Parse(domain.Todo{}, time.UTC); errors.As(err, &wrong) && wrong.Fields["title"]+wrong.Fields["description"]+wrong.Fields["tags"] != "" {
				t.Errorf("the todo %q: %v", todo.Input.Title, err)
			}
		}
	})
}
