// Package handlers puts every route of the program into one list, each with who may use it.
package handlers

import (
	"io/fs"
	"net/http"
	"slices"
	"sort"

	"github.com/labstack/echo/v4"

	"mddash/handlers/api"
	"mddash/handlers/assets"
	"mddash/handlers/dav"
	"mddash/handlers/visit"
	"mddash/handlers/web"
)

// Options are what the program is put together from.
type Options struct {
	Doors   *visit.Doors
	Static  fs.FS // css/, js/, and vendor/ where it was built
	Version string
	Dev     bool // show what only those who build mddash need
}

// App is the program as it answers requests.
type App struct {
	echo   *echo.Echo
	pages  []Route
	assets *assets.Assets
	doors  *visit.Doors
}

// Route is one page or form: its address, who may use it, and what does the work.
type Route struct {
	Method, Path string
	Door         visit.Door
	Serve        func(*visit.Visit) error
}

const (
	get  = http.MethodGet
	post = http.MethodPost
)

// routes are all pages and forms. What changes something is a POST.
func routes(s *web.Site) []Route {
	return slices.Concat(gateRoutes(s), browserRoutes(s), webhookRoutes(s), todoRoutes(s), filterRoutes(s), trashRoutes(s), projectRoutes(s), peopleRoutes(s), clientRoutes(s), decisionRoutes(s), noteRoutes(s), eventRoutes(s), sharingRoutes(s), attachmentRoutes(s), reportRoutes(s), settingsRoutes(s), dataRoutes(s), accountRoutes(s), adminRoutes(s), backupRoutes(s), operationRoutes(s), liveRoutes(s), inboxRoutes(s))
}

func gateRoutes(s *web.Site) []Route {
	return []Route{
		{get, "/healthz", visit.Anyone, s.ShowHealth},
		{get, "/readyz", visit.Anyone, s.ShowReady},
		{get, visit.MetricsPath, visit.Anyone, s.ShowMetrics},
		{get, "/robots.txt", visit.Anyone, s.ShowRobots},

		{get, "/signup", visit.Anyone, s.ShowSignUp},
		{post, "/signup", visit.Anyone, s.SignUp},
		{get, "/signin", visit.Anyone, s.ShowSignIn},
		{post, "/signin", visit.Anyone, s.SignIn},
		{get, "/signin/code", visit.Anyone, s.ShowSecondStep},
		{post, "/signin/code", visit.Anyone, s.TakeSecondStep},
		{post, "/signin/code/removal", visit.Anyone, s.LeaveSecondStep},
		{post, "/signin/passkey/challenge", visit.Anyone, s.AskPasskey},
		{post, "/signin/passkey", visit.Anyone, s.SignInByPasskey},
		{post, "/signout", visit.Anyone, s.SignOut},
		{get, "/forgot", visit.Anyone, s.ShowForgot},
		{post, "/forgot", visit.Anyone, s.Forgot},
		{get, "/reset", visit.Anyone, s.ShowReset},
		{post, "/reset", visit.Anyone, s.Reset},
		{get, "/invite/:token", visit.Anyone, s.ShowInvite},
		{post, "/invite/:token", visit.Anyone, s.AcceptInvite},
	}
}

