//go:build clients

package dav_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"mddash/domain"
	"mddash/handlers/apptest"
)

// desk is somebody's computer with calendar programs on it, and the server that they use.
type desk struct {
	phone
	app  *apptest.App
	dir  string
	at   string // their calendar
	pass string
}

func deskOf(t *testing.T) desk {
	t.Helper()
	app := apptest.New(t, func(o *apptest.Options) { o.RateLimits = false })
	ann := app.As("ann")
	_, secret, err := app.Scope("ann").AddAPIToken(t.Context(), domain.APITokenInput{Name: "desk", Scopes: []string{"read", "write"}})
	if err != nil {
		t.Fatal(err)
	}
	p := phone{app.Nobody().With("Authorization", basic(ann.User.Email, secret)), t, "/dav/calendars/" + ann.User.ID + "/"}
	return desk{p, app, t.TempDir(), own(t, app, p, "ann"), secret}
}

// write puts a file onto the computer, with its words filled in.
func (d desk) write(name, text string) {
	d.t.Helper()
	path := filepath.Join(d.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		d.t.Fatal(err)
	}
	host := strings.TrimPrefix(d.app.URL, "http://")
	number := strings.TrimSuffix(strings.TrimPrefix(d.at, d.home), "/")
	text = strings.NewReplacer("{url}", d.app.URL, "{host}", host, "{pass}", d.pass, "{dir}", d.dir, "{path}", d.at, "{id}", number, "{home}", d.home).Replace(text)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		d.t.Fatal(err)
	}
}

// run a program; it has to succeed. What it says comes back.
func (d desk) run(name string, args ...string) string {
	d.t.Helper()
	// The system's own programs come with the system's own Python.
	path, err := exec.LookPath("/usr/bin/" + name)
	if err != nil {
		path, err = exec.LookPath(name)
	}
	if err != nil {
		d.t.Fatalf("%s is not here: run scripts/install calendars", name)
	}
	command := exec.CommandContext(d.t.Context(), path, args...)
	command.Dir = d.dir
	command.Env = append(os.Environ(), "HOME="+d.dir, "XDG_CONFIG_HOME="+d.dir+"/config", "XDG_DATA_HOME="+d.dir+"/data", "XDG_CACHE_HOME="+d.dir+"/cache", "LC_ALL=C.UTF-8", "TZ=Europe/Stockholm",
		"VDIRSYNCER_CONFIG="+d.dir+"/vdirsyncer.conf", "PATH=/usr/bin:"+os.Getenv("PATH"))
	command.Stdin = strings.NewReader(strings.Repeat("y\n", 50))
	said, err := command.CombinedOutput()
	if err != nil {
		d.t.Fatalf("%s %s: %v\n%s\n%s", name, strings.Join(args, " "), err, said, d.app.Log())
	}
	return string(said)
}

const syncConfig = `[general]
status_path = "{dir}/status/"
[pair events]
a = "local_events"
b = "remote"
collections = [["office", "office", "{id}"]]
metadata = ["displayname", "color"]
[pair todos]
a = "local_todos"
b = "remote_todos"
collections = ["todos"]
[storage local_events]
type = "filesystem"
path = "{dir}/events/"
fileext = ".ics"
[storage local_todos]
type = "filesystem"
path = "{dir}/todos/"
fileext = ".ics"
[storage remote]
type = "caldav"
url = "{url}/"
username = "ann@example.com"
password = "{pass}"
item_types = ["VEVENT"]
[storage remote_todos]
type = "caldav"
url = "{url}/dav/"
username = "ann@example.com"
password = "{pass}"
item_types = ["VTODO"]
`

