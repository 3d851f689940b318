package store_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mddash/domain"
	"mddash/store"
	"mddash/store/storetest"
)

func TestBackupsAreMadeWhenItIsTimeAndByOneInstance(t *testing.T) {
	clock := storetest.At(aMoment)
	for name, url := range map[string]func(testing.TB) string{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
		t.Run(name, func(t *testing.T) {
			o := options(t, url(t))
			dir := t.TempDir()
			o.Clock, o.Backups = clock.Now, domain.BackupPlan{Dir: dir, Every: 24 * time.Hour, Days: 7, Weeks: 4, Months: 6}
			s, _, err := start(t, o)
			if err != nil {
				t.Fatal(err)
			}
			other, err := open(t, o)
			if err != nil {
				t.Fatal(err)
			}
			admin := s.As(domain.User{ID: "ann", Roles: []string{domain.RoleAdmin, domain.RoleStaff}})
			exec(t, s, "INSERT INTO users (id, email) VALUES ('ann', 'ann@example.com')")
			round := func(s *store.Store, want domain.Kind) {
				t.Helper()
				if _, err := s.System().MakeBackup(t.Context(), "test"); domain.KindOf(err) != want || want == 0 && err != nil {
					t.Fatalf("got %v, want %v", err, want)
				}
			}
			round(s, 0)
			round(other, domain.NotFound)
			clock.Advance(24 * time.Hour)
			round(other, 0)
			round(s, domain.NotFound)
			list, _, err := admin.Backups(t.Context())
			if err != nil || len(list) != 2 || !list[0].There || list[0].State != domain.BackupDone || list[0].Rows == 0 {
				t.Fatalf("got %+v, %v", list, err)
			}
			if files, _ := os.ReadDir(dir); len(files) != 2 {
				t.Errorf("there are %v", files)
			}
			clock.Advance(time.Minute)
			if err := admin.AskForBackup(t.Context()); err != nil {
				t.Fatal(err)
			}
			if err := admin.AskForBackup(t.Context()); domain.KindOf(err) != domain.Conflict {
				t.Errorf("asked twice: %v", err)
			}
			round(s, 0)
			// One that was killed counts as failed after a while, and is made again in an hour.
			clock.Advance(24 * time.Hour)
			exec(t, s, "INSERT INTO backups (name, state, created_at, claimed_until) VALUES ('x', 'running', '"+clock.Now().UTC().Format("2006-01-02T15:04:05.000Z")+"', '"+clock.Now().UTC().Add(time.Minute).Format("2006-01-02T15:04:05.000Z")+"')")
			round(s, domain.NotFound)
			clock.Advance(2 * time.Minute)
			round(s, domain.NotFound)
			if list, _, _ := admin.Backups(t.Context()); list[0].State != domain.BackupFailed || list[0].Error != "It was interrupted." {
				t.Errorf("one that was killed is %+v", list[0])
			}
			clock.Advance(time.Hour)
			round(s, 0)
		})
	}
}

func TestABackupWhoseMakerDiedOnceItWasWholeCounts(t *testing.T) {
	clock := storetest.At(aMoment)
	o := options(t, storetest.SQLite(t))
	o.Clock, o.Backups = clock.Now, domain.BackupPlan{Dir: t.TempDir(), Every: 24 * time.Hour, Days: 7}
	s, _, err := start(t, o)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.System().MakeBackup(t.Context(), "test"); err != nil {
		t.Fatal(err)
	}
	exec(t, s, "UPDATE backups SET state = 'running', size = 0, finished_at = NULL, claimed_until = '"+clock.Now().UTC().Format("2006-01-02T15:04:05.000Z")+"'")
	if _, err := s.System().MakeBackup(t.Context(), "test"); domain.KindOf(err) != domain.NotFound {
		t.Errorf("another one was made: %v", err)
	}
	list, _, err := s.As(domain.User{Roles: []string{domain.RoleAdmin}}).Backups(t.Context())
	if err != nil || len(list) != 1 || list[0].State != domain.BackupDone || !list[0].There || list[0].Size == 0 {
		t.Errorf("got %+v, %v", list, err)
	}
}

