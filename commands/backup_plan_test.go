package commands

import (
	"bytes"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"mddash/domain"
)

// visitor is the first person of a server, in a browser of their own.
type visitor struct {
	t      *testing.T
	url    string
	client *http.Client
}

func firstVisitor(t *testing.T, url_ string) visitor {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	v := visitor{t, url_, &http.Client{Jar: jar}}
	v.post("/signup", url.Values{"name": {"Ada"}, "email": {"ada@example.com"}, "password": {"wet paint on the third bench"}})
	return v
}

func (v visitor) read(res *http.Response, err error) string {
	v.t.Helper()
	if err != nil {
		v.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		v.t.Fatalf("%s, %v: %s", res.Status, err, body)
	}
	return string(body)
}

func (v visitor) get(path string) string {
	v.t.Helper()
	return v.read(v.client.Get(v.url + path))
}

func (v visitor) post(path string, form url.Values) string {
	v.t.Helper()
	return v.read(v.client.PostForm(v.url+path, form))
}

// nowhere is a directory that nobody can make, not even root.
func nowhere(t *testing.T) string {
	t.Helper()
	const dir = "/proc/mddash-backups"
	if os.MkdirAll(dir, 0o700) == nil {
		t.Fatalf("%s could be made", dir)
	}
	return dir
}

func TestAServerStartsWithoutItsPlaceForBackupsAndSaysSo(t *testing.T) {
	dir := nowhere(t)
	path := filepath.Join(t.TempDir(), "mddash.db")
	s := start(t, path, "--backup-dir="+dir, "--backup-every=1h")
	if !strings.Contains(s.errs.String(), "no backups can be made") || !strings.Contains(s.errs.String(), dir) {
		t.Errorf("the log says %s", s.errs)
	}
	ada := firstVisitor(t, s.url)
	until(t, "the backup fails", func() bool { return strings.Contains(ada.get("/admin/users"), "The last backup failed.") })
	page := ada.get("/admin/backups")
	if !strings.Contains(page, "No backup can be made now") || !strings.Contains(page, "there is no directory") {
		t.Errorf("the page is %s", page)
	}
	if health := ada.get("/admin/health"); !strings.Contains(health, dir+" is not there.") {
		t.Errorf("health says %s", health)
	}
	if _, found := examined(t, "MDDASH_DATABASE_URL=sqlite:"+path, "MDDASH_BACKUP_DIR="+dir); found["backups"].State != domain.CheckWrong || !strings.Contains(found["backups"].Found, dir) {
		t.Errorf("doctor says %+v", found["backups"])
	}
	removal := regexp.MustCompile(`/admin/backups/\d+/removal`).FindString(page)
	if asked := ada.get(removal); !strings.Contains(asked, "There is no file of it here.") {
		t.Errorf("it asks %s", asked)
	}
	if left := ada.post(removal, nil); strings.Contains(left, removal) {
		t.Error("the entry is still there")
	}
}

func TestABackupIsDeletedOnlyAfterAQuestion(t *testing.T) {
	dir := t.TempDir()
	s := start(t, filepath.Join(t.TempDir(), "mddash.db"), "--backup-dir="+dir)
	ada := firstVisitor(t, s.url)
	until(t, "there is a backup", func() bool { return strings.Contains(ada.get("/admin/backups"), "checked and readable") })
	removal := regexp.MustCompile(`/admin/backups/\d+/removal`).FindString(ada.get("/admin/backups"))
	asked := ada.get(removal)
	files, _ := filepath.Glob(filepath.Join(dir, "*.zip"))
	if len(files) != 1 || !strings.Contains(asked, filepath.Base(files[0])) || !strings.Contains(asked, "There is no way back.") {
		t.Fatalf("of %v it asks %s", files, asked)
	}
	ada.post(removal, nil)
	if files, _ := filepath.Glob(filepath.Join(dir, "*.zip")); len(files) != 0 {
		t.Errorf("left is %v", files)
	}
	log := ada.get("/admin/audit?topic=backup")
	if !strings.Contains(log, "Deleted the backup "+filepath.Base(files[0])) || !strings.Contains(log, "Made the backup") {
		t.Errorf("the audit log says %s", log)
	}
}

func TestADatabaseIsBackedUpBesideItselfWhereTheDirectoryIsAway(t *testing.T) {
	dir := nowhere(t)
	path := filepath.Join(t.TempDir(), "mddash.db")
	sh := shell{t, "sqlite:" + path}
	sh.ok("wet paint on the third bench\n", "user", "add", "ann@example.com")
	newer := t.TempDir()
	if err := os.CopyFS(newer, os.DirFS("../migrations")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(newer, "9999_newer.sql"), []byte("CREATE TABLE newer (id {int} NOT NULL);\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(newer, filepath.Join(newer, "migrations")); err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	c := call{ctx: t.Context(), files: Files{Migrations: os.DirFS(newer)}, in: strings.NewReader(""), out: &out, errs: &errs}
	if code := run([]string{"migrate", "up", "--backup-dir", dir, "--database-url", sh.database}, c, nil); code != exitDone || !strings.Contains(errs.String(), "no backups can be made") {
		t.Fatalf("exit %d: %s", code, &errs)
	}
	if made, _ := filepath.Glob(filepath.Join(filepath.Dir(path), "mddash-before-*.zip")); len(made) != 1 {
		t.Errorf("there are %v", made)
	}
}
