package store_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"mddash/domain"
)

// harbour is the id of a client that tests put in.
const harbour = "6f2c3d1e-0000-4000-8000-000000000001"

func (c cast) client(who string, in domain.ClientInput) domain.Client {
	c.t.Helper()
	client, err := c.as(who).AddClient(c.t.Context(), in)
	c.want(who+" adds the client "+in.CompanyName, err, 0)
	return client
}

// setClient makes a change that sets one thing.
func setClient(do func(*domain.ClientInput)) func(domain.ClientInput) (domain.ClientInput, error) {
	return func(in domain.ClientInput) (domain.ClientInput, error) {
		do(&in)
		return in, nil
	}
}

func TestWhoSeesAndChangesClients(t *testing.T) {
	const sees, manages = 1, 2
	eachCast(t, func(c cast) {
		c.exec(`INSERT INTO clients (id, company_name, created_at) VALUES (?, 'Found', '2024-05-01 08:00:00')`, harbour)
		bens := c.client("ben", domain.ClientInput{CompanyName: "Ben's"})
		for _, row := range []struct {
			what string
			id   string
			can  map[string]int
		}{
			{"a client is the staff's; who made it and admins delete it", bens.ID, map[string]int{"ann": sees, "ben": manages, "dora": manages, "zoe": sees}},
			{"one that was found belongs to all of them", harbour, map[string]int{"ann": manages, "ben": manages, "dora": manages, "zoe": manages}},
		} {
			for _, who := range []string{"ann", "ben", "cleo", "dora", "zoe"} {
				checkClientAccess(c, row.what+": "+who, who, row.id, row.can[who])
			}
		}
		_, err := c.as("cleo").AddClient(t.Context(), domain.ClientInput{CompanyName: "Mine"})
		c.want("a client adds no client", err, domain.Denied)
	})
}

func checkClientAccess(c cast, what, who, id string, level int) {
	c.t.Helper()
	ctx := c.t.Context()
	kind := func(needs int) domain.Kind {
		switch {
		case level == 0:
			return domain.NotFound
		case level < needs:
			return domain.Denied
		}
		return 0
	}
	_, err := c.as(who).Client(ctx, id)
	c.want(what+" opens it", err, kind(1))
	_, err = c.as(who).UpdateClient(ctx, id, "", setClient(func(in *domain.ClientInput) { in.Notes = ptr("by " + who) }))
	c.want(what+" changes it", err, kind(1))
	err = c.as(who).DeleteClient(ctx, id, "")
	c.want(what+" deletes it", err, kind(2))
	if err == nil {
		_, err = c.as(who).RestoreClient(ctx, id)
		c.want(what+" restores it", err, 0)
	}
	page, err := c.as(who).Clients(ctx, domain.ClientFilter{Limit: 50})
	c.want(what+" lists", err, 0)
	listed := slices.ContainsFunc(page.Items, func(client domain.Client) bool { return client.ID == id })
	if listed != (level > 0) || (level == 0) != (page.Total == 0) {
		c.t.Errorf("%s: listed %v of %d", what, listed, page.Total)
	}
	names, err := c.as(who).ClientNames(ctx, id)
	c.want(what+" gets a menu", err, 0)
	if (len(names) > 0) != (level > 0) {
		c.t.Errorf("%s: offered %v", what, names)
	}
	work, err := c.as(who).ClientWork(ctx, []string{id})
	c.want(what+" gets the numbers", err, 0)
	if _, told := work[id]; told != (level > 0) {
		c.t.Errorf("%s: told %v", what, work)
	}
}

func TestAClientInTheTrashIsSeenByStaffAndRestoredByWhoMayDeleteIt(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		client := c.client("ben", domain.ClientInput{CompanyName: "Harbour Coffee"})
		c.want("restoring what is not in the trash", second(c.as("ben").RestoreClient(ctx, client.ID)), domain.NotFound)
		c.want("purging what is not in the trash", c.as("ben").PurgeClient(ctx, client.ID), domain.NotFound)
		c.want("deleting what was read otherwise", c.as("ben").DeleteClient(ctx, client.ID, "old"), domain.Stale)
		c.want("deleting", c.as("ben").DeleteClient(ctx, client.ID, client.Version()), 0)
		c.want("opening it", second(c.as("ben").Client(ctx, client.ID)), domain.NotFound)
		for who, want := range map[string]int{"ann": 1, "cleo": 0} {
			page, err := c.as(who).Clients(ctx, domain.ClientFilter{Trashed: true, Limit: 10})
			c.want(who+" reads the trash", err, 0)
			if page.Total != want {
				t.Errorf("%s finds %d clients in the trash, want %d", who, page.Total, want)
			}
		}
		c.want("another restores it", second(c.as("ann").RestoreClient(ctx, client.ID)), domain.Denied)
		c.want("another purges it", c.as("ann").PurgeClient(ctx, client.ID), domain.Denied)
		c.want("a client purges it", c.as("cleo").PurgeClient(ctx, client.ID), domain.NotFound)
		c.want("an admin purges it", c.as("dora").PurgeClient(ctx, client.ID), 0)
		c.want("it is gone", second(c.as("dora").RestoreClient(ctx, client.ID)), domain.NotFound)
	})
}

