package commands

import (
	"path/filepath"
	"strings"
	"testing"

	"mddash/domain"
	"mddash/store/storetest"
)

func TestDoctorSaysWhatADiskIsThatIsFullOrNearlyFull(t *testing.T) {
	if !storetest.MayMount(t) {
		return
	}
	for _, c := range []struct {
		size        string
		room        int  // KB
		backups     bool // the full disk is that of the backups
		wrong       map[string]string
		well, wants string
	}{
		{size: "6m", room: 0, wrong: map[string]string{"database": "The disk is full", "disk": "nothing is left."}, well: "files", wants: "Make room"},
		{size: "6m", room: 40, wrong: map[string]string{"disk": "nearly nothing is left.", "storage": "the disk is full."}, well: "database", wants: "Make room"},
		{size: "6m", room: 400, wrong: map[string]string{"disk": "nearly nothing is left."}, well: "storage", wants: "Make room"},
		{size: "1m", backups: true, wrong: map[string]string{"backups": "is full"}, well: "database", wants: "Make room"},
	} {
		small := storetest.SmallDisk(t, c.size)
		path, settings := filepath.Join(small, "mddash.db"), []string{}
		if c.backups {
			path, settings = filepath.Join(t.TempDir(), "mddash.db"), []string{"MDDASH_BACKUP_DIR=" + small}
		}
		shell{t, "sqlite:" + path}.ok("wet paint on the third bench\n", "user", "add", "ann@example.com")
		storetest.FillUp(t, filepath.Join(small, "filler"), c.room)
		code, found := examined(t, append(settings, "MDDASH_DATABASE_URL=sqlite:"+path)...)
		if code == exitDone {
			t.Errorf("with %d KB free it is content", c.room)
		}
		for name, words := range c.wrong {
			check := found[name]
			if check.State != domain.CheckWrong || !strings.Contains(check.Found, words) || !strings.Contains(check.Advice, c.wants) {
				t.Errorf("with %d KB free, %s: %+v", c.room, name, check)
			}
		}
		for name, check := range found {
			if _, expected := c.wrong[name]; check.State == domain.CheckWrong && !expected || strings.Contains(check.Found, "no space left") {
				t.Errorf("with %d KB free, %s: %+v", c.room, name, check)
			}
		}
		if found[c.well].State != domain.CheckGood {
			t.Errorf("with %d KB free, %s: %+v", c.room, c.well, found[c.well])
		}
	}
}