func todoRoutes(s *web.Site) []Route {
	return []Route{
		{get, "/", visit.User, s.ShowHome},
		{post, "/undo", visit.User, s.UndoLast},
		{post, "/undo/:batch", visit.User, s.Undo},

		{get, "/todos", visit.User, s.ShowTodos},
		{post, "/todos", visit.User, s.AddTodo},
		{get, "/todos/new", visit.User, s.ShowNewTodos},
		{post, "/todos/new", visit.User, s.AddTodos},
		{post, "/todos/understood", visit.User, s.ShowUnderstood},
		{post, "/todos/bulk", visit.User, s.ChangeTodos},
		{post, "/todos/overdue", visit.User, s.MoveOverdue},
		{get, "/todos/:id", visit.User, s.ShowTodo},
		{get, "/todos/:id/edit", visit.User, s.EditTodo},
		{post, "/todos/:id/edit", visit.User, s.SaveTodo},
		{post, "/todos/:id/completion", visit.User, s.CompleteTodo},
		{post, "/todos/:id/position", visit.User, s.MoveTodo},
		{post, "/todos/:id/dates", visit.User, s.SetDates},
		{get, "/todos/:id/place", visit.User, s.ShowPlace},
		{post, "/todos/:id/place", visit.User, s.PlaceCard},
		{get, "/todos/:id/blockers", visit.User, s.ShowBlockers},
		{post, "/todos/:id/blockers", visit.User, s.AddBlocker},
		{post, "/todos/:id/blockers/:other/removal", visit.User, s.RemoveBlocker},
		{post, "/todos/:id/watching", visit.User, s.WatchTodo},
		{get, "/todos/:id/parent", visit.User, s.ShowParent},
		{post, "/todos/:id/parent", visit.User, s.SetParent},
		{post, "/todos/:id/copy", visit.User, s.CopyTodo},
		{post, "/todos/:id/removal", visit.User, s.DeleteTodo},
		{post, "/todos/:id/restoration", visit.User, s.RestoreTodo},
		{post, "/todos/:id/purge", visit.User, s.PurgeTodo},
		{post, "/todos/:id/timer", visit.User, s.RunTimer},
		{get, "/todos/:id/time", visit.User, s.ShowNewTime},
		{post, "/todos/:id/time", visit.User, s.AddTime},
		{get, "/todos/:id/time/:entry/edit", visit.User, s.EditTime},
		{post, "/todos/:id/time/:entry/edit", visit.User, s.SaveTime},
		{post, "/todos/:id/time/:entry/removal", visit.User, s.DeleteTime},
		{post, "/todos/:id/steps", visit.User, s.AddStep},
		{post, "/todos/:id/comments", visit.User, s.AddComment},
		{get, "/todos/:id/comments/:comment/edit", visit.User, s.EditComment},
		{post, "/todos/:id/comments/:comment/edit", visit.User, s.SaveComment},
		{post, "/todos/:id/comments/:comment/removal", visit.User, s.DeleteComment},
	}
}

func projectRoutes(s *web.Site) []Route {
	return []Route{
		{get, "/projects", visit.User, s.ShowProjects},
		{post, "/projects", visit.User, s.AddProject},
		{get, "/projects/new", visit.User, s.ShowNewProject},
		{get, "/projects/:id", visit.User, s.ShowProject},
		{post, "/projects/:id/edit", visit.User, s.SaveProject},
		{get, "/projects/:id/copy", visit.User, s.ShowCopyProject},
		{post, "/projects/:id/copy", visit.User, s.CopyProject},
		{get, "/projects/:id/columns", visit.User, s.ShowColumns},
		{post, "/projects/:id/columns", visit.User, s.SaveColumns},
		{get, "/projects/:id/columns/removal", visit.User, s.AskToRemoveColumn},
		{post, "/projects/:id/columns/removal", visit.User, s.RemoveColumn},
		{post, "/projects/:id/pin", visit.User, s.PinProject},
		{post, "/projects/:id/archiving", visit.User, s.ArchiveProject},
		{get, "/projects/:id/removal", visit.User, s.AskToDeleteProject},
		{post, "/projects/:id/removal", visit.User, s.DeleteProject},
		{post, "/projects/:id/restoration", visit.User, s.RestoreProject},
		{post, "/projects/:id/purge", visit.User, s.PurgeProject},
	}
}