func second[T any](_ T, err error) error { return err }

func TestAClientThatProjectsUseIsNotDeletedAndHiddenProjectsAreNotCounted(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		client := c.client("ann", domain.ClientInput{CompanyName: "Harbour Coffee"})
		c.exec(`UPDATE projects SET client_id = ? WHERE id IN (1, 2, 3)`, client.ID)
		for who, words := range map[string]string{"ann": "2 projects are", "dora": "2 projects are"} {
			err := c.as(who).DeleteClient(ctx, client.ID, "")
			c.want(who+" deletes it", err, domain.Conflict)
			if err != nil && !strings.Contains(err.Error(), words) {
				t.Errorf("%s is told %q, want %q", who, err, words)
			}
		}
		c.exec(`UPDATE projects SET client_id = NULL WHERE id IN (1, 2)`)
		err := c.as("ann").DeleteClient(ctx, client.ID, "")
		c.want("only a hidden project uses it", err, domain.Conflict)
		if err != nil && strings.ContainsAny(err.Error(), "123") {
			t.Errorf("it tells how many there are: %q", err)
		}
		c.exec(`UPDATE projects SET deleted_at = '2026-11-20T10:00:00.000Z', deleted_batch = 'b' WHERE id = 3`)
		c.want("only one in the trash uses it", c.as("ann").DeleteClient(ctx, client.ID, ""), 0)
		c.exec(`UPDATE projects SET deleted_at = NULL, deleted_batch = NULL WHERE id = 3`)
		c.want("a project came back meanwhile", c.as("ann").PurgeClient(ctx, client.ID), domain.Conflict)
		c.clock.Set(c.clock.Now().AddDate(0, 0, domain.TrashDays+1))
		purged, err := c.store.System().PurgeClients(ctx)
		c.want("clean-up", err, 0)
		if purged != 0 {
			t.Error("clean-up took a client that a project uses")
		}
		c.exec(`UPDATE projects SET deleted_at = '2026-11-20T10:00:00.000Z' WHERE id = 3`)
		if purged, err = c.store.System().PurgeClients(ctx); err != nil || purged != 1 {
			t.Errorf("clean-up took %d clients, %v", purged, err)
		}
		left, err := c.store.Strings(`SELECT coalesce(client_id, 'none') FROM projects WHERE id = 3`)
		if err != nil || !slices.Equal(left, []string{"none"}) {
			t.Errorf("the project in the trash has the client %v, %v", left, err)
		}
	})
}

func TestTheNumbersOfAClientAreOfProjectsThatTheCallerSees(t *testing.T) {
	eachCast(t, func(c cast) {
		client := c.client("ann", domain.ClientInput{CompanyName: "Harbour Coffee"})
		c.exec(`UPDATE projects SET client_id = ?, budget = 2400000, spent = 1840000, currency = 'EUR' WHERE id IN (1, 2, 3)`, client.ID)
		c.exec(`UPDATE projects SET currency = 'USD', status = 'completed' WHERE id = 2`)
		c.exec(`INSERT INTO tasks (id, name, project_id, status) VALUES (911, 'in website', 1, 'task'), (912, 'done', 1, 'done'), (913, 'in secret', 3, 'task')`)
		for who, want := range map[string]domain.ClientWork{
			"ann": {Projects: 2, Active: 1, Open: 1, Money: []domain.ClientMoney{{Currency: "EUR", Budget: 2400000, Spent: 1840000}, {Currency: "USD", Budget: 2400000, Spent: 1840000}}},
			"zoe": {Projects: 1, Money: []domain.ClientMoney{{Currency: "USD", Budget: 2400000, Spent: 1840000}}},
		} {
			work, err := c.as(who).ClientWork(t.Context(), []string{client.ID})
			c.want(who+" reads the numbers", err, 0)
			if got := work[client.ID]; fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("%s sees %v, want %v", who, got, want)
			}
		}
	})
}