func TestKhalAndVdirsyncerKeepACopyOfACalendar(t *testing.T) {
	d := deskOf(t)
	d.put(d.at+"standup.ics", event("standup", "RRULE:FREQ=DAILY;COUNT=3")).Want(201)
	d.write("vdirsyncer.conf", syncConfig)
	d.write("config/khal/config", "[calendars]\n[[office]]\npath = {dir}/events/office/\n[locale]\ntimeformat = %H:%M\ndateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\ndatetimeformat = %Y-%m-%d %H:%M\nlongdatetimeformat = %Y-%m-%d %H:%M\n[default]\ndefault_calendar = office\n")
	d.run("vdirsyncer", "discover")
	d.run("vdirsyncer", "sync")
	d.run("vdirsyncer", "metasync")
	if said := d.run("khal", "list", "2026-11-30", "10d"); strings.Count(said, "10:00-11:00 Review") != 3 {
		t.Errorf("khal lists\n%s", said)
	}
	d.run("khal", "new", "2026-12-24", "15:00", "16:00", "Glögg", "::", "With ginger")
	d.run("vdirsyncer", "sync")
	page, err := d.app.Scope("ann").Events(t.Context(), domain.EventFilter{Query: "Glögg", Limit: 5})
	if err != nil || len(page.Items) != 1 || page.Items[0].Start.Format("2006-01-02 15:04") != "2026-12-24 14:00" || !strings.Contains(page.Items[0].Description, "ginger") {
		t.Fatalf("%+v %v", page.Items, err)
	}
	title := func(in domain.EventInput) (domain.EventInput, error) {
		in.Title = "Punsch"
		return in, nil
	}
	if _, err := d.app.Scope("ann").UpdateEvent(t.Context(), page.Items[0].ID, "", domain.Part{}, title); err != nil {
		t.Fatal(err)
	}
	d.run("vdirsyncer", "sync")
	if said := d.run("khal", "list", "2026-12-24", "1d"); !strings.Contains(said, "15:00-16:00 Punsch") {
		t.Errorf("khal lists\n%s", said)
	}
	if err := d.app.Scope("ann").DeleteEvent(t.Context(), page.Items[0].ID, "", domain.Part{}); err != nil {
		t.Fatal(err)
	}
	d.run("vdirsyncer", "sync")
	if said := d.run("khal", "list", "2026-12-24", "1d"); strings.Contains(said, "Punsch") {
		t.Errorf("khal lists\n%s", said)
	}
}

func TestTodomanAndVdirsyncerKeepACopyOfTodos(t *testing.T) {
	d := deskOf(t)
	if _, err := d.app.Scope("ann").AddTodo(t.Context(), domain.TodoInput{Title: "Call Ana"}); err != nil {
		t.Fatal(err)
	}
	d.write("vdirsyncer.conf", syncConfig)
	d.write("config/todoman/config.py", "path = \"{dir}/todos/*\"\ndate_format = \"%Y-%m-%d\"\ntime_format = \"%H:%M\"\ndefault_list = \"todos\"\n")
	d.run("vdirsyncer", "discover")
	d.run("vdirsyncer", "sync")
	if said := d.run("todoman", "list"); !strings.Contains(said, "Call Ana") {
		t.Errorf("todoman lists\n%s", said)
	}
	d.run("todoman", "new", "--due", "2026-12-24", "Buy cake")
	d.run("todoman", "done", regexp.MustCompile(`(?m)^\D*(\d+)`).FindStringSubmatch(d.run("todoman", "list"))[1])
	d.run("vdirsyncer", "sync")
	page, err := d.app.Scope("ann").Todos(t.Context(), domain.TodoFilter{Limit: 10})
	if err != nil || len(page.Items) != 2 {
		t.Fatalf("%+v %v", page.Items, err)
	}
	done := 0
	for _, todo := range page.Items {
		if todo.Completed() {
			done++
		}
		if todo.Title == "Buy cake" && todo.DueDate != "2026-12-24" {
			t.Errorf("%+v", todo)
		}
	}
	if done != 1 {
		t.Errorf("%d are done", done)
	}
	d.run("vdirsyncer", "sync")
}

