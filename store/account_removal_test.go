package store_test

import (
	"strings"
	"testing"

	"mddash/domain"
)

// household is what ann has: alone, and with others.
func household(c cast) {
	ctx := c.t.Context()
	alone := c.add("ann", domain.TodoInput{Title: "ann's own"})
	c.add("ann", domain.TodoInput{Title: "ann's step", ParentID: &alone.ID})
	shared := c.add("ann", domain.TodoInput{Title: "with ben", AssigneeIDs: []string{"ben"}})
	c.add("ann", domain.TodoInput{Title: "step with ben", ParentID: &shared.ID})
	card := c.add("ann", domain.TodoInput{Title: "card", ProjectID: ptr(website)})
	if _, err := c.as("ann").AddComment(ctx, card.ID, domain.CommentInput{Body: "ann said so"}); err != nil {
		c.t.Fatal(err)
	}
	if _, err := c.as("ann").AddProject(ctx, domain.ProjectInput{Name: "Alone", Visibility: ptr("private")}); err != nil {
		c.t.Fatal(err)
	}
	c.exec(`INSERT INTO notes (id, title, content, user_id, project_id) VALUES (901, 'private', '', 'ann', NULL), (902, 'shared', '', 'ann', NULL), (903, 'of the project', '', 'ann', 1), (904, 'to an address', '', 'ann', NULL)`)
	c.exec(`INSERT INTO note_shares (id, note_id, user_id, email, permission) VALUES (901, 902, 'zoe', 'zoe@example.org', 'edit'), (902, 904, NULL, 'out@side.example', 'view')`)
	c.exec(`INSERT INTO notes (id, title, content, user_id) VALUES (905, 'dora''s', '', 'dora')`)
	c.exec(`INSERT INTO note_shares (id, note_id, user_id, email, permission) VALUES (903, 905, NULL, 'ANN@example.org', 'view')`)
	c.exec(`INSERT INTO calendars (id, user_id, name, created_at, updated_at) VALUES (901, 'ann', 'hers', '2026-11-20T10:00:00.000Z', '2026-11-20T10:00:00.000Z'), (902, 'ann', 'ours', '2026-11-20T10:00:00.000Z', '2026-11-20T10:00:00.000Z')`)
	c.exec(`INSERT INTO calendar_shares (id, calendar_id, user_id, email, permission, created_at) VALUES (901, 902, 'ben', 'ben@example.org', 'view', '2026-11-20T10:00:00.000Z')`)
	c.exec(`INSERT INTO events (id, title, start, "end", calendar_id, privacy, user_id) VALUES (901, 'hers', '2026-11-20T10:00:00.000Z', '2026-11-20T11:00:00.000Z', 901, NULL, 'ann'), (902, 'ours', '2026-11-20T10:00:00.000Z', '2026-11-20T11:00:00.000Z', 902, NULL, 'ann'),
		(903, 'team', '2026-11-20T10:00:00.000Z', '2026-11-20T11:00:00.000Z', 1, NULL, 'ann'), (904, 'secret', '2026-11-20T10:00:00.000Z', '2026-11-20T11:00:00.000Z', 1, 'confidential', 'ann')`)
	c.exec(`INSERT INTO time_entries (id, project_id, user_id, day, minutes, created_at, updated_at) VALUES (901, 1, 'ann', '2026-11-20', 60, '2026-11-20T10:00:00.000Z', '2026-11-20T10:00:00.000Z'), (902, 1, 'ann', '2026-11-20', NULL, '2026-11-20T10:00:00.000Z', '2026-11-20T10:00:00.000Z')`)
	c.exec(`INSERT INTO clients (id, company_name, user_id) VALUES ('c', 'Harbour', 'ann')`)
	c.exec(`INSERT INTO decisions (id, name, project_id, user_id) VALUES (901, 'which', 1, 'ann'), (902, 'why', NULL, 'ann')`)
	c.exec(`INSERT INTO api_tokens (id, user_id, name, hash, hint, scopes, created_at) VALUES ('t', 'ann', 'x', 'x', 'x', '[]', '2026-11-20T10:00:00.000Z')`)
	c.exec(`INSERT INTO two_factor (user_id, secret, begun_at, confirmed_at) VALUES ('ann', '12345678901234567890', '2026-11-20T10:00:00.000Z', '2026-11-20T10:00:00.000Z')`)
	c.exec(`INSERT INTO recovery_codes (user_id, hash) VALUES ('ann', 'x')`)
	c.exec(`INSERT INTO passkeys (id, user_id, name, credential_id, public_key, created_at) VALUES ('p', 'ann', 'x', 'x', 'x', '2026-11-20T10:00:00.000Z')`)
	c.exec(`INSERT INTO webhooks (id, user_id, name, url, secret, events, seen, created_at, updated_at) VALUES (901, 'ann', 'x', 'https://x.example/', 'x', '[]', 0, '2026-11-20T10:00:00.000Z', '2026-11-20T10:00:00.000Z')`)
}

