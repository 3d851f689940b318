package store

import (
	"context"
	"database/sql/driver"
	"encoding/json"
	"slices"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// clientRow is a row of clients. Its JSON names are what the activity log keeps the old and the new values under.
type clientRow struct {
	bun.BaseModel `bun:"table:clients,alias:c" json:"-"`

	ID            string      `bun:",pk" json:"-"`
	CompanyName   string      `json:"company_name"`
	ContactPerson string      `bun:"contact_person_name,nullzero" json:"contact_person_name"`
	ContactEmail  string      `bun:",nullzero" json:"contact_email"`
	WebsiteURL    string      `bun:"website_url,nullzero" json:"website_url"`
	Notes         string      `bun:",nullzero" json:"notes"`
	Contacts      contactList `json:"contacts"`
	Color         string      `bun:",nullzero" json:"color"`
	Archived      flag        `bun:"is_archived" json:"is_archived"`
	UserID        string      `bun:",nullzero" json:"-"`
	CreatedAt     instant     `json:"-"`
	UpdatedAt     instant     `json:"-"`
	DeletedAt     instant     `json:"-"`
	DeletedBatch  string      `bun:",nullzero" json:"-"`

	SortKey string `bun:"sort_key,scanonly" json:"-"`
}

// clientColumns are what every read of clients selects, in the table's alias c.
const clientColumns = `c.id, c.company_name, c.contact_person_name, c.contact_email, c.website_url, c.notes, c.contacts, c.color, c.is_archived,
	c.user_id, c.created_at, c.updated_at, c.deleted_at, c.deleted_batch`

// contactList is a JSON array of contacts in a TEXT column. NULL, ” and whatever is no such array read as an empty list.
type contactList []domain.Contact

// Value is never NULL.
func (l contactList) Value() (driver.Value, error) {
	if l == nil {
		return "[]", nil
	}
	text, err := json.Marshal([]domain.Contact(l))
	return string(text), err
}

// Scan never fails.
func (l *contactList) Scan(src any) error {
	contacts := []domain.Contact{}
	if json.Unmarshal([]byte(textOf(src)), &contacts) != nil || contacts == nil {
		contacts = []domain.Contact{}
	}
	*l = contacts
	return nil
}

// seesClient holds for rows of clients under the alias c that are not in the trash: they are the staff's.
func (s *Scope) seesClient() clause {
	return and(raw(`c.deleted_at IS NULL`), s.seesClientAnywhere())
}

// seesClientAnywhere is seesClient with the trash included.
func (s *Scope) seesClientAnywhere() clause {
	if !s.user.IsStaff() {
		return raw(`1 = 0`)
	}
	return raw(`1 = 1`)
}

func (r clientRow) subject() subject { return subject{kind: kindClient, id: r.ID} }

// access: all staff change clients; who made one and admins delete it, and any of the staff where nobody is known to have.
func (r clientRow) access(u domain.User) domain.Access {
	switch {
	case !u.IsStaff():
		return 0
	case u.IsAdmin(), r.UserID == u.ID, r.UserID == "":
		return domain.Work | domain.Edit | domain.Manage
	default:
		return domain.Work | domain.Edit
	}
}

func (r clientRow) client(u domain.User) domain.Client {
	return domain.Client{
		ID: r.ID, CompanyName: r.CompanyName, ContactPerson: r.ContactPerson, ContactEmail: r.ContactEmail, WebsiteURL: r.WebsiteURL,
		Notes: r.Notes, Contacts: r.Contacts, Color: r.Color, Archived: bool(r.Archived), CreatorID: r.UserID, CreatedAt: r.CreatedAt.Time,
		UpdatedAt: r.UpdatedAt.Time, DeletedAt: r.DeletedAt.Time, Access: r.access(u),
	}
}

// with puts what a person can set over the row; the rest stays.
func (r clientRow) with(c domain.Client) clientRow {
	r.CompanyName, r.ContactPerson, r.ContactEmail, r.WebsiteURL = c.CompanyName, c.ContactPerson, c.ContactEmail, c.WebsiteURL
	r.Notes, r.Contacts, r.Color, r.Archived = c.Notes, c.Contacts, c.Color, flag(c.Archived)
	if r.Contacts == nil {
		r.Contacts = contactList{}
	}
	return r
}

func (r clientRow) copied() clientRow {
	r.Contacts = slices.Clone(r.Contacts)
	return r
}

// loadClient reads one client that the caller sees and that is not in the trash; else it is NotFound.
func (s *Scope) loadClient(ctx context.Context, db bun.IDB, id string) (clientRow, error) {
	row, err := s.loadClientAnywhere(ctx, db, id)
	if err == nil && !row.DeletedAt.IsZero() {
		return row, noClient()
	}
	return row, err
}

func noClient() error { return domain.Fail(domain.NotFound, "There is no such client.") }

// loadClientAnywhere is loadClient with the trash included.
func (s *Scope) loadClientAnywhere(ctx context.Context, db bun.IDB, id string) (clientRow, error) {
	if !domain.IsText(id) {
		return clientRow{}, noClient()
	}
	query := raw(`SELECT ` + clientColumns + ` FROM clients AS c WHERE `).plus(and(raw(`c.id = ?`, id), s.seesClientAnywhere()))
	var rows []clientRow
	if err := db.NewRaw(query.sql, query.args...).Scan(ctx, &rows); err != nil {
		return clientRow{}, wrap(err, "read a client")
	}
	if len(rows) == 0 {
		return clientRow{}, noClient()
	}
	return rows[0], nil
}
