package dav_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"mddash/domain"
	"mddash/handlers/apptest"
	"mddash/store"
	"mddash/store/storetest"
)

// steps is a list of todos that somebody's phone writes steps to.
type steps struct {
	phone
	app  *apptest.App
	name string
	at   string

	projectID int64
}

// eachSteps runs a test with ann's own todos on each database.
func eachSteps(t *testing.T, run func(t *testing.T, s steps)) {
	begin := func(database func(testing.TB) string) func(*testing.T) {
		return func(t *testing.T) {
			app := apptest.New(t, func(o *apptest.Options) { o.Database, o.Settings.RateLimits = database(t), false })
			p := phoneOf(t, app, "ann")
			run(t, steps{p, app, "ann", p.home + "todos/", 0})
		}
	}
	t.Run("sqlite", begin(func(t testing.TB) string { return storetest.SQLite(t) }))
	t.Run("postgres", begin(storetest.Postgres))
}

// in is the list of another, of a project.
func (s steps) in(projectID int64) steps {
	s.at, s.projectID = fmt.Sprint(s.home, "project-", projectID, "/"), projectID
	return s
}

// of is the same list as somebody else's phone reaches it.
func (s steps) of(name string) steps {
	p := phoneOf(s.t, s.app, name)
	return steps{p, s.app, name, p.home + strings.TrimPrefix(s.at, s.home), s.projectID}
}

func (s steps) project(name string) int64 {
	s.t.Helper()
	project, err := s.app.Scope(s.name).AddProject(s.t.Context(), domain.ProjectInput{Name: name})
	if err != nil {
		s.t.Fatal(err)
	}
	return project.ID
}

// write puts a todo with lines beside those that it always has.
func (s steps) write(uid string, lines ...string) *apptest.Answer {
	s.t.Helper()
	return s.put(s.at+uid+".ics", calendar("VTODO", uid, append([]string{"SUMMARY:" + uid}, lines...)...))
}

// token is what to ask with for what changes from now on.
func (s steps) token() string {
	s.t.Helper()
	return tokenPattern.FindStringSubmatch(s.find(s.at, "0", "<d:sync-token/>").Body)[1]
}

func under(uid string) string { return "RELATED-TO;RELTYPE=PARENT;X-PHONE=1:" + uid }

func (s steps) read(uid string) *apptest.Answer {
	s.t.Helper()
	return s.Get(s.at+uid+".ics").Want(http.StatusOK, "UID:"+uid)
}

// todo is one of somebody's by its title.
func (s steps) todo(title string) domain.Todo {
	s.t.Helper()
	page, err := s.app.Scope(s.name).Todos(s.t.Context(), domain.TodoFilter{Reach: domain.Visible, Limit: 200, ProjectID: s.projectID, NoProject: s.projectID == 0, Detail: true})
	if err != nil {
		s.t.Fatal(err)
	}
	for _, todo := range page.Items {
		if todo.Title == title {
			return todo
		}
	}
	s.t.Fatalf("there is no %s", title)
	return domain.Todo{}
}

// wantUnder tells whether one todo is a step of another, "" for none.
func (s steps) wantUnder(title, parent string) {
	s.t.Helper()
	want := int64(0)
	if parent != "" {
		want = s.todo(parent).ID
	}
	if got := s.todo(title).ParentID; got != want {
		s.t.Errorf("%s is under %d, want %d (%s)", title, got, want, parent)
	}
}

