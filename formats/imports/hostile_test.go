package imports_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"mddash/domain"
	"mddash/formats/imports"
	"mddash/formats/imports/packed"
	"mddash/formats/imports/rich"
)

func take(kind, name string, file []byte) (domain.Intake, error) {
	in := packed.Input{Name: name, File: bytes.NewReader(file), Size: int64(len(file)), Limits: packed.Limits{Entries: 50_000, Total: 20*int64(len(file)) + 64<<20}}
	return imports.Read(kind, in, time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC))
}

func zipped(t *testing.T, name, text string) []byte {
	t.Helper()
	var file bytes.Buffer
	z := zip.NewWriter(&file)
	w, err := z.Create(name)
	if err == nil {
		_, err = w.Write([]byte(text))
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func TestASmallFileThatWouldFillTheMemoryIsRefused(t *testing.T) {
	for name, file := range map[string][]byte{
		"objects": zipped(t, "data.json", "["+strings.Repeat("{},", 2_000_000)+"{}]"),
		"nulls":   zipped(t, "data.json", "["+strings.Repeat("null,", 2_000_000)+"null]"),
		"numbers": zipped(t, "data.json", `[{"tasks":[{"reminders":[`+strings.Repeat("0,", 5_000_000)+`0]}]}]`),
	} {
		if _, err := take("vikunja", "export.zip", file); domain.KindOf(err) != domain.Invalid || !strings.Contains(fmt.Sprint(err), "too much") {
			t.Errorf("%s: %v, want that there is too much in it", name, err)
		}
	}
	if _, err := take("todoist", "backup.zip", zipped(t, "Work.csv", "TYPE,CONTENT\n"+strings.Repeat(",", 5_000_000))); domain.KindOf(err) != domain.Invalid {
		t.Errorf("a row of five million cells: %v", err)
	}
}

func TestANameThatIsUsedAThousandTimesIsNotKeptAThousandTimes(t *testing.T) {
	long := strings.Repeat("x", 1<<20)
	var projects, items strings.Builder
	for i := range 30 {
		fmt.Fprintf(&projects, `{"id":%d,"title":%q,"parent_project_id":%d},`, i+1, long, i)
	}
	for i := range 3000 {
		fmt.Fprintf(&projects, `{"id":%d,"title":"p","parent_project_id":30},`, i+100)
		fmt.Fprintf(&items, `{"id":"i%d","name":"n"},`, i)
	}
	deep, err := take("vikunja", "data.json", []byte("["+strings.TrimSuffix(projects.String(), ",")+"]"))
	if err != nil || len(deep.Projects) != 3030 {
		t.Fatalf("%d projects, %v", len(deep.Projects), err)
	}
	if n := len(deep.Projects[3029].Input.Name); n > 50*4*domain.TitleMax {
		t.Errorf("the name of a project in others has %d bytes", n)
	}
	list := fmt.Sprintf(`{"idCard":"c","name":%q,"checkItems":[%s]}`, long, strings.TrimSuffix(items.String(), ","))
	board, err := take("trello", "board.json", []byte(`{"id":"b","lists":[],"cards":[{"id":"c","name":"c"}],"checklists":[`+list+`,`+list+`]}`))
	if err != nil || len(board.Todos) != 6001 {
		t.Fatalf("%d todos, %v", len(board.Todos), err)
	}
	if n := len(board.Todos[6000].Input.Title); n > 4*domain.TitleMax {
		t.Errorf("the title of a step has %d bytes", n)
	}
}

func TestWordsThatAreNoDateAreGivenUpWhereTheyAreLong(t *testing.T) {
	in, err := take("todoist", "Work.csv", []byte("TYPE,CONTENT,DATE\ntask,One,today"+strings.Repeat(" starting today", 500_000)+"\ntask,Two,today\n"))
	if err != nil || len(in.Todos) != 2 || in.Todos[0].Input.DueDate != nil || in.Todos[1].Input.DueDate == nil {
		t.Errorf("%d todos, %v", len(in.Todos), err)
	}
	for _, one := range in.Remarks {
		if len(one.Why) > 2000 || len(one.Path) > 800 {
			t.Errorf("a remark of %d bytes", len(one.Path)+len(one.Why))
		}
	}
}

func TestTheTextOfAProjectGrowsNoFurtherThanItCanBeKept(t *testing.T) {
	in, err := take("todoist", "Work.csv", []byte("TYPE,CONTENT\n"+strings.Repeat("note,"+strings.Repeat("n", 100)+"\n", 100_000)))
	if err != nil || len(in.Projects) != 1 || len(*in.Projects[0].Input.Description) > 10*domain.ProjectTextMax {
		t.Errorf("%d projects, %v", len(in.Projects), err)
	}
}

func TestLinesThatLieDeepInOthersDontMultiply(t *testing.T) {
	text := strings.Repeat("<blockquote>", 90) + "<pre>" + strings.Repeat("\nx", 50_000)
	if out := rich.Markdown(text); len(out) > 4*len(text)+1000 {
		t.Errorf("%d bytes became %d", len(text), len(out))
	}
}

func TestAQuotationMarkThatIsNeverClosedSwallowsNothing(t *testing.T) {
	for text, line := range map[string]string{
		"TYPE,CONTENT\ntask,\"one\ntask,two\n":             "line 2",
		"TYPE,CONTENT\r\ntask,one\r\ntask,two,\"three\r\n": "line 3",
		"TYPE,CONTENT\ntask,\"o\nne\",\"":                  "line 3",
	} {
		_, err := take("todoist", "Work.csv", []byte(text))
		if domain.KindOf(err) != domain.Invalid || !strings.Contains(fmt.Sprint(err), line+" is never closed") {
			t.Errorf("%q: %v", text, err)
		}
	}
	for _, text := range []string{"TYPE,CONTENT\ntask,\"o\n\"\"ne\"\ntask,say \"two\"", "TYPE,CONTENT\rtask,one\rtask,two\r"} {
		in, err := take("todoist", "Work.csv", []byte(text))
		if err != nil || len(in.Todos) != 2 {
			t.Errorf("%q: %d todos, %v", text, len(in.Todos), err)
		}
	}
	if _, err := take("todoist", "Work.csv", []byte("\xff\xfeT\x00Y\x00P\x00E\x00,\x00\x00\x00")); domain.KindOf(err) != domain.Invalid {
		t.Errorf("a NUL in UTF-16: %v", err)
	}
}

func TestSomebodyWithoutANameIsNobody(t *testing.T) {
	in, err := take("trello", "board.json", []byte(`{"id":"b","lists":[{"id":"l","name":""}],"members":[null],"cards":[{"id":"c","idList":"l","idMembers":[""]}]}`))
	if err != nil || len(in.Todos) != 1 || len(in.Todos[0].People) != 0 {
		t.Errorf("%+v, %v", in.Todos, err)
	}
	if board, statuses := in.Projects[0].Board(); statuses[""] == domain.StatusDone || len(board.Columns) == 0 {
		t.Errorf("a column without a name is where what is done stands: %+v", board)
	}
}

func TestEntriesThatLeadOutOfAZipOrComeTwiceAreToldOf(t *testing.T) {
	for kind, first := range map[string][2]string{
		"todoist": {"Work.csv", "TYPE,CONTENT\ntask,One"}, "vikunja": {"data.json", `[]`}, "mddash": {"manifest.json", `{"format":"mddash-export","version":1}`}, "markdown": {"One.md", "1"},
	} {
		t.Run(kind, func(t *testing.T) {
			var file bytes.Buffer
			z := zip.NewWriter(&file)
			names := []string{first[0], first[0], "../../etc/passwd", "/root.md", `..\up.csv`}
			for range 300 {
				names = append(names, "../again.md")
			}
			for _, name := range names {
				w, err := z.Create(name)
				if err == nil {
					_, err = w.Write([]byte(first[1]))
				}
				if err != nil {
					t.Fatal(err)
				}
			}
			if err := z.Close(); err != nil {
				t.Fatal(err)
			}
			in, err := take(kind, "export.zip", file.Bytes())
			if err != nil {
				t.Fatal(err)
			}
			passed := in.PassedBy
			if in.Pages != nil {
				passed = in.Pages.PassedBy()
			}
			if passed.N != 304 || len(passed.First) != domain.LeftOutMax || passed.First[0] != (domain.Skipped{Path: first[0], Why: packed.Twice}) || passed.First[1].Why != packed.LeadsOut {
				t.Errorf("%d are passed by, the first of %d: %+v", passed.N, len(passed.First), passed.First[:min(2, len(passed.First))])
			}
		})
	}
}
