package web

import (
	"net/http"

	"mddash/domain"
	"mddash/handlers/visit"
	"mddash/views"
)

// clientsShown is a page of the list of clients.
const clientsShown = 60

// staffOnly is nil for staff: to other people there are no clients.
func staffOnly(v *visit.Visit) error {
	if !v.User.IsStaff() {
		return domain.Fail(domain.NotFound, "There is no such page.")
	}
	return nil
}

// ShowClients is the list of clients, or of those in the trash.
func (s *Site) ShowClients(v *visit.Visit) error {
	if err := staffOnly(v); err != nil {
		return err
	}
	page := views.ClientsPage{At: views.ClientsAtQuery(v.QueryParams()), Now: local(v)}
	filter := page.At.Filter()
	filter.Limit = clientsShown
	list, err := v.Scope.Clients(v.Ctx(), filter)
	if domain.KindOf(err) == domain.Invalid && page.At.After != "" {
		// A cursor of another list, or of an older version: begin at the beginning.
		page.At.After, filter.Cursor = "", ""
		list, err = v.Scope.Clients(v.Ctx(), filter)
	}
	if err != nil {
		return err
	}
	page.Items, page.Next = list.Items, list.Next
	var ids []string
	for _, client := range page.Items {
		ids = append(ids, client.ID)
	}
	if page.Work, err = v.Scope.ClientWork(v.Ctx(), ids); err != nil {
		return err
	}
	return s.show(v, http.StatusOK, views.Clients(page))
}

// ShowNewClient is the form of a new client.
func (s *Site) ShowNewClient(v *visit.Visit) error {
	if err := staffOnly(v); err != nil {
		return err
	}
	return s.show(v, http.StatusOK, views.ClientEdit(views.ClientForm{ClientFields: views.ClientFields{CompanyName: begunWith(v, "company_name")}}))
}

// AddClient makes a client of the form.
func (s *Site) AddClient(v *visit.Visit) error {
	if err := staffOnly(v); err != nil {
		return err
	}
	fields := views.TypedClient(v.Fields())
	client, err := v.Scope.AddClient(v.Ctx(), fields.Over(domain.ClientInput{}))
	if message, problems, status, ok := said(v, err); err != nil && ok {
		return s.show(v, status, views.ClientEdit(views.ClientForm{ClientFields: fields, Message: message, Errors: problems}))
	}
	if err != nil {
		return err
	}
	v.Toast(v.T("%s added", named(v, client.CompanyName)), v.Scope.Batch())
	return v.To(savedClient(v, client))
}

// savedClient is where a saved form leads: to the client, or to its form again for one person more.
func savedClient(v *visit.Visit, client domain.Client) string {
	if v.Fields().Get("then") == "edit" {
		return views.ClientPath(client.ID) + "/edit#contacts"
	}
	return views.ClientPath(client.ID)
}
