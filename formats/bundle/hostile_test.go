package bundle_test

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"
	"time"

	"mddash/domain"
	"mddash/formats/bundle"
	"mddash/store"
	"mddash/store/storetest"
)

const manifest = `{"format":"mddash-export","version":1}`

// zipped is a zip of names and contents by turns.
func zipped(t *testing.T, files ...string) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for i := 0; i < len(files); i += 2 {
		w, err := z.Create(files[i])
		if err == nil {
			_, err = w.Write([]byte(files[i+1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func sumOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

func TestWhatIsWrongInAnExportIsLeftOutAndTheRestIsTaken(t *testing.T) {
	s := storetest.NewAt(t, clock)
	maya := somebody(t, s)
	text := zipped(t, "manifest.json", manifest, "manifest.json", `{"format":"another"}`,
		"data/projects.json", `[{"id":"p","project":{"name":"P","key":"no key!","owner_id":"x","client_id":"x","manager_ids":["x"],"visibility":"private"},"columns":[{"name":"one"}],"client":"gone"}]`,
		"data/todos.json", `[{"id":"a","project":"gone","parent":"a","todo":{"title":"itself"},"blocks":["a","gone","b"],"files":[{"id":"f","name":"../../x","sha256":"`+sumOf("right")+`"},{"id":"g","name":"lost","sha256":"00"},{"id":"h","name":"other","sha256":"`+sumOf("said")+`"}]},
			{"id":"b","project":"p","todo":{"title":"`+strings.Repeat("long ", 2_000_000)+`","status":"\u0000","tags":["x\u0000"]},"blocks":["a"],"comments":[{"id":"c","author":"Eve**","body":"mddash:notes/gone [x](mddash:files/f)"}]},
			{"id":"b","todo":{"title":"twice"}}]`,
		"data/notes.json", `[{"id":"n","note":{"title":"N","content":"nul \u0000","type":"odd"}},{"id":"m","note":{"title":"M","content":"[self](mddash:notes/m)","cover_image":"/mddash:files/gone"}}]`,
		"data/decisions.json", `[{"id":"d","supersedes":"e","decision":{"name":"D"}},{"id":"e","supersedes":"d","decision":{"name":"E"}}]`,
		"data/calendars.json", `[{"id":"k","calendar":{"name":"K"},"file":"../../etc/passwd"},{"id":"l","calendar":{"name":"L"},"file":"calendars/1.ics","events":[{"uid":"gone","project":"p"}]}]`,
		"calendars/1.ics", "no calendar", "../evil.txt", "x",
		"data/time.json", `[{"id":"t","todo":"gone","time":{"minutes":5}},{"id":"u","todo":"b","time":{"minutes":-5}},{"id":"v","todo":"b","hourly_rate":-1,"time":{"minutes":5,"user_id":"x"}}]`,
		"data/filters.json", `[{"id":"q","filter":{"name":"","query":""}}]`,
		"data/profile.json", `{"email":"eve@example.org","settings":{"theme":"neon"}}`,
		"files/"+sumOf("right")+".txt", "right", "files/"+sumOf("said"), "something else")
	for _, rehearse := range []bool{true, false} {
		report := take(t.Context(), t, maya, text, rehearse)
		for kind, want := range map[string]int{"projects": 1, "todos": 2, "files": 1, "notes": 1, "decisions": 2, "calendars": 2, "time": 1, "filters": 0, "settings": 0} {
			if report.Made[kind] != want {
				t.Errorf("%d %s came in instead of %d", report.Made[kind], kind, want)
			}
		}
		if report.LeftOutN < 8 {
			t.Errorf("left out: %+v", report.LeftOut)
		}
	}
	if again := take(t.Context(), t, maya, text, false); again.All() != 0 {
		t.Errorf("the same again makes %v", again.Made)
	}
	wantSame(t, entries(t, export(t, maya)), entries(t, export(t, maya)))
}

func TestMoreThanMayBeUnpackedIsRefused(t *testing.T) {
	bomb := zipped(t, "manifest.json", manifest, "data/todos.json", "["+strings.Repeat(" ", 130<<20)+"]")
	in := input(bomb)
	in.Limits.Total = 1 << 20
	if _, err := bundle.Read(in, time.UTC); domain.KindOf(err) != domain.Invalid {
		t.Errorf("a bomb: %v", err)
	}
	if _, err := bundle.Read(input(bomb), time.UTC); domain.KindOf(err) != domain.Invalid {
		t.Errorf("a bomb with room for it: %v", err)
	}
	many := "[" + strings.Repeat(`{"id":"1","todo":{"title":"x"}},`, domain.ParcelMax) + `{"id":"1","todo":{"title":"x"}}]`
	in = input(zipped(t, "manifest.json", manifest, "data/todos.json", many))
	read, err := bundle.Read(in, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := somebody(t, storetest.NewAt(t, clock)).TakeIn(t.Context(), read, store.Taking{}); domain.KindOf(err) != domain.Invalid {
		t.Errorf("too many things: %v", err)
	}
}

func TestAClientTakesOutWhatTheySeeAndNothingOfTheTeams(t *testing.T) {
	s := storetest.NewAt(t, clock)
	studio(t, s)
	user, err := s.System().User(t.Context(), "ana@harbour-coffee.example")
	if err != nil {
		t.Fatal(err)
	}
	text := export(t, s.As(user))
	all := entries(t, text)
	if all["data/clients.json"] != "[\n]\n" || strings.Contains(strings.Join([]string{all["data/projects.json"], all["data/time.json"]}, ""), "hourly_rate") || strings.Contains(all["data/projects.json"], "budget") {
		t.Errorf("a client takes out %s", all["data/projects.json"])
	}
	for name, body := range all {
		if strings.Contains(body, "@studio-north.example") {
			t.Errorf("%s names the address of somebody of the team", name)
		}
	}
	if report := take(t.Context(), t, s.As(user), text, false); report.All() != 0 {
		t.Errorf("what they see came a second time: %+v", report.Made)
	}
}