func TestStepsAndWhatTheyAreStepsOfComeInAnyOrder(t *testing.T) {
	eachSteps(t, func(t *testing.T, own steps) {
		parents := map[string]string{"top": "", "middle": "top", "bottom": "middle"}
		for i, order := range [][]string{
			{"top", "middle", "bottom"}, {"top", "bottom", "middle"}, {"middle", "top", "bottom"},
			{"middle", "bottom", "top"}, {"bottom", "top", "middle"}, {"bottom", "middle", "top"},
		} {
			for list, s := range map[string]steps{"own": own, "project": own.in(own.project(fmt.Sprint("Project ", i)))} {
				name := func(uid string) string { return fmt.Sprint(list, i, uid) }
				said, tags, token := map[string]string{}, map[string]string{}, s.token()
				for _, uid := range order {
					lines := []string{"X-PHONE:kept"}
					if parent := parents[uid]; parent != "" {
						lines = append(lines, under(name(parent)))
					}
					s.write(name(uid), lines...).Want(http.StatusCreated)
					answer := s.read(name(uid)).Want(http.StatusOK, lines...)
					said[uid], tags[uid] = answer.Body, answer.Header.Get("ETag")
				}
				for uid, parent := range parents {
					if parent != "" {
						parent = name(parent)
					}
					s.wantUnder(name(uid), parent)
					answer := s.read(name(uid))
					if answer.Body != said[uid] {
						t.Errorf("%v: %s is another than before:\n%s\nbefore\n%s", order, uid, answer.Body, said[uid])
					}
					came := slices.Index(order, parents[uid]) > slices.Index(order, uid)
					if tag := answer.Header.Get("ETag"); (tag != tags[uid]) != came {
						t.Errorf("%v: %s has the ETag %s, had %s", order, uid, tag, tags[uid])
					}
					if heard := names(s.xml("REPORT", s.at, syncing(token, 0))); !strings.Contains(heard, name(uid)+".ics") {
						t.Errorf("%v: %s is not told: %s", order, uid, heard)
					}
					s.sending("If-Match", answer.Header.Get("ETag")).write(name(uid), "X-PHONE:changed", under("other")).Want(http.StatusNoContent)
				}
			}
		}
	})
}

func (s steps) sending(header, value string) steps {
	s.phone = s.with(header, value)
	return s
}

func TestAStepWaitsForWhatItsProgramNamedLast(t *testing.T) {
	eachSteps(t, func(t *testing.T, s steps) {
		s.write("none", under("a")).Want(http.StatusCreated)
		s.write("none").Want(http.StatusNoContent)
		s.write("other", under("a")).Want(http.StatusCreated)
		s.write("other", under("b")).Want(http.StatusNoContent)
		s.read("other").Want(http.StatusOK, under("b"))
		s.write("later").Want(http.StatusCreated)
		s.write("later", under("a")).Want(http.StatusNoContent)
		s.read("none").WantNot("RELATED-TO")
		for _, uid := range []string{"a", "b"} {
			s.write(uid).Want(http.StatusCreated)
		}
		s.wantUnder("none", "")
		s.wantUnder("other", "b")
		s.wantUnder("later", "a")
		s.write("other", under("c")).Want(http.StatusNoContent)
		s.wantUnder("other", "")
		s.read("other").Want(http.StatusOK, under("c"))
		s.write("other", "DESCRIPTION:still", under("c")).Want(http.StatusNoContent)
		s.write("c").Want(http.StatusCreated)
		s.wantUnder("other", "c")
		long := under(strings.Repeat("x", 3000))
		s.write("long", "X-SHORT:1", long).Want(http.StatusCreated)
		if body := strings.ReplaceAll(s.read("long").Body, "\r\n ", ""); !strings.Contains(body, long) {
			t.Errorf("%s", body)
		}
		s.write("kinds", "RELATED-TO;RELTYPE=SIBLING:d", "RELATED-TO:e").Want(http.StatusCreated)
		for _, uid := range []string{"d", "e"} {
			s.write(uid).Want(http.StatusCreated)
		}
		s.wantUnder("kinds", "e")
		s.read("kinds").Want(http.StatusOK, "RELATED-TO;RELTYPE=SIBLING:d", "RELATED-TO:e")
	})
}

