package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"mddash/domain"
	"mddash/handlers/visit"
	"mddash/views"
	"mddash/views/ui"
)

const (
	// trashShown is a page of one kind; of all kinds together each shows trashEach at most.
	trashShown = 50
	trashEach  = 15
	// trashAtOnce is how many things of a kind one request deletes for good at most.
	trashAtOnce = 500
)

// bin is what the trash has to know of a kind.
type bin struct {
	list func(v *visit.Visit, limit int, after string) (items []views.TrashItem, next string, err error)
	// restore gives the name of what came back; purge is nil for what is only purged by time.
	restore func(v *visit.Visit, id string) (string, error)
	purge   func(v *visit.Visit, id string) error
}

// ShowTrash is what the caller can bring back, of one kind or of all.
func (s *Site) ShowTrash(v *visit.Visit) error {
	page, err := trashPage(v, v.QueryParam("kind"), v.QueryParam("after"))
	if err != nil {
		return err
	}
	return s.show(v, http.StatusOK, views.Trash(page))
}

func trashPage(v *visit.Visit, kind, after string) (views.TrashPage, error) {
	page := views.TrashPage{Kind: kind, Kinds: trashKinds(v), Now: local(v)}
	bins := binsOf(v)
	if kind != "" {
		if !hasKind(page.Kinds, kind) {
			return page, domain.Fail(domain.NotFound, "There is no such trash.")
		}
		var err error
		page.Items, page.Next, err = bins[kind].list(v, trashShown, after)
		if domain.KindOf(err) == domain.Invalid && after != "" {
			page.Items, page.Next, err = bins[kind].list(v, trashShown, "") // a cursor of another list
		}
		return page, err
	}
	for _, one := range page.Kinds {
		items, next, err := bins[one.Value].list(v, trashEach, "")
		if err != nil {
			return page, err
		}
		page.Items, page.More = append(page.Items, items...), page.More || next != ""
	}
	slices.SortStableFunc(page.Items, func(a, b views.TrashItem) int { return b.DeletedAt.Compare(a.DeletedAt) })
	return page, nil
}

// trashKinds are those that the caller can have something of: clients and time are the staff's.
func trashKinds(v *visit.Visit) []ui.Option {
	return slices.DeleteFunc(views.TrashKinds(v.Ctx()), func(o ui.Option) bool {
		return !v.User.IsStaff() && (o.Value == views.TrashClients || o.Value == views.TrashTime)
	})
}

func hasKind(kinds []ui.Option, kind string) bool {
	return slices.ContainsFunc(kinds, func(o ui.Option) bool { return o.Value == kind })
}

// trashed is the kind and the id that a form is about. What is none is NotFound.
func trashed(v *visit.Visit) (bin, string, error) {
	form := v.Fields()
	if !hasKind(trashKinds(v), form.Get("kind")) || !domain.IsText(form.Get("id")) {
		return bin{}, "", domain.Fail(domain.NotFound, "There is no such thing in the trash.")
	}
	return binsOf(v)[form.Get("kind")], form.Get("id"), nil
}

// RestoreTrashed brings one thing back, with what went with it.
func (s *Site) RestoreTrashed(v *visit.Visit) error {
	of, id, err := trashed(v)
	if err != nil {
		return err
	}
	name, err := of.restore(v, id)
	if err != nil {
		return s.trashRefused(v, err)
	}
	v.ToastTo(v.T("%s restored", named(v, name)), v.Scope.Batch(), v.T("Open"), restoredPath(v.Fields().Get("kind"), id))
	return v.To(views.TrashPath(trashTab(v), ""))
}

// trashTab is the kind that the page shows which a form was on.
func trashTab(v *visit.Visit) string {
	if tab := v.Fields().Get("tab"); hasKind(trashKinds(v), tab) {
		return tab
	}
	return ""
}

