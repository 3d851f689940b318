//go:build e2e

package e2e

import "testing"

func TestOperationsLookRight(t *testing.T) {
	p := openOn(t, serve(t)) // its first account is the admin
	p.SignUp("Ada")
	for _, name := range []string{"health", "jobs", "audit"} {
		p.Open("/admin/" + name)
		p.Look("admin-" + name)
	}
	p.Open("/admin/audit?topic=backup")
	p.Look("admin-audit-empty")
}
