package store_test

import (
	"testing"

	"mddash/domain"
)

func TestAPinnedProjectIsInTheNavigationForAsLongAsItIsSeenAndNotArchived(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		pinned := func(who string) []string {
			t.Helper()
			refs, err := c.as(who).PinnedProjects(ctx)
			c.want("PinnedProjects", err, 0)
			names := []string{}
			for _, ref := range refs {
				names = append(names, ref.Name)
			}
			return names
		}
		c.want("pin", c.as("ann").PinProject(ctx, website, true), 0)
		c.want("pin again", c.as("ann").PinProject(ctx, website, true), 0)
		c.want("pin what is hidden", c.as("zoe").PinProject(ctx, secret, true), domain.NotFound)
		if got := pinned("ann"); len(got) != 1 {
			t.Errorf("ann has pinned %v", got)
		}
		if got := pinned("zoe"); len(got) != 0 {
			t.Errorf("zoe has pinned %v", got)
		}
		c.exec(`UPDATE projects SET is_archived = 1 WHERE id = ?`, website)
		if got := pinned("ann"); len(got) != 0 {
			t.Errorf("archived, ann has pinned %v", got)
		}
		c.exec(`INSERT INTO project_pins (user_id, project_id, created_at) VALUES ('zoe', ?, '2026-01-01T00:00:00.000Z')`, secret)
		if got := pinned("zoe"); len(got) != 0 {
			t.Errorf("zoe sees %v by a pin", got)
		}
	})
}

func TestAClientsNameIsForTheStaff(t *testing.T) {
	eachCast(t, func(c cast) {
		c.exec(`INSERT INTO clients (id, company_name) VALUES (?, 'Harbour Coffee')`, harbour)
		for who, want := range map[string]string{"ann": "Harbour Coffee", "zoe": "Harbour Coffee", "cleo": ""} {
			refs, err := c.as(who).ClientRefs(t.Context(), []string{harbour, "nobody"})
			c.want("ClientRefs", err, 0)
			if refs[harbour].CompanyName != want || len(refs) > 1 {
				t.Errorf("%s sees %v", who, refs)
			}
		}
	})
}