func decisionRoutes(s *web.Site) []Route {
	return []Route{
		{get, "/decisions", visit.User, s.ShowDecisions},
		{post, "/decisions", visit.User, s.AddDecision},
		{get, "/decisions/new", visit.User, s.ShowNewDecision},
		{get, "/decisions/:id", visit.User, s.ShowDecision},
		{get, "/decisions/:id/edit", visit.User, s.EditDecision},
		{post, "/decisions/:id/edit", visit.User, s.SaveDecision},
		{get, "/decisions/:id/outcome", visit.User, s.ShowOutcome},
		{post, "/decisions/:id/outcome", visit.User, s.Decide},
		{post, "/decisions/:id/status", visit.User, s.SetDecisionStatus},
		{post, "/decisions/:id/removal", visit.User, s.DeleteDecision},
		{post, "/decisions/:id/restoration", visit.User, s.RestoreDecision},
		{post, "/decisions/:id/purge", visit.User, s.PurgeDecision},

		{get, "/p/:reference", visit.User, s.ShowReference},
		{get, "/search", visit.User, s.ShowSearch},
		{get, "/palette", visit.User, s.ShowPalette},
		{get, "/complete", visit.User, s.Complete},
	}
}

func attachmentRoutes(s *web.Site) []Route {
	return []Route{
		{get, "/notes/:id/attachments", visit.User, s.ShowNoteAttachments},
		{post, "/notes/:id/attachments", visit.User, s.AttachToNote},
		{get, "/todos/:id/attachments", visit.User, s.ShowTodoAttachments},
		{post, "/todos/:id/attachments", visit.User, s.AttachToTodo},
		{get, "/projects/:id/attachments", visit.User, s.ShowProjectAttachments},
		{post, "/projects/:id/attachments", visit.User, s.AttachToProject},
		{get, "/attachments/:id", visit.User, s.ShowAttachment},
		{get, "/attachments/:id/thumb", visit.User, s.ShowThumb},
		{post, "/attachments/:id/removal", visit.User, s.DeleteAttachment},
		{post, "/attachments/:id/restoration", visit.User, s.RestoreAttachment},
		{post, "/attachments/:id/purge", visit.User, s.PurgeAttachment},
	}
}

func noteRoutes(s *web.Site) []Route {
	return []Route{
		{get, "/notes", visit.User, s.ShowNotes},
		{post, "/notes", visit.User, s.AddNote},
		{get, "/notes/new", visit.User, s.ShowNewNote},
		{post, "/notes/preview", visit.User, s.PreviewNote},
		{post, "/notes/text", visit.User, s.StartNote},
		{post, "/notes/:id/text", visit.User, s.TypeNote},
		{get, "/notes/:id", visit.User, s.ShowNote},
		{get, "/notes/:id/edit", visit.User, s.EditNote},
		{post, "/notes/:id/edit", visit.User, s.SaveNote},
		{post, "/notes/:id/marks", visit.User, s.MarkNote},
		{get, "/notes/:id/text.md", visit.User, s.ExportNoteText},
		{get, "/notes/:id/page.html", visit.User, s.ExportNoteHTML},
		{post, "/notes/:id/ticks", visit.User, s.TickNote},
		{get, "/notes/:id/details", visit.User, s.EditNoteDetails},
		{post, "/notes/:id/details", visit.User, s.SaveNoteDetails},
		{get, "/notes/:id/versions", visit.User, s.ShowNoteVersions},
		{get, "/notes/:id/versions/:revision", visit.User, s.ShowNoteVersion},
		{post, "/notes/:id/versions/:revision/restoration", visit.User, s.RestoreNoteVersion},
		{post, "/notes/:id/removal", visit.User, s.DeleteNote},
		{post, "/notes/:id/restoration", visit.User, s.RestoreNote},
		{post, "/notes/:id/purge", visit.User, s.PurgeNote},
	}
}

func sharingRoutes(s *web.Site) []Route {
	return []Route{
		{get, "/notes/:id/sharing", visit.User, s.ShowSharing},
		{post, "/notes/:id/sharing", visit.User, s.ShareNote},
		{post, "/notes/:id/sharing/people/:share/permission", visit.User, s.SetPermission},
		{post, "/notes/:id/sharing/people/:share/removal", visit.User, s.UnshareNote},
		{post, "/notes/:id/sharing/link", visit.User, s.PublishNote},
		{post, "/notes/:id/sharing/link/removal", visit.User, s.UnpublishNote},
		{post, "/notes/:id/leaving", visit.User, s.LeaveNote},
		{get, "/s/:token", visit.Anyone, s.ShowPublic},
		{post, "/s/:token", visit.Anyone, s.OpenPublic},
		{get, "/s/:token/attachments/:id", visit.Anyone, s.ShowPublicFile},
		{get, "/s/:token/attachments/:id/thumb", visit.Anyone, s.ShowPublicThumb},
	}
}