func TestManyThatFailedDoNotHideABackupThatThereIs(t *testing.T) {
	o := options(t, storetest.SQLite(t))
	o.Backups = domain.BackupPlan{Dir: t.TempDir(), Every: time.Hour}
	s, _, err := start(t, o)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.System().MakeBackup(t.Context(), "test"); err != nil {
		t.Fatal(err)
	}
	for range 300 {
		exec(t, s, "INSERT INTO backups (name, state, created_at, finished_at) VALUES ('x', 'failed', '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z')")
	}
	list, _, err := s.As(domain.User{Roles: []string{domain.RoleAdmin}}).Backups(t.Context())
	if err != nil || len(list) > 50 || !list[len(list)-1].There {
		t.Errorf("got %d, %v", len(list), err)
	}
}

func TestABackupThatFailsIsTold(t *testing.T) {
	o := options(t, storetest.SQLite(t))
	o.Backups = domain.BackupPlan{Dir: filepath.Join(t.TempDir(), "gone"), Every: time.Hour}
	s, _, err := start(t, o)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := s.System().MakeBackup(t.Context(), "test"); err == nil || again {
		t.Fatalf("got %v, %v", again, err)
	}
	list, _, err := s.As(domain.User{Roles: []string{domain.RoleAdmin}}).Backups(t.Context())
	if err != nil || len(list) != 1 || list[0].State != domain.BackupFailed || !strings.Contains(list[0].Error, "there is no directory") {
		t.Errorf("got %+v, %v", list, err)
	}
}

func TestBackupsAreForAdmins(t *testing.T) {
	o := options(t, storetest.SQLite(t))
	dir := t.TempDir()
	o.Backups = domain.BackupPlan{Dir: dir, Every: time.Hour}
	s, _, err := start(t, o)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.System().MakeBackup(t.Context(), "test"); err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	exec(t, s, "INSERT INTO users (id, email) VALUES ('a', 'ann@example.com')")
	admin := s.As(domain.User{ID: "a", Roles: []string{domain.RoleAdmin, domain.RoleStaff}})
	list, _, err := admin.Backups(ctx)
	if err != nil {
		t.Fatal(err)
	}
	staff := s.As(domain.User{ID: "b", Roles: []string{domain.RoleStaff}})
	if _, _, err := staff.Backups(ctx); domain.KindOf(err) != domain.Denied {
		t.Errorf("staff list: %v", err)
	}
	if err := staff.AskForBackup(ctx); domain.KindOf(err) != domain.Denied {
		t.Errorf("staff ask: %v", err)
	}
	if _, err := staff.OpenBackup(ctx, list[0].ID); domain.KindOf(err) != domain.NotFound {
		t.Errorf("staff open: %v", err)
	}
	if err := staff.DeleteBackup(ctx, list[0].ID); domain.KindOf(err) != domain.NotFound {
		t.Errorf("staff delete: %v", err)
	}
	if file, err := admin.OpenBackup(ctx, list[0].ID); err != nil {
		t.Error(err)
	} else {
		file.Close()
	}
	// A name that came from elsewhere leads nowhere.
	exec(t, s, "UPDATE backups SET name = '../../etc/passwd'")
	if _, err := admin.OpenBackup(ctx, list[0].ID); domain.KindOf(err) != domain.NotFound {
		t.Errorf("opened: %v", err)
	}
	if err := admin.DeleteBackup(ctx, list[0].ID); err != nil {
		t.Error(err)
	}
	if files, _ := os.ReadDir(dir); len(files) != 1 {
		t.Errorf("there are %v", files)
	}
	noted, err := admin.Audit(ctx, domain.AuditFilter{Topic: domain.AuditBackup}, 10)
	if err != nil || len(noted.Items) != 3 || noted.Items[0].Action != domain.AuditDeleted || noted.Items[1].Action != domain.AuditTaken || noted.Items[2].Action != domain.AuditMade {
		t.Errorf("the audit log has %+v, %v", noted.Items, err)
	}
}