func TestPythonCaldavFindsAsksAndWrites(t *testing.T) {
	d := deskOf(t)
	d.put(d.at+"standup.ics", event("standup", "RRULE:FREQ=DAILY;COUNT=3")).Want(201)
	d.write("client.py", `
import caldav, datetime
client = caldav.DAVClient(url="{url}/dav/", username="ann@example.com", password="{pass}")
principal = client.principal()
calendars = principal.calendars()
print("names", sorted(c.name for c in calendars))
work = client.calendar(url="{url}{path}")
found = work.date_search(datetime.datetime(2026, 12, 2), datetime.datetime(2026, 12, 3), expand=True)
print("on the second", len(found), [str(e.vobject_instance.vevent.dtstart.value) for e in found])
print("later", len(work.date_search(datetime.datetime(2026, 12, 5), datetime.datetime(2026, 12, 9))))
made = principal.make_calendar(name="Travel")
made.save_event("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\nBEGIN:VEVENT\r\nUID:trip\r\nDTSTAMP:20261101T000000Z\r\nDTSTART;VALUE=DATE:20261220\r\nSUMMARY:Trip\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n")
print("events", [e.vobject_instance.vevent.summary.value for e in made.events()])
e = made.event_by_uid("trip")
e.vobject_instance.vevent.summary.value = "Long trip"
e.save()
print("again", [e.vobject_instance.vevent.summary.value for e in made.events()])
objects = made.objects(load_objects=True)
made.save_event("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\nBEGIN:VEVENT\r\nUID:two\r\nDTSTAMP:20261101T000000Z\r\nDTSTART:20261221T100000Z\r\nSUMMARY:Two\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n")
made.event_by_uid("trip").delete()
updated, deleted = objects.sync()
print("synced", len(list(updated)), len(list(deleted)))
todos = client.calendar(url="{url}{home}todos/")
todos.save_todo(summary="Pack", due=datetime.datetime(2026, 12, 19, 12, 0, tzinfo=datetime.timezone.utc))
print("todos", [t.vobject_instance.vtodo.summary.value for t in todos.todos()])
todos.todos()[0].complete()
print("open", len(todos.todos()))
made.delete()
print("calendars", len(principal.calendars()) - len(calendars))
`)
	said := d.run("python3", "client.py")
	for _, want := range []string{
		"'Personal'", "'Team'", "'Todos'", "on the second 1 ['2026-12-02 09:00:00", "later 0", "events ['Trip']", "again ['Long trip']", "synced 1 1", "todos ['Pack']", "open 0", "calendars 0",
	} {
		if !strings.Contains(said, want) {
			t.Errorf("it does not say %q:\n%s", want, said)
		}
	}
}

func TestCalcurseKeepsACopyOfACalendar(t *testing.T) {
	d := deskOf(t)
	d.put(d.at+"standup.ics", event("standup")).Want(201)
	d.write("config/calcurse/caldav/config", "[General]\nBinary = calcurse\nHostname = {host}\nPath = {path}\nAuthMethod = basic\nInsecureSSL = No\nHTTPS = No\nDryRun = No\nVerbose = Yes\n[Auth]\nUsername = ann@example.com\nPassword = {pass}\n")
	d.write("data/calcurse/apts", "12/24/2026 @ 15:00 -> 12/24/2026 @ 16:00 |Gloegg\n")
	d.write("data/calcurse/todo", "")
	d.run("calcurse-caldav", "--init=two-way")
	page, err := d.app.Scope("ann").Events(t.Context(), domain.EventFilter{Query: "Gloegg", Limit: 5})
	if err != nil || len(page.Items) != 1 {
		t.Fatalf("%+v %v", page.Items, err)
	}
	if said := d.run("calcurse", "-Q", "--from", "12/01/2026", "--to", "12/01/2026"); !strings.Contains(said, "Review") {
		t.Errorf("calcurse lists\n%s", said)
	}
	if err := d.app.Scope("ann").DeleteEvent(t.Context(), page.Items[0].ID, "", domain.Part{}); err != nil {
		t.Fatal(err)
	}
	d.run("calcurse-caldav")
	if said := d.run("calcurse", "-Q", "--from", "12/24/2026", "--to", "12/24/2026"); strings.Contains(said, "Gloegg") {
		t.Errorf("calcurse lists\n%s", said)
	}
}