func peopleRoutes(s *web.Site) []Route {
	return []Route{
		{post, "/projects/:id/people", visit.User, s.AddPerson},
		{post, "/projects/:id/people/:user/role", visit.User, s.SetPersonRole},
		{post, "/projects/:id/people/:user/removal", visit.User, s.RemovePerson},
		{post, "/projects/:id/leaving", visit.User, s.LeaveProject},
		{post, "/projects/:id/owner", visit.User, s.HandOver},
		{post, "/projects/:id/rates", visit.User, s.SaveRates},
	}
}

func clientRoutes(s *web.Site) []Route {
	return []Route{
		{get, "/clients", visit.User, s.ShowClients},
		{post, "/clients", visit.User, s.AddClient},
		{get, "/clients/new", visit.User, s.ShowNewClient},
		{get, "/clients/:id", visit.User, s.ShowClient},
		{get, "/clients/:id/edit", visit.User, s.EditClient},
		{post, "/clients/:id/edit", visit.User, s.SaveClient},
		{post, "/clients/:id/archiving", visit.User, s.ArchiveClient},
		{post, "/clients/:id/removal", visit.User, s.DeleteClient},
		{post, "/clients/:id/restoration", visit.User, s.RestoreClient},
		{post, "/clients/:id/purge", visit.User, s.PurgeClient},
	}
}

func reportRoutes(s *web.Site) []Route {
	return []Route{
		{post, "/timer/end", visit.User, s.EndTimer},
		{get, "/reports", visit.User, s.ShowReports},
		{get, "/reports/time.csv", visit.User, s.DownloadReport},
	}
}

func settingsRoutes(s *web.Site) []Route {
	return []Route{
		{get, "/settings", visit.User, s.ShowSettings},
		{get, "/settings/profile", visit.User, s.ShowProfile},
		{post, "/settings/profile", visit.User, s.SaveProfile},
		{get, "/settings/appearance", visit.User, s.ShowAppearance},
		{post, "/settings/appearance", visit.User, s.SaveAppearance},
		{post, "/settings/theme", visit.User, s.SaveTheme},
		{post, "/settings/timezone", visit.User, s.SaveZone},
		{get, "/settings/calendars", visit.User, s.ShowCalendarAddresses},
		{post, "/settings/feeds", visit.User, s.AddFeed},
		{post, "/settings/feeds/:id/edit", visit.User, s.SaveFeed},
		{post, "/settings/feeds/:id/renewal", visit.User, s.RenewFeed},
		{post, "/settings/feeds/:id/removal", visit.User, s.RemoveFeed},
		{get, "/settings/subscriptions/new", visit.User, s.ShowNewSubscription},
		{post, "/settings/subscriptions", visit.User, s.AddSubscription},
		{get, "/settings/subscriptions/:id", visit.User, s.ShowSubscription},
		{post, "/settings/subscriptions/:id/edit", visit.User, s.SaveSubscription},
		{post, "/settings/subscriptions/:id/refresh", visit.User, s.RefreshSubscription},
		{post, "/settings/subscriptions/:id/removal", visit.User, s.RemoveSubscription},
		{get, "/settings/security", visit.User, s.ShowSecurity},
		{get, "/settings/password", visit.User, s.ShowPassword},
		{post, "/settings/password", visit.User, s.ChangePassword},
		{post, "/settings/logins/end", visit.User, s.EndOtherLogins},
		{post, "/settings/logins/:id/end", visit.User, s.EndLogin},
		{get, "/settings/tokens", visit.User, s.ShowNewToken},
		{post, "/settings/tokens", visit.User, s.AddToken},
		{post, "/settings/tokens/:id/revocation", visit.User, s.RevokeToken},
	}
}

