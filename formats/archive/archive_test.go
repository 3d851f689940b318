package archive_test

import (
	"archive/zip"
	"bytes"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"mddash/domain"
	"mddash/formats/archive"
	"mddash/formats/imports/packed"
)

var limits = archive.Limits{Entries: 1000, Total: 64 << 20}

// zipped is a zip of files in the order given, as name and content by turns.
func zipped(t *testing.T, files ...string) *bytes.Reader {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for i := 0; i < len(files); i += 2 {
		w, err := z.Create(files[i])
		if err == nil {
			_, err = io.WriteString(w, files[i+1])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return bytes.NewReader(out.Bytes())
}

func opened(t *testing.T, files ...string) *archive.Archive {
	t.Helper()
	file := zipped(t, files...)
	a, err := archive.OpenZip(file, file.Size(), limits)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// all are the notes of an archive that can be read, and what is said of the others.
func all(a *archive.Archive) (notes []domain.ImportedNote, said []string) {
	for note, err := range a.Notes() {
		if err != nil {
			said = append(said, note.Path+": "+err.Error())
			continue
		}
		notes = append(notes, note)
	}
	return notes, said
}

func content(t *testing.T, file domain.ImportedFile) string {
	t.Helper()
	open, err := file.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer open.Close()
	text, err := io.ReadAll(open)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// written is an archive of notes and of files by what is in them.
func written(t *testing.T, layout *archive.Layout, project domain.ProjectRef, files map[int64]string, notes ...domain.Note) *archive.Archive {
	t.Helper()
	var out bytes.Buffer
	w, err := archive.NewWriter(&out, layout)
	if err != nil {
		t.Fatal(err)
	}
	for _, note := range notes {
		if err := w.Note(note, project); err != nil {
			t.Fatal(err)
		}
	}
	for id, text := range files {
		if err := w.File(domain.Attachment{ID: id}, strings.NewReader(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	a, err := archive.OpenZip(bytes.NewReader(out.Bytes()), int64(out.Len()), limits)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestANoteComesBackAsItWasWrittenOut(t *testing.T) {
	at := time.Date(2026, 3, 4, 5, 6, 7, 89e6, time.UTC)
	for _, text := range []string{
		"", "\n", "\r\n", "\n\na", "---\n", "---\ntitle: mine\n---\n\nx", "a\r\n\tb  \r\n", "\ufeffx", "`[a](/notes/1)` [[Other]] #tag\n", strings.Repeat("é日", 1000),
	} {
		note := domain.Note{
			ID: 1, Title: `Yes: "no" # 1 - [x] 日`, Content: text, Type: "meeting", Notebook: "A/B: c", Tags: []string{"true", "a b", "12"}, Color: "teal", Priority: "high", Pinned: true,
			Favorite: true, Archived: true, DueDate: "2026-01-02", ReminderAt: at, CreatedAt: at, UpdatedAt: at.Add(time.Hour), CoverImage: "https://x.example/a.png",
			Links: []string{"https://x.example"}, Attachments: []string{"old.pdf"},
		}
		layout := &archive.Layout{}
		layout.AddNote(1, note.Notebook, note.Title)
		a := written(t, layout, domain.ProjectRef{Name: "null", Key: "WEB"}, nil, note)
		notes, said := all(a)
		if len(notes) != 1 || len(said) != 0 || len(a.Others()) != 0 {
			t.Fatalf("%q: read %d notes, %q, beside %q", text, len(notes), said, a.Others())
		}
		got := notes[0]
		back, err := got.Input.Parse(domain.Note{}, time.UTC)
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		back.ID, back.CreatedAt, back.UpdatedAt = 1, got.Created, got.Updated
		if back.Version() != note.Version() || back.Content != text || got.Project != "null" || got.ProjectKey != "WEB" {
			t.Errorf("%q came back as %+v of %q", text, back, got.Project)
		}
	}
}

func TestLinksLeadToFilesAndBack(t *testing.T) {
	layout := &archive.Layout{}
	layout.AddNote(7, "", "Plan")
	layout.AddNote(8, "Club (old)", "Plan")
	layout.AddNote(9, "Club (old)", "plan")
	layout.AddFile(3, 8, "a (1).png")
	layout.AddFile(4, 8, "A (1).PNG")
	text := "[a](/notes/7#h-x) ![b](/attachments/3 \"t\") [c](/notes/9) `[d](/notes/7)` [e](/notes/99) [f](https://x.example/notes/7)\n\n[g]: /attachments/4\n"
	a := written(t, layout, domain.ProjectRef{}, map[int64]string{3: "three", 4: "four"},
		domain.Note{ID: 7, Title: "Plan"}, domain.Note{ID: 8, Title: "Plan", Notebook: "Club (old)", Content: text, CoverImage: "/attachments/3"}, domain.Note{ID: 9, Title: "plan", Notebook: "Club (old)"})
	notes, _ := all(a)
	paths := []string{notes[0].Path, notes[1].Path, notes[2].Path}
	if want := []string{"Plan.md", "Club (old)/Plan.md", "Club (old)/plan (2).md"}; !slices.Equal(paths, want) {
		t.Errorf("the notes stand at %q, want %q", paths, want)
	}
	note := notes[1]
	if len(note.Files) != 2 || content(t, note.Files[0]) != "three" || content(t, note.Files[1]) != "four" || note.Cover != note.Files[0].Path {
		t.Fatalf("its files are %+v, its cover %q", note.Files, note.Cover)
	}
	addresses := map[string]string{paths[0]: "/notes/7", paths[2]: "/notes/9", note.Files[0].Path: "/attachments/3", note.Files[1].Path: "/attachments/4"}
	if back := note.Redirected(addresses); back != text {
		t.Errorf("the text is %q, want %q", back, text)
	}
}

func TestArchivesOfOthersAreRead(t *testing.T) {
	a := opened(t,
		"vault/.obsidian/app.json", "{}", "vault/Daily/2026-01-02.md", "---\ncreated: 2026-01-02\ntags: one, two three\n---\nSee ![[Shot 1.png|200]] and [it](../Ideas/Big%20idea.md)\n",
		"vault/Ideas/Big idea.md", "---\naliases: [x]\ntitle: Bigger\n---\ntext", "vault/Shot 1.png", "png", "vault/lonely.pdf", "pdf", "__MACOSX/vault/._x.md", "x", "vault/Broken.md", "---\n\tno: [yaml\n---\ntext",
		"vault/latin.txt", "caf\xe9", "vault/Daily/", "",
	)
	notes, said := all(a)
	if len(notes) != 3 || !slices.Equal(said, []string{"latin.txt: It is not UTF-8 text."}) || !slices.Equal(a.Others(), []string{"lonely.pdf"}) {
		t.Fatalf("read %d notes, %q, beside %q", len(notes), said, a.Others())
	}
	day := notes[0]
	if day.Input.Title != "2026-01-02" || *day.Input.Notebook != "Daily" || !slices.Equal(day.Input.Tags, []string{"one", "two three"}) || day.Created.Format(time.DateOnly) != "2026-01-02" {
		t.Errorf("the first is %+v", day)
	}
	if want := "See ![Shot 1.png](../Shot%201.png) and [it](../Ideas/Big%20idea.md)\n"; day.Input.Content != want {
		t.Errorf("its text is %q, want %q", day.Input.Content, want)
	}
	if day.Leads["../Shot%201.png"] != "Shot 1.png" || day.Leads["../Ideas/Big%20idea.md"] != "Ideas/Big idea.md" || len(day.Files) != 1 {
		t.Errorf("it leads to %v with %v", day.Leads, day.Files)
	}
	if notes[1].Input.Title != "Bigger" || !strings.HasPrefix(notes[1].Input.Content, "---\naliases") {
		t.Errorf("what a note has no place for is gone: %+v", notes[1].Input)
	}
	if notes[2].Input.Title != "Broken" || !strings.HasPrefix(notes[2].Input.Content, "---\n\tno") {
		t.Errorf("a broken front matter is gone: %+v", notes[2].Input)
	}
}

func TestAFolderIsReadAsAZipIs(t *testing.T) {
	a, err := archive.OpenFolder(fstest.MapFS{"b/One.md": {Data: []byte("1 ![](x.png)")}, "b/x.png": {Data: []byte("x")}, "b/.git/Two.md": {Data: []byte("2")}}, limits)
	if err != nil {
		t.Fatal(err)
	}
	notes, said := all(a)
	if len(notes) != 1 || len(said) != 0 || content(t, notes[0].Files[0]) != "x" {
		t.Errorf("read %+v, %q", notes, said)
	}
}

func TestHostileArchivesDoNoHarm(t *testing.T) {
	for name, junk := range map[string]string{"nothing": "", "text": "hello", "cut short": "PK\x03\x04aaaa"} {
		if _, err := archive.OpenZip(strings.NewReader(junk), int64(len(junk)), limits); domain.KindOf(err) != domain.Invalid {
			t.Errorf("%s: got %v", name, err)
		}
	}
	a := opened(t, "../up.md", "x", "/root.md", "x", "a/../../b.md", "x", "a\\..\\..\\c.md", "x", "same.md", "1", "same.md", "2", "link.md", "[x](../../etc/passwd) [y](/etc/passwd) [z](mddash.json)")
	notes, said := all(a)
	for _, note := range notes {
		if strings.Contains(note.Path, "..") || strings.HasPrefix(note.Path, "/") || len(note.Leads) != 0 || len(note.Files) != 0 {
			t.Errorf("took %+v", note)
		}
	}
	if len(notes) != 2 || len(said) != 0 {
		t.Errorf("read %d notes, %q", len(notes), said)
	}
	passed := []string{}
	for _, one := range a.PassedBy().First {
		passed = append(passed, one.Path+": "+one.Why)
	}
	if want := []string{"../up.md: " + packed.LeadsOut, "/root.md: " + packed.LeadsOut, "a/../../b.md: " + packed.LeadsOut, "a/../../c.md: " + packed.LeadsOut, "same.md: " + packed.Twice}; !slices.Equal(passed, want) || a.PassedBy().N != 5 {
		t.Errorf("%d are told to be passed by: %q", a.PassedBy().N, passed)
	}
	if dotted, _ := all(opened(t, "./One.md", "1", "./sub/Two.md", "2", "./", "")); len(dotted) != 2 {
		t.Errorf("of names from the folder itself on it took %+v", dotted)
	}
	many := make([]string, 0, 30)
	for i := range 15 {
		many = append(many, strings.Repeat("x", i+1)+".md", "")
	}
	file := zipped(t, many...)
	if _, err := archive.OpenZip(file, file.Size(), archive.Limits{Entries: 10, Total: 1}); domain.KindOf(err) != domain.Invalid {
		t.Errorf("too many files: %v", err)
	}
}

func TestWhatUnpacksToTooMuchIsNotUnpacked(t *testing.T) {
	bomb := zipped(t, "a.md", "![](x.bin)", "x.bin", strings.Repeat("\x00", 8<<20), "b.md", "later")
	packed, err := archive.OpenZip(bomb, bomb.Size(), archive.Limits{Entries: 10, Total: 1 << 20})
	if err != nil {
		t.Fatal(err)
	}
	for note := range packed.Notes() {
		open, err := note.Files[0].Open()
		if err != nil {
			t.Fatal(err)
		}
		if n, err := io.Copy(io.Discard, open); err == nil || n > 1<<20 {
			t.Errorf("%d bytes came out: %v", n, err)
		}
		break
	}
	if _, said := all(packed); len(said) == 0 || !strings.Contains(said[0], "more packed into this archive") {
		t.Errorf("after it: %q", said)
	}
}

func FuzzReadNote(f *testing.F) {
	for _, seed := range []string{"---\ntitle: a\n---\n\nb", "---\n- a\n---\n", "---\na: &x [*x]\n---", "---\ncreated: 9999-99-99\n---", "![[x]]", "---\n\xff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		a, err := archive.OpenFolder(fstest.MapFS{"a.md": {Data: []byte(text)}, "x": {Data: []byte("x")}}, limits)
		if err != nil {
			t.Fatal(err)
		}
		for note, err := range a.Notes() {
			if err == nil && note.Input.Title == "" {
				t.Errorf("no title in %q", text)
			}
		}
	})
}