// restoredPath leads to what came back.
func restoredPath(kind, id string) string {
	switch kind {
	case views.TrashFiles:
		return "/attachments/" + id
	case views.TrashTime:
		return "/reports"
	case views.TrashFilters:
		return "/todos?view=filter&id=" + id
	case views.TrashCalendars:
		return "/calendars"
	}
	return "/" + kind + "/" + id
}

// PurgeTrashed deletes one thing for good.
func (s *Site) PurgeTrashed(v *visit.Visit) error {
	of, id, err := trashed(v)
	if err == nil && of.purge == nil {
		err = domain.Fail(domain.Conflict, "Time that was logged goes by itself.")
	}
	if err != nil {
		return err
	}
	if err := of.purge(v, id); err != nil {
		return s.trashRefused(v, err)
	}
	v.Toast(v.T("Deleted for good"), "")
	return v.To(views.TrashPath(trashTab(v), ""))
}

// trashRefused says in a message why something could not be done. What the caller may not do stays an error.
func (s *Site) trashRefused(v *visit.Visit, err error) error {
	message, _, _, ok := said(v, err)
	if !ok || domain.KindOf(err) == domain.Denied {
		return err
	}
	v.BadToast(message)
	return v.To(views.TrashPath(trashTab(v), ""))
}

// AskToEmptyTrash asks, since nothing brings it back.
func (s *Site) AskToEmptyTrash(v *visit.Visit) error {
	page := views.TrashPage{Kind: v.QueryParam("kind")}
	if page.Kind != "" && !hasKind(trashKinds(v), page.Kind) {
		return domain.Fail(domain.NotFound, "There is no such trash.")
	}
	if v.Partial() {
		return s.showPieces(v, http.StatusOK, views.EmptyTrashDialog(page))
	}
	return s.show(v, http.StatusOK, views.EmptyTrash(page))
}

// EmptyTrash deletes for good what the trash shows, of one kind or of all. What others decide about stays, as does a client
// that a project is for.
func (s *Site) EmptyTrash(v *visit.Visit) error {
	kind := v.Fields().Get("kind")
	kinds := trashKinds(v)
	if kind != "" && !hasKind(kinds, kind) {
		return domain.Fail(domain.NotFound, "There is no such trash.")
	}
	gone, kept := 0, 0
	for _, one := range kinds {
		if kind != "" && one.Value != kind {
			continue
		}
		purged, left, err := emptyBin(v, binsOf(v)[one.Value])
		if err != nil {
			return err
		}
		gone, kept = gone+purged, kept+left
	}
	words := v.T("%s deleted for good", views.Plural(gone, v.T("thing"), v.T("things")))
	if kept > 0 {
		words += v.T(", %s stay", strconv.Itoa(kept))
	}
	v.Toast(words, "")
	return v.To(views.TrashPath(kind, ""))
}

func emptyBin(v *visit.Visit, of bin) (gone, kept int, err error) {
	if of.purge == nil {
		return 0, 0, nil
	}
	after := ""
	for gone+kept < trashAtOnce {
		items, next, err := of.list(v, trashShown, after)
		if err != nil {
			return gone, kept, err
		}
		for _, item := range items {
			switch err := of.purge(v, item.ID); domain.KindOf(err) {
			case domain.Denied, domain.Conflict, domain.NotFound:
				kept++
			default:
				if err != nil {
					return gone, kept, err
				}
				gone++
			}
		}
		if next == "" {
			break
		}
		after = next
	}
	return gone, kept, nil
}

// numbered makes an act on a numbered thing one on its id as text. What is no number is NotFound.
func numbered[T any](act func(v *visit.Visit, id int64) (T, error)) func(*visit.Visit, string) (T, error) {
	return func(v *visit.Visit, text string) (T, error) {
		id, err := strconv.ParseInt(strings.TrimSpace(text), 10, 64)
		if err != nil || id <= 0 {
			var none T
			return none, domain.Fail(domain.NotFound, "There is no such thing in the trash.")
		}
		return act(v, id)
	}
}
