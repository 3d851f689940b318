package web_test

import (
	"fmt"
	"testing"

	"mddash/handlers/apptest"
)

func TestDependenciesAreAddedAndRemovedInThePanel(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	website := project(t, app, "ann", "Website relaunch")
	wording, build := dated(t, app, "ann", website.ID, "Copy", "", "2026-05-22"), dated(t, app, "ann", website.ID, "Build", "", "")
	errand := add(t, app, "ann", "Buy paper")
	in := fmt.Sprintf("?in=list&project=%d", website.ID)
	panel := at(build, in)
	ann.Get(panel).Want(200, "Dependencies", at(build, "/blockers"))
	ann.Get(at(build, "/blockers"+in)).Want(200, "Add a dependency", website.Key+"-"+id(wording), "Copy").WantNot("Buy paper", `value="`+id(build)+`"`)
	ann.HTMX().Get(at(build, "/blockers"+in)).Want(200, "Copy").WantNot("<main")
	for _, words := range []string{"paper", id(errand)} {
		ann.Get(at(build, "/blockers"+in+"&words="+words)).Want(200, "Buy paper", "checked").WantNot(">Copy<")
	}
	ann.Get(at(build, "/blockers"+in+"&words="+website.Key+"-"+id(wording))).Want(200, ">Copy<")
	ann.Get(at(build, "/blockers"+in+"&words=nobody+has+this")).Want(200, "Nothing else is called so")
	ann.Post(at(build, "/blockers"+in), apptest.Form("side", "blocker")).Want(422, "Choose a todo.")
	ann.Post(at(build, "/blockers"+in), apptest.Form("side", "blocker", "other_id", id(wording))).WantTo(panel).
		Follow().Want(200, "“Build” is blocked by “Copy”", "Undo", "Blocked by", "made it wait for "+website.Key+"-"+id(wording)+" “Copy”")
	ann.Get(at(wording, in)).Want(200, "<h3 class=\"muted small\">Blocks</h3>", "Build", "made it block "+website.Key+"-"+id(build))
	ann.Post(at(build, "/blockers"+in), apptest.Form("side", "blocks", "other_id", id(wording), "words", "copy")).Want(409, "They would wait for each other.", `value="copy"`)
	ann.HTMX().Post(at(build, "/blockers"+in), apptest.Form("side", "blocks", "other_id", id(errand))).Want(200, "“Buy paper” is blocked by “Build”")
	ann.Get("/todos?view=all").Want(200, "Blocked by 1 open todo")
	ann.Post(at(build, "/completion"+in), apptest.Form("done", "true")).Follow().Want(200, "“Build” completed, though it is blocked by 1 open todo")
	ann.Post(at(build, "/completion"+in), apptest.Form("done", "false"))
	ann.Post(at(build, "/place?in=board&project="+fmt.Sprint(website.ID)), apptest.Form("status", "done")).Follow().Want(200, "“Build” moved to Done, though it is blocked by 1 open todo")
	ann.Post(at(build, "/blockers/"+id(errand)+"/removal"+in), apptest.Form("side", "blocks")).WantTo(panel).Follow().Want(200, "“Buy paper” is no longer blocked by “Build”")
	ann.Post(at(build, "/blockers/"+id(wording)+"/removal"+in), apptest.Form("side", "blocker")).Follow().Want(200, "let it no longer wait for").WantNot("Blocked by</h3>")
	ann.Post(at(build, "/blockers/"+id(wording)+"/removal"+in), apptest.Form("side", "blocker")).Want(404)
}

func TestNobodyLearnsOfDependenciesOnWhatTheyDoNotSee(t *testing.T) {
	app := apptest.New(t)
	ann, ben := app.As("ann"), app.As("ben")
	open, hidden := project(t, app, "ann", "Open"), project(t, app, "ann", "Hidden")
	app.SQL(`UPDATE projects SET visibility = 'private' WHERE id = ?`, hidden.ID)
	seen, secret := dated(t, app, "ann", open.ID, "Seen", "2026-05-20", "2026-05-22"), dated(t, app, "ann", hidden.ID, "Hush", "", "2026-06-22")
	dependsOn(t, app, "ann", seen, secret)
	mine := add(t, app, "ben", "Mine")
	ann.Get(at(seen, "")).Want(200, "Hush")
	for _, path := range []string{at(seen, ""), at(mine, "/blockers?words=Hush"), at(mine, "/blockers?words="+id(secret)), at(mine, "/blockers?words="+hidden.Key+"-"+id(secret)), fmt.Sprintf("/projects/%d?view=timeline", open.ID), fmt.Sprintf("/projects/%d?view=list", open.ID)} {
		ben.Get(path).Want(200).WantNot("Hush<", "Blocked by 1", "made it wait", "begins before", hidden.Key+"-"+id(secret)+"<")
	}
	ben.Get(at(seen, "/blockers")).Want(403)
	ben.Post(at(seen, "/blockers"), apptest.Form("side", "blocker", "other_id", id(mine))).Want(403)
	ben.HTMX().Post(at(mine, "/blockers"), apptest.Form("side", "blocker", "other_id", id(secret))).Want(404)
	ben.HTMX().Post(at(mine, "/blockers"), apptest.Form("side", "blocker", "other_id", "424242")).Want(404)
	ben.HTMX().Post(at(seen, "/blockers/"+id(secret)+"/removal"), apptest.Form("side", "blocker")).Want(404)
	ben.Get(at(secret, "/blockers")).Want(404)
	ben.Post(at(secret, "/watching"), apptest.Form("on", "true")).Want(404)
}

func TestWhoSeesATodoWatchesIt(t *testing.T) {
	app := apptest.New(t)
	ann, ben := app.As("ann"), app.As("ben")
	open := project(t, app, "ann", "Open")
	todo := dated(t, app, "ann", open.ID, "Seen", "", "")
	ben.Get(at(todo, "")).Want(200, `aria-pressed="false"`).WantNot("Watched by")
	ben.Post(at(todo, "/watching"), apptest.Form("on", "true")).WantTo(at(todo, "")).Follow().Want(200, "You watch “Seen”", `aria-pressed="true"`, "Watched by")
	ann.Get(at(todo, "")).Want(200, "Watched by", `aria-pressed="false"`)
	ben.HTMX().Post(at(todo, "/watching"), apptest.Form("on", "false")).Want(200, "You no longer watch “Seen”").WantNot("Watched by")
}
