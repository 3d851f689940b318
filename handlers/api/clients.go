package api

import (
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"mddash/domain"
	"mddash/handlers/visit"
)

const clientsTag = "Clients"

func (a *API) addClients() {
	const all, one = "/clients", "/clients/{id}"
	add(a, clientsTag, operation{method: http.MethodGet, path: all, id: "list-clients", summary: "List clients", about: "They are the staff's: to people with the client role there are none."}, listClients)
	addAgain(a, clientsTag, operation{method: http.MethodPost, path: all, id: "add-client", summary: "Add a client", status: http.StatusCreated}, addClient, addedClient)
	add(a, clientsTag, operation{method: http.MethodGet, path: one, id: "get-client", summary: "Read a client"}, getClient)
	add(a, clientsTag, operation{method: http.MethodPut, path: one, id: "replace-client", summary: "Replace a client", about: "What is left out takes its default."}, putClient)
	add(a, clientsTag, operation{method: http.MethodPatch, path: one, id: "change-client", summary: "Change a client", about: "A JSON Merge Patch: what is left out stays, null clears."}, patchClient)
	add(a, clientsTag, operation{method: http.MethodDelete, path: one, id: "delete-client", summary: "Take a client to the trash", status: http.StatusNoContent, errors: []int{http.StatusConflict}, about: "Who made it and admins may. While projects are for it that is a 409. It can be restored for 30 days."}, deleteClient)
	addAgain(a, clientsTag, operation{method: http.MethodPost, path: one + "/restore", id: "restore-client", summary: "Bring a client back from the trash"}, restoreClient, restoredClient)
}

// Client is who projects are made for. What is not there is null, never left out.
type Client struct {
	ID            string          `json:"id" format:"uuid"`
	CompanyName   string          `json:"company_name" example:"Harbour Coffee"`
	ContactPerson *string         `json:"contact_person_name" example:"Ana Ruiz"`
	ContactEmail  *string         `json:"contact_email" example:"ana@harbour.example"`
	WebsiteURL    *string         `json:"website_url"`
	Notes         *string         `json:"notes" doc:"Markdown"`
	Contacts      []ClientContact `json:"contacts" nullable:"false" doc:"More people there"`
	Color         *string         `json:"color"`
	IsArchived    bool            `json:"is_archived"`
	UserID        *string         `json:"user_id" doc:"Who made it; null where that is not known"`
	CreatedAt     *time.Time      `json:"created_at" nullable:"true" doc:"null where another program left it out"`
	UpdatedAt     *time.Time      `json:"updated_at" nullable:"true"`
}

// ClientContact is a person at a client.
type ClientContact struct {
	Name  string  `json:"name" example:"Lena Berg"`
	Role  *string `json:"role" example:"Accounts"`
	Email *string `json:"email"`
	Phone *string `json:"phone"`
}

func clientOf(c domain.Client) Client {
	out := Client{
		ID: c.ID, CompanyName: c.CompanyName, ContactPerson: text(c.ContactPerson), ContactEmail: text(c.ContactEmail), WebsiteURL: text(c.WebsiteURL),
		Notes: text(c.Notes), Contacts: []ClientContact{}, Color: text(c.Color), IsArchived: c.Archived, UserID: text(c.CreatorID),
		CreatedAt: moment(c.CreatedAt), UpdatedAt: moment(c.UpdatedAt),
	}
	for _, contact := range c.Contacts {
		out.Contacts = append(out.Contacts, ClientContact{Name: contact.Name, Role: text(contact.Role), Email: text(contact.Email), Phone: text(contact.Phone)})
	}
	return out
}

// ClientInput is a client as it is sent. Its fields and their limits are the domain's.
type ClientInput domain.ClientInput

// ClientPatch is a merge patch of a ClientInput.
type ClientPatch struct {
	domain.ClientInput
	patch
}

func (p ClientPatch) over(in domain.ClientInput) (domain.ClientInput, error) {
	return in.Merge(p.fields)
}

// OnClient is a request about one client.
type OnClient struct {
	ID string `path:"id"`
}

// ChangingClient is a request that may be bound to the version of the client that the caller knows.
type ChangingClient struct {
	OnClient
	Changing
}

type (
	addingClient    struct{ Body ClientInput }
	replacingClient struct {
		ChangingClient
		Body ClientInput
	}
	patchingClient struct {
		ChangingClient
		Body ClientPatch
	}
)