func TestClientsAreListedByNameAPageAtATimeAndFoundByTheirPeople(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		for i := range 7 {
			c.clock.Set(c.clock.Now().Add(time.Minute))
			c.client("ann", domain.ClientInput{CompanyName: fmt.Sprintf("client %d", 7-i)})
		}
		c.exec(`INSERT INTO clients (id, company_name, contact_person_name, created_at) VALUES ('old', 'Älder & Finch', 'Jo 100%', '2020-01-02 03:04:05'), ('none', 'CLIENT 35', NULL, NULL)`)
		c.client("ann", domain.ClientInput{CompanyName: "Kite", IsArchived: ptr(true), Contacts: []domain.Contact{{Name: "Lena Berg", Role: "Accounts"}}})
		for _, sort := range []string{"", "company_name", "-company_name", "created_at", "-created_at", "updated_at", "-updated_at"} {
			names, cursor := []string{}, ""
			for {
				page, err := c.as("zoe").Clients(ctx, domain.ClientFilter{Sort: sort, Cursor: cursor, Limit: 2})
				c.want("a page by "+sort, err, 0)
				if page.Total != 9 {
					t.Fatalf("%q: %d in all, want 9", sort, page.Total)
				}
				for _, client := range page.Items {
					names = append(names, client.CompanyName)
				}
				if cursor = page.Next; cursor == "" {
					break
				}
			}
			if unique := slices.Compact(slices.Sorted(slices.Values(names))); len(unique) != 9 || len(names) != 9 {
				t.Errorf("%q: the pages hold %v", sort, names)
			}
			if first := map[string]string{"": "client 1", "created_at": "CLIENT 35", "-created_at": "client 1"}[sort]; first != "" && names[0] != first {
				t.Errorf("%q begins with %q, want %q", sort, names[0], first)
			}
		}
		for query, want := range map[string]int{"lena": 1, "accounts": 1, "email": 0, "100%": 1, "_": 0, "client 3": 2} {
			page, err := c.as("ann").Clients(ctx, domain.ClientFilter{Query: query, Limit: 50, Archived: domain.AlsoArchived})
			c.want("looking for "+query, err, 0)
			if page.Total != want {
				t.Errorf("%q finds %d, want %d", query, page.Total, want)
			}
		}
		_, err := c.as("ann").Clients(ctx, domain.ClientFilter{Sort: "notes"})
		c.want("an order that does not exist", err, domain.Invalid)
		_, err = c.as("ann").Clients(ctx, domain.ClientFilter{Cursor: "bm90aGluZw"})
		c.want("a cursor that does not exist", err, domain.Invalid)
	})
}

func TestAClientIsChangedOnlyAsFarAsItIsAskedForAndUndoneByWhoDidIt(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		client := c.client("ann", domain.ClientInput{CompanyName: " Harbour Coffee ", WebsiteURL: ptr("https://harbour.example"), Contacts: []domain.Contact{{Name: "Ana"}}})
		if client.CompanyName != "Harbour Coffee" {
			t.Errorf("got the name %q", client.CompanyName)
		}
		_, err := c.as("ben").UpdateClient(ctx, client.ID, "old", setClient(func(*domain.ClientInput) {}))
		c.want("a stale change", err, domain.Stale)
		same, err := c.as("ben").UpdateClient(ctx, client.ID, client.Version(), setClient(func(*domain.ClientInput) {}))
		if err != nil || same.Version() != client.Version() {
			t.Errorf("changing nothing changed something, %v", err)
		}
		bens := c.as("ben")
		c.clock.Set(c.clock.Now().Add(time.Minute))
		changed, err := bens.UpdateClient(ctx, client.ID, client.Version(), setClient(func(in *domain.ClientInput) {
			in.Color, in.Contacts = ptr("blue"), []domain.Contact{{Name: "Lena", Email: "LENA@Harbour.example"}}
		}))
		c.want("a change", err, 0)
		if changed.Contacts[0].Email != "lena@harbour.example" || changed.Color != "blue" || !changed.UpdatedAt.Equal(c.clock.Now()) {
			t.Errorf("got %+v", changed)
		}
		c.want("somebody else's undo", c.as("ann").Undo(ctx, bens.Batch()), domain.NotFound)
		c.want("undo", c.as("ben").Undo(ctx, bens.Batch()), 0)
		if back, _ := c.as("ann").Client(ctx, client.ID); back.Color != "" || len(back.Contacts) != 1 || back.Contacts[0].Name != "Ana" {
			t.Errorf("after undo %+v", back)
		}
		anns := c.as("ann")
		c.want("deleting", anns.DeleteClient(ctx, client.ID, ""), 0)
		c.want("undo of it", c.as("ann").Undo(ctx, anns.Batch()), 0)
		c.want("it is there again", second(c.as("ann").Client(ctx, client.ID)), 0)
	})
}
