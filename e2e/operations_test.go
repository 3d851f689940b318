//go:build e2e

package e2e

import "testing"

func TestOperationsLookRight(t *testing.T) {
	p := openOn(t, serve(t, "MDDASH_BACKUP_DIR="+t.TempDir())) // its first account is the admin
	p.SignUp("Ada")
	for _, name := range []string{"health", "jobs", "audit"} {
		p.Open("/admin/" + name)
		p.Look("admin-" + name)
	}
	p.Open("/admin/audit?topic=backup")
	p.Look("admin-audit-empty")
}

func TestBackupsAndTheirQuestionLookRight(t *testing.T) {
	p := openOn(t, serve(t))
	p.SignUp("Ada")
	p.Open("/admin/backups")
	p.WaitText("main", "No backups are made")
	p.Look("admin-backups-none")
	p = openOn(t, serve(t, "MDDASH_BACKUP_DIR=/proc/mddash-backups"))
	p.SignUp("Ada")
	p.Open("/admin/backups")
	p.WaitText("main", "No backup can be made now")
	for n := 0; n < 200 && p.Count("main .table tbody tr") == 0; n++ {
		p.Open("/admin/backups")
	}
	p.WaitText("main", "The last backup failed")
	p.Look("admin-backups-failed")
	p.Open("/admin/users")
	p.WaitText("main", "The last backup failed.")
	p.Look("admin-notice")
	for _, scripts := range []bool{true, false} {
		p = openOn(t, serve(t, "MDDASH_BACKUP_DIR="+t.TempDir()))
		if !scripts {
			p.WithoutScripts()
		}
		p.SignUp("Ada")
		for n := 0; n < 100 && p.Count(`a[href$="/removal"]`) == 0; n++ {
			p.Open("/admin/backups")
		}
		p.Click(`.table button[popovertarget^="b-"]`)
		p.Follow(`.menu:popover-open a[href$="/removal"]`)
		p.WaitText("main", "There is no way back.")
		if scripts {
			p.Look("admin-backup-removal")
		}
		p.Submit("main form")
		p.WaitText("main", "No backup was made yet.")
	}
}

func TestAnAccountIsDeletedOnPagesThatLookRight(t *testing.T) {
	for _, scripts := range []bool{true, false} {
		site := serve(t)
		p := openOn(t, site)
		if !scripts {
			p.WithoutScripts()
		}
		p.SignUp("Ada")
		join(t, site, "Ben", "ben@example.com")
		ben := openOn(t, site)
		if !scripts {
			ben.WithoutScripts()
		}
		ben.signIn("ben@example.com")
		ben.Open("/settings/data")
		ben.Follow(`main a[href$="/settings/account/removal"]`)
		if scripts {
			ben.Look("account-removal")
		}
		ben.Fill(`[name="password"]`, "not this one")
		ben.Submit("main form")
		ben.WaitText("main", "That is not your password.")
		if scripts {
			ben.Look("account-removal-error")
		}
		ben.Fill(`[name="password"]`, password)
		ben.Submit("main form")
		ben.WaitText("main", "Your account is deleted.")
		p.Open("/admin/audit")
		p.WaitText("main", "Deleted their own account, ben@example.com")
	}
}