func TestAStepThatGoesElsewhereWaitsNoLonger(t *testing.T) {
	eachSteps(t, func(t *testing.T, s steps) {
		project := s.project("Website")
		scope := s.app.Scope("ann")
		for _, uid := range []string{"moved", "sent", "nested", "gone", "renamed"} {
			s.write(uid, under("p")).Want(http.StatusCreated)
		}
		s.write("box").Want(http.StatusCreated)
		s.with("Destination", s.in(project).at+"moved.ics").xml("MOVE", s.at+"moved.ics", "").Want(http.StatusCreated)
		s.with("Destination", s.at+"new.ics").xml("MOVE", s.at+"renamed.ics", "").Want(http.StatusCreated)
		for title, change := range map[string]func(*domain.TodoInput){
			"sent":   func(in *domain.TodoInput) { in.ProjectID = &project },
			"nested": func(in *domain.TodoInput) { box := s.todo("box").ID; in.ParentID = &box },
		} {
			_, err := scope.UpdateTodo(t.Context(), s.todo(title).ID, "", func(in domain.TodoInput) (domain.TodoInput, error) {
				change(&in)
				return in, nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		s.in(project).read("moved").WantNot("RELATED-TO")
		s.in(project).read("sent").WantNot("RELATED-TO")
		s.read("nested").Want(http.StatusOK, "RELATED-TO;RELTYPE=PARENT;X-PHONE=1:box")
		s.Send(http.MethodDelete, s.at+"gone.ics", "", nil).Want(http.StatusNoContent)
		s.in(project).write("p").Want(http.StatusCreated)
		s.in(project).wantUnder("moved", "")
		s.in(project).wantUnder("sent", "")
		s.Send(http.MethodDelete, s.in(project).at+"p.ics", "", nil).Want(http.StatusNoContent)
		s.write("p").Want(http.StatusCreated)
		s.wantUnder("renamed", "p")
		s.wantUnder("nested", "box")
	})
}

func TestTheTrashAndUndoKeepWhatAStepWaitsFor(t *testing.T) {
	eachSteps(t, func(t *testing.T, s steps) {
		scope := s.app.Scope("ann")
		undo := func(batch string) string {
			t.Helper()
			scope := s.app.Scope("ann")
			if err := scope.Undo(t.Context(), batch); err != nil {
				t.Fatal(err)
			}
			return scope.Batch()
		}
		s.write("p").Want(http.StatusCreated)
		trashed := s.todo("p").ID
		s.Send(http.MethodDelete, s.at+"p.ics", "", nil).Want(http.StatusNoContent)
		s.write("step", under("p")).Want(http.StatusCreated)
		s.wantUnder("step", "")
		if _, err := scope.RestoreTodo(t.Context(), trashed); err != nil {
			t.Fatal(err)
		}
		s.wantUnder("step", "p")
		undone := undo(scope.Batch())
		s.wantUnder("step", "")
		s.read("step").Want(http.StatusOK, under("p"))
		undo(undone)
		s.wantUnder("step", "p")
		s.write("late", under("q")).Want(http.StatusCreated)
		late := s.todo("late").ID
		s.Send(http.MethodDelete, s.at+"late.ics", "", nil).Want(http.StatusNoContent)
		s.write("q").Want(http.StatusCreated)
		if _, err := s.app.Scope("ann").RestoreTodo(t.Context(), late); err != nil {
			t.Fatal(err)
		}
		s.wantUnder("late", "q")
		s.write("first", under("r")).Want(http.StatusCreated)
		s.write("r").Want(http.StatusCreated)
		s.wantUnder("first", "r")
		batch, err := scope.LastBatch(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		undo(batch)
		s.wantUnder("first", "")
		s.read("first").Want(http.StatusOK, under("r"))
	})
}

func TestInAProjectAStepIsPutUnderWhatAnotherMemberSends(t *testing.T) {
	eachSteps(t, func(t *testing.T, s steps) {
		project := s.project("Website")
		anns := s.in(project)
		bos, viewer := anns.of("bo"), anns.of("vi")
		for name, role := range map[string]string{"bo": "member", "vi": "viewer"} {
			if _, err := s.app.Scope("ann").SetProjectRole(t.Context(), project, s.app.As(name).User.ID, role); err != nil {
				t.Fatal(err)
			}
		}
		anns.write("step", under("p")).Want(http.StatusCreated)
		bos.read("step").Want(http.StatusOK, under("p"))
		viewer.write("p").Want(http.StatusForbidden)
		for _, elsewhere := range []steps{s, s.in(s.project("Other")), s.of("bo")} {
			elsewhere.write("p").Want(http.StatusCreated)
			anns.read("step").Want(http.StatusOK, under("p"))
			anns.wantUnder("step", "")
			elsewhere.Send(http.MethodDelete, elsewhere.at+"p.ics", "", nil).Want(http.StatusNoContent)
		}
		bos.write("p").Want(http.StatusCreated)
		anns.wantUnder("step", "p")
		s.write("mine", under("q")).Want(http.StatusCreated)
		s.of("bo").write("q").Want(http.StatusCreated)
		s.wantUnder("mine", "")
		// What arrives by being moved there arrives too.
		s.with("Destination", anns.at+"x.ics").xml("MOVE", s.at+"mine.ics", "").Want(http.StatusCreated)
		anns.write("late", under("mine-too")).Want(http.StatusCreated)
		s.write("mine-too").Want(http.StatusCreated)
		anns.wantUnder("late", "")
		s.with("Destination", anns.at+"mine-too.ics").xml("MOVE", s.at+"mine-too.ics", "").Want(http.StatusCreated)
		anns.wantUnder("late", "mine-too")
	})
}

func TestStepsInACircleOrTooDeepStayAsTheyWereWritten(t *testing.T) {
	eachSteps(t, func(t *testing.T, s steps) {
		s.write("a", under("b")).Want(http.StatusCreated)
		s.write("b", under("a")).Want(http.StatusCreated)
		s.write("self", under("self")).Want(http.StatusCreated)
		s.wantUnder("b", "a")
		s.wantUnder("a", "")
		s.wantUnder("self", "")
		for uid, parent := range map[string]string{"a": "b", "b": "a", "self": "self"} {
			s.read(uid).Want(http.StatusOK, under(parent))
			s.write(uid, "DESCRIPTION:still", under(parent)).Want(http.StatusNoContent)
			s.read(uid).Want(http.StatusOK, under(parent), "DESCRIPTION:still")
		}
		s.write("b").Want(http.StatusNoContent)
		s.write("a", "DESCRIPTION:again", under("b")).Want(http.StatusNoContent)
		s.wantUnder("a", "b")
		const levels = store.DepthMax + 4
		for i := range levels {
			s.write(fmt.Sprint("l", i), under(fmt.Sprint("l", i+1))).Want(http.StatusCreated)
		}
		deepest, linked := 0, 0
		for i := range levels {
			s.read(fmt.Sprint("l", i)).Want(http.StatusOK, under(fmt.Sprint("l", i+1)))
			if linked++; s.todo(fmt.Sprint("l", i)).ParentID == 0 {
				deepest, linked = max(deepest, linked), 0
			}
		}
		if deepest != store.DepthMax {
			t.Errorf("steps go %d deep", deepest)
		}
	})
}

func TestHoweverManyStepsWaitTheirTodoComesInAsManyQueries(t *testing.T) {
	eachSteps(t, func(t *testing.T, s steps) {
		arrives := func(uid string, waiting int) int {
			for i := range waiting {
				s.write(fmt.Sprint(uid, i), under(uid)).Want(http.StatusCreated)
			}
			before := s.app.Queries()
			s.write(uid).Want(http.StatusCreated)
			took := s.app.Queries() - before
			if steps := s.todo(uid).Subtasks; steps != waiting {
				t.Errorf("%d steps of %d", steps, waiting)
			}
			return took
		}
		if few, many := arrives("few", 2), arrives("many", 40); many > few+2 {
			t.Errorf("%d queries for two, %d for many", few, many)
		}
	})
}

func TestAStepAndItsTodoThatComeAtOnceFindEachOther(t *testing.T) {
	eachSteps(t, func(t *testing.T, s steps) {
		for i := range 8 {
			top, step := fmt.Sprint("top", i), fmt.Sprint("step", i)
			var both sync.WaitGroup
			both.Go(func() { s.write(step, under(top)).Want(http.StatusCreated) })
			both.Go(func() { s.write(top).Want(http.StatusCreated) })
			both.Wait()
			s.wantUnder(step, top)
		}
	})
}

func TestAnImportedTodoIsTheOneThatStepsWaitFor(t *testing.T) {
	eachSteps(t, func(t *testing.T, s steps) {
		scope := s.app.Scope("ann")
		refs, err := scope.CalendarRefs(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		take := func(uid, parent string) domain.ImportedObject {
			return domain.ImportedObject{LeftOut: domain.LeftOut{UID: uid, Title: uid}, Parent: parent,
				Todo: &domain.Todo{UID: uid, Title: uid, Status: domain.StatusTodo, Priority: domain.PriorityMedium}}
		}
		s.write("step", under("p")).Want(http.StatusCreated)
		report, err := scope.ImportEvents(t.Context(), refs[0].ID, func(yield func(domain.ImportedObject, error) bool) {
			for _, object := range []domain.ImportedObject{take("bottom", "middle"), take("middle", "top"), take("p", ""), take("top", ""), take("last", "bottom"), take("alone", "nobody")} {
				if !yield(object, nil) {
					return
				}
			}
		})
		if err != nil || report.Todos != 6 {
			t.Fatalf("%+v %v", report, err)
		}
		for step, parent := range map[string]string{"step": "p", "bottom": "middle", "middle": "top", "last": "bottom", "alone": ""} {
			s.wantUnder(step, parent)
		}
		s.write("nobody").Want(http.StatusCreated)
		s.wantUnder("alone", "nobody")
	})
}

func TestWhenADoneTodoWasCompletedIsWhatItsProgramSaysLater(t *testing.T) {
	eachSteps(t, func(t *testing.T, s steps) {
		const first, second, tocome = "COMPLETED:20260501T120000Z", "COMPLETED:20260502T120000Z", "COMPLETED:20991101T120000Z"
		s.write("done", "STATUS:COMPLETED", first).Want(http.StatusCreated)
		for _, one := range []struct{ said, kept string }{{second, second}, {tocome, second}, {"LAST-MODIFIED:20260503T120000Z", second}, {first, first}} {
			s.write("done", "STATUS:COMPLETED", one.said).Want(http.StatusNoContent)
			s.read("done").Want(http.StatusOK, one.kept)
		}
		s.write("here").Want(http.StatusCreated)
		s.app.Clock.Advance(1234 * time.Millisecond)
		if _, err := s.app.Scope("ann").CompleteTodo(t.Context(), s.todo("here").ID, true); err != nil {
			t.Fatal(err)
		}
		was := s.todo("here").CompletedAt
		s.put(s.at+"here.ics", strings.Replace(s.read("here").Body, "SUMMARY:here", "SUMMARY:there", 1)).Want(http.StatusNoContent)
		if now := s.todo("there").CompletedAt; !now.Equal(was) {
			t.Errorf("completed %v, was %v", now, was)
		}
		if _, err := s.app.Scope("ann").AddTodo(t.Context(), domain.TodoInput{Title: "Call", AssigneeIDs: []string{s.app.As("bo").User.ID}}); err != nil {
			t.Fatal(err)
		}
		objects, err := s.app.Scope("bo").TodoObjects(t.Context(), 0, domain.ObjectFilter{})
		if err != nil || len(objects) != 1 {
			t.Fatal(objects, err)
		}
		bo := s.of("bo")
		path := bo.at + objects[0].Name
		bo.put(path, strings.Replace(bo.Get(path).Body, "STATUS:NEEDS-ACTION", "STATUS:COMPLETED\r\n"+first, 1)).Want(http.StatusNoContent)
		bo.put(path, strings.Replace(bo.Get(path).Body, first, second, 1)).Want(http.StatusNoContent)
		bo.Get(path).Want(http.StatusOK, second)
	})
}