// clientQuery is what the list of clients can be asked for.
type clientQuery struct {
	Query    string `query:"q" maxLength:"500" doc:"Words in the name or the contacts"`
	Archived string `query:"archived" enum:"true,false,all" default:"false" doc:"Whether the archived are listed: they alone, not at all, or among the others"`
	Trashed  flag   `query:"trashed" doc:"true for what is in the trash, and only that"`
	Sort     string `query:"sort" doc:"company_name, created_at or updated_at; - before it for descending" default:"company_name" example:"-updated_at"`
	Paging
}

func (q clientQuery) filter() (domain.ClientFilter, error) {
	p := domain.Problems{}
	f := domain.ClientFilter{Query: q.Query, Archived: domain.ParseArchive(p, "archived", q.Archived), Sort: q.Sort, Cursor: q.Cursor, Limit: q.limit(p)}
	if trashed := q.Trashed.parse(p, "trashed"); trashed != nil {
		f.Trashed = *trashed
	}
	if utf8.RuneCountInString(q.Query) > 500 || len(strings.Fields(q.Query)) > 20 {
		p.Add("q", "Search for at most 20 words.")
	}
	return f, p.Err()
}

func listClients(v *visit.Visit, in *clientQuery) (*page[Client], error) {
	filter, err := in.filter()
	if err != nil {
		return nil, err
	}
	found, err := v.Scope.Clients(v.Ctx(), filter)
	if err != nil {
		return nil, err
	}
	items := make([]Client, len(found.Items))
	for i, client := range found.Items {
		items[i] = clientOf(client)
	}
	return pageOf(v, items, found.Total, found.Next), nil
}

func addClient(v *visit.Visit, in *addingClient) (*created[Client], error) {
	return newClient(v)(v.Scope.AddClient(v.Ctx(), domain.ClientInput(in.Body)))
}

func addedClient(v *visit.Visit, _ *addingClient, earlier domain.Earlier) (*created[Client], error) {
	return newClient(v)(v.Scope.Client(v.Ctx(), earlier.AddedText("client")))
}

func newClient(v *visit.Visit) func(domain.Client, error) (*created[Client], error) {
	return func(client domain.Client, err error) (*created[Client], error) {
		if err != nil {
			return nil, err
		}
		return &created[Client]{Location: v.URL(Prefix + "/clients/" + client.ID), ETag: quoted(client.Version()), Body: clientOf(client)}, nil
	}
}

func getClient(v *visit.Visit, in *OnClient) (*object[Client], error) {
	return clientObject(v.Scope.Client(v.Ctx(), in.ID))
}

func putClient(v *visit.Visit, in *replacingClient) (*object[Client], error) {
	return in.change(v, func(domain.ClientInput) (domain.ClientInput, error) { return domain.ClientInput(in.Body), nil })
}

func patchClient(v *visit.Visit, in *patchingClient) (*object[Client], error) {
	return in.change(v, in.Body.over)
}

func (c ChangingClient) change(v *visit.Visit, change func(domain.ClientInput) (domain.ClientInput, error)) (*object[Client], error) {
	version, err := c.version(c.now(v))
	if err != nil {
		return nil, err
	}
	return clientObject(v.Scope.UpdateClient(v.Ctx(), c.ID, version, change))
}

func deleteClient(v *visit.Visit, in *ChangingClient) (*none, error) {
	version, err := in.version(in.now(v))
	if err != nil {
		return nil, err
	}
	return &none{}, v.Scope.DeleteClient(v.Ctx(), in.ID, version)
}

func restoreClient(v *visit.Visit, in *OnClient) (*object[Client], error) {
	return clientObject(v.Scope.RestoreClient(v.Ctx(), in.ID))
}

// restoredClient answers again with the client as it is now.
func restoredClient(v *visit.Visit, in *OnClient, _ domain.Earlier) (*object[Client], error) {
	return getClient(v, in)
}

// now reads the version that the client has now.
func (c OnClient) now(v *visit.Visit) func() (string, error) {
	return func() (string, error) {
		client, err := v.Scope.Client(v.Ctx(), c.ID)
		return client.Version(), err
	}
}

func clientObject(client domain.Client, err error) (*object[Client], error) {
	if err != nil {
		return nil, err
	}
	return &object[Client]{ETag: quoted(client.Version()), Body: clientOf(client)}, nil
}