func (c cast) wantRows(what string, rows map[string]string) {
	c.t.Helper()
	for query, want := range rows {
		if got := strings.Join(c.rows(query), ", "); got != want {
			c.t.Errorf("%s: %s\ngot  %s\nwant %s", what, query, got, want)
		}
	}
}

func TestAnAccountGoesAndWhatOthersShareStays(t *testing.T) {
	eachCast(t, func(c cast) {
		household(c)
		if err := c.as("dora").RemoveUser(t.Context(), "ann", ""); err != nil {
			t.Fatal(err)
		}
		c.wantRows("without an heir", map[string]string{
			`SELECT id FROM users ORDER BY id`:                                                 "ben, cleo, dora, zoe",
			`SELECT name || ' ' || coalesce(owner_id, '-') FROM projects ORDER BY id`:          "Website ben, Studio dora, Secret dora, Old -",
			`SELECT user_id || ' ' || role FROM project_members WHERE project_id = 1`:          "cleo member",
			`SELECT name || ' ' || coalesce(user_id, '-') FROM tasks ORDER BY id`:              "with ben ben, step with ben ben, card -",
			`SELECT title || ' ' || user_id FROM notes ORDER BY id`:                            "shared zoe, of the project ben, dora's dora",
			`SELECT name || ' ' || coalesce(user_id, '-') FROM calendars ORDER BY id`:          "Team -, ours ben",
			`SELECT title || ' ' || coalesce(user_id, '-') FROM events ORDER BY id`:            "ours -, team -",
			`SELECT id || ' ' || coalesce(user_id, '-') FROM time_entries`:                     "901 -",
			`SELECT body || ' ' || coalesce(user_id, '-') FROM comments`:                       "ann said so -",
			`SELECT company_name || ' ' || coalesce(user_id, '-') FROM clients`:                "Harbour -",
			`SELECT name || ' ' || coalesce(user_id, '-') FROM decisions ORDER BY id`:          "which -, why -",
			`SELECT email FROM note_shares`:                                                    "",
			`SELECT id FROM api_tokens`:                                                        "",
			`SELECT id FROM passkeys`:                                                          "",
			`SELECT user_id FROM two_factor UNION ALL SELECT user_id FROM recovery_codes`:      "",
			`SELECT kind || ' ' || action || ' ' || user_id FROM activity WHERE kind = 'user'`: "user delete dora",
		})
		// Pages of those who stay show what has no name any more.
		for _, who := range []string{"ben", "dora"} {
			if _, err := c.as(who).Todos(t.Context(), domain.TodoFilter{Limit: 10}); err != nil {
				t.Errorf("%s: %v", who, err)
			}
		}
		if _, err := c.as("ben").Project(t.Context(), website); err != nil {
			t.Error(err)
		}
		if page, err := c.as("ben").Time(t.Context(), domain.TimeFilter{Limit: 10}); err != nil || len(page.Items) != 1 {
			t.Errorf("the time that she worked: %v, %v", page.Items, err)
		}
	})
}

func TestAnHeirTakesOverWhatWasSharedAndNothingElse(t *testing.T) {
	eachCast(t, func(c cast) {
		household(c)
		if err := c.as("dora").RemoveUser(t.Context(), "ann", "zoe"); err != nil {
			t.Fatal(err)
		}
		c.wantRows("to zoe", map[string]string{
			`SELECT name || ' ' || owner_id FROM projects WHERE owner_id = 'zoe' ORDER BY id`: "Website zoe, Alone zoe",
			`SELECT name || ' ' || user_id FROM tasks WHERE user_id IS NOT NULL ORDER BY id`:  "with ben zoe, step with ben zoe",
			`SELECT title || ' ' || user_id FROM notes ORDER BY id`:                           "shared zoe, of the project zoe, dora's dora",
			`SELECT company_name || ' ' || user_id FROM clients`:                              "Harbour zoe",
			`SELECT name || ' ' || coalesce(user_id, '-') FROM calendars ORDER BY id`:         "Team -, ours zoe",
		})
	})
}