func adminRoutes(s *web.Site) []Route {
	return []Route{
		{get, "/admin", visit.Admin, s.ShowAdmin},
		{get, "/admin/users", visit.Admin, s.ShowUsers},
		{post, "/admin/users/:id/role", visit.Admin, s.SetRole},
		{post, "/admin/users/:id/access", visit.Admin, s.SetAccess},
		{get, "/admin/invites", visit.Admin, s.ShowNewInvite},
		{post, "/admin/invites", visit.Admin, s.AddInvite},
		{post, "/admin/invites/:id/revocation", visit.Admin, s.RevokeInvite},
	}
}

// davRoutes are what programs use that keep a copy of calendars and todos. Anybody may ask what the server can do.
func davRoutes(s *dav.Server) []Route {
	const bare, under, below = visit.DAVPrefix, visit.DAVPrefix + "/", visit.DAVPrefix + "/*"
	routes := []Route{
		{http.MethodOptions, "/", visit.Anyone, s.Options},
		{"PROPFIND", "/", visit.Program, s.Serve},
	}
	for _, method := range []string{get, "PROPFIND", "PROPPATCH", "REPORT", http.MethodOptions} {
		routes = append(routes, Route{method, "/.well-known/caldav", visit.Anyone, s.Redirect})
	}
	for _, path := range []string{bare, under, below} {
		routes = append(routes, Route{http.MethodOptions, path, visit.Anyone, s.Options})
		for _, method := range dav.Methods() {
			routes = append(routes, Route{method, path, visit.Program, s.Serve})
		}
	}
	return routes
}

// New puts the program together.
func New(o Options) (*App, error) {
	files, err := assets.New(o.Static)
	if err != nil {
		return nil, err
	}
	site := web.New(web.Options{Assets: files, Version: o.Version, Dev: o.Dev})
	a := &App{echo: echo.New(), pages: routes(site), assets: files, doors: o.Doors}
	if o.Dev {
		a.pages = append(a.pages, Route{get, "/gallery", visit.User, site.ShowGallery})
	}
	o.Doors.ShowErrorsWith(site.ShowProblem)
	o.Doors.Guard(a.echo)
	for _, page := range a.pages {
		a.mount(page.Method, page.Path, o.Doors.Through(page.Door, page.Serve))
	}
	for _, route := range davRoutes(dav.New()) {
		a.mount(route.Method, route.Path, o.Doors.Through(route.Door, route.Serve))
	}
	a.mount(get, assets.Prefix+"*", echo.WrapHandler(files))
	api.Mount(a.echo, o.Doors, files)
	return a, nil
}

// mount answers HEAD wherever GET is answered.
func (a *App) mount(method, path string, serve echo.HandlerFunc) {
	a.echo.Add(method, path, serve)
	if method == get {
		a.echo.Add(http.MethodHead, path, serve)
	}
}

// ServeHTTP answers one request.
func (a *App) ServeHTTP(w http.ResponseWriter, r *http.Request) { a.echo.ServeHTTP(w, r) }

// Drain makes a server that stops soon say that it is not ready, and close each connection with its next answer, so that
// a proxy turns to another one before this one is gone.
func (a *App) Drain() { a.doors.Drain() }

// StopStreams ends what would go on for as long as browsers have pages open. A server that stops calls it first.
func (a *App) StopStreams() { a.doors.StopStreams() }

// Pages lists the routes of pages and forms.
func (a *App) Pages() []Route { return a.pages }

// Addresses lists everything that is answered, as "METHOD /path".
func (a *App) Addresses() []string {
	list := []string{}
	for _, route := range a.echo.Routes() {
		list = append(list, route.Method+" "+route.Path)
	}
	sort.Strings(list)
	return list
}

// Missing lists the files of the front end that this binary was built without.
func (a *App) Missing() []string { return a.assets.Missing() }