func TestWhoMayDeleteAnAccountAndWhoCanTakeOver(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		household(c)
		before := c.everything("ann")
		for _, who := range []string{"ben", "zoe", "cleo", "ann"} {
			c.want(who+" deletes ann", c.as(who).RemoveUser(ctx, "ann", ""), domain.NotFound)
		}
		c.want("an admin themselves", c.as("dora").RemoveUser(ctx, "dora", ""), domain.Conflict)
		c.want("nobody", c.as("dora").RemoveUser(ctx, "nobody", ""), domain.NotFound)
		for _, heir := range []string{"cleo", "ann", "nobody", "x\x00"} {
			c.want("to "+heir, c.as("dora").RemoveUser(ctx, "ann", heir), domain.Invalid)
		}
		_, err := c.store.System().RemoveUser(ctx, "dora@example.org", "")
		c.want("the only admin", err, domain.Conflict)
		c.want("without the password", c.as("ann").RemoveMyself(ctx, domain.FarewellInput{Password: "wrong"}), domain.Invalid)
		if _, err := c.as("ben").Heirs(ctx, "ann"); domain.KindOf(err) != domain.NotFound {
			t.Errorf("somebody else asks who could take over: %v", err)
		}
		if heirs, err := c.as("ann").Heirs(ctx, "ann"); err != nil || len(heirs) != 3 {
			t.Errorf("heirs are %v, %v", heirs, err)
		}
		if after := c.everything("ann"); strings.Join(before, "") != strings.Join(after, "") {
			t.Error("something was changed")
		}
	})
}

func TestTasksThatSomebodyWasGivenSayThatTheyAreGone(t *testing.T) {
	eachCast(t, func(c cast) {
		theirs := c.add("ben", domain.TodoInput{Title: "for ann", ProjectID: ptr(website), AssigneeIDs: []string{"ann", "ben"}})
		own := c.add("zoe", domain.TodoInput{Title: "zoe asks ann", AssigneeIDs: []string{"ann"}})
		if err := c.as("dora").RemoveUser(t.Context(), "ann", ""); err != nil {
			t.Fatal(err)
		}
		for who, id := range map[string]int64{"ben": theirs.ID, "zoe": own.ID} {
			page, err := c.as(who).TodoActivity(t.Context(), id, 0, 10)
			if err != nil || len(page.Items) == 0 {
				t.Fatalf("%s reads %v, %v", who, page, err)
			}
			last := page.Items[len(page.Items)-1]
			if before := string(last.Before["assignee_ids"]); last.Actor.ID != "dora" || !strings.Contains(before, "ann") || strings.Contains(string(last.After["assignee_ids"]), "ann") {
				t.Errorf("%s reads %+v", who, last)
			}
		}
		c.wantRows("those who stay", map[string]string{`SELECT user_id FROM task_assignees ORDER BY user_id`: "ben"})
		if _, err := c.as("dora").LastBatch(t.Context()); domain.KindOf(err) != domain.NotFound {
			t.Errorf("it could be undone: %v", err)
		}
	})
}

func TestWhoIsNoStaffNamesNobodyAndTakesNothingOver(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		household(c)
		if err := c.store.System().SetPassword(ctx, "cleo@example.org", goodPassword); err != nil {
			t.Fatal(err)
		}
		if heirs, err := c.as("cleo").Heirs(ctx, "cleo"); err != nil || len(heirs) != 0 {
			t.Errorf("a client is told of %v, %v", heirs, err)
		}
		c.want("a client names somebody", c.as("cleo").RemoveMyself(ctx, domain.FarewellInput{Password: goodPassword, HeirID: "ben"}), domain.Invalid)
		c.want("a client inherits", c.as("dora").RemoveUser(ctx, "ann", "cleo"), domain.Invalid)
		c.exec(`UPDATE users SET disabled_at = '2026-11-20T10:00:00.000Z' WHERE id = 'zoe'`)
		c.want("somebody who was shut out meanwhile inherits", c.as("dora").RemoveUser(ctx, "ann", "zoe"), domain.Invalid)
		if err := c.as("cleo").RemoveMyself(ctx, domain.FarewellInput{Password: goodPassword}); err != nil {
			t.Fatal(err)
		}
		c.want("again from a page that was left open", c.as("cleo").RemoveMyself(ctx, domain.FarewellInput{Password: goodPassword}), domain.NotFound)
		page, err := c.as("dora").Audit(ctx, domain.AuditFilter{Topic: domain.AuditAccount}, 1)
		if err != nil || len(page.Items) != 1 || page.Items[0].Action != "delete" || string(page.Items[0].After["self"]) != "true" {
			t.Errorf("the audit log says %+v, %v", page.Items, err)
		}
	})
}

func TestTwoAdminsWhoDeleteEachOtherLeaveOne(t *testing.T) {
	eachCast(t, func(c cast) {
		c.exec(`UPDATE users SET roles = '["admin","staff"]' WHERE id = 'ben'`)
		outcome := make(chan error, 2)
		for who, whom := range map[string]string{"dora": "ben", "ben": "dora"} {
			scope := c.store.As(domain.User{ID: who, Roles: []string{domain.RoleAdmin, domain.RoleStaff}})
			go func() { outcome <- scope.RemoveUser(c.t.Context(), whom, "") }()
		}
		first, second := <-outcome, <-outcome
		if (first == nil) == (second == nil) {
			t.Errorf("got %v and %v", first, second)
		}
		c.wantRows("who is left", map[string]string{`SELECT count(*) FROM users WHERE id IN ('ben', 'dora')`: "1"})
	})
}
