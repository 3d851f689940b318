//go:build e2e

package e2e

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"
)

// saves is the button that sends the form of a page.
const saves = `main form .btn[data-kind="primary"]`

// kiosk makes a project that nobody else sees, with one task. It gives the address of its decisions, its id and what the
// task is called.
func (p *Page) kiosk(key string) (decisions, id, reference string) {
	p.t.Helper()
	key += strings.ToUpper(strconv.FormatInt(time.Now().UnixMicro()%1e9, 36))
	path := p.make("Kiosk", "key="+key)
	id = strings.TrimPrefix(path, "/projects/")
	p.behind("/todos?view=all&project="+id, "text=Measure+the+board")
	task := eval[string](p, `fetch("/todos?view=all&project=`+id+`").then(answer => answer.text()).then(text => text.match(/\/todos\/(\d+)/)[1])`)
	return path + "?view=decisions", id, key + "-" + task
}

func TestADecisionIsWrittenAndDecidedWithAndWithoutScripts(t *testing.T) {
	p := open(t)
	p.SignUp("Ana")
	log, project, reference := p.kiosk("K")
	p.Open(log)
	p.WaitText(".empty", "No decisions yet")
	p.Look("decisions-empty")
	p.Follow(".empty .btn")
	p.Look("decision-new")
	p.Follow(saves)
	p.WaitText(".banner", "Give the decision a name.")
	p.Look("decision-errors")
	p.Fill("#name", "Ship it without animation?")
	p.Click("#context")
	p.Press("See ")
	p.Press(reference[:strings.Index(reference, "-")+1])
	p.Wait(`document.querySelector("#complete [role=option]")`)
	p.Look("decision-complete")
	p.Press(kb.Tab)
	p.Press("@an")
	p.Wait(`document.querySelector("#complete [role=option]")`)
	p.Press(kb.Tab)
	p.Wait(fmt.Sprintf(`document.querySelector("#context").value === "See %s @ana "`, reference))
	p.Fill("#option-0-name", "No animation")
	eval[bool](p, `(document.querySelector("#option-0-detail").value = "+ fast\n- plain", document.querySelector("[name=option_chosen]").click(), document.querySelector("#tasks").value = "`+reference+`", true)`)
	p.Follow(saves)
	p.WaitText(".prose a", reference)
	p.WaitText(".prose .chip", "@Ana")
	p.Look("decision")

	p.Click(`.bar .btn[data-kind="primary"]`)
	p.WaitText("#dialog", "Record the decision")
	p.Look("decision-outcome")
	p.Click("#outcome")
	p.Press("It feels instant.")
	p.Follow(`#dialog footer [data-kind="primary"]`)
	p.WaitText("article", "What was decided")
	p.Look("decision-decided")
	at := p.Path()
	id := at[strings.LastIndex(at, "/")+1:]
	p.behind("/decisions", "name=Move+a+little&project_id="+project+"&supersedes=D-"+id)
	p.Open(at)
	p.Look("decision-replaced")
	p.Open("/decisions/new?replaces=" + id)
	p.WithoutScripts()
	p.Follow(saves)
	p.Open(log)
	if page := p.Text("main"); !strings.Contains(page, "Replaced") || !strings.Contains(page, "Open") {
		t.Errorf("the log says %s", page)
	}
}

func TestTheLogOfDecisionsIsReachedByKeysAndReadsWell(t *testing.T) {
	p := open(t)
	p.SignUp("Ana")
	log, project, _ := p.kiosk("B")
	for _, form := range []string{"name=Use+Postgres&due_date=2020-01-01", "name=Host+in+the+EU", "name=" + strings.Repeat("Wide", 60)} {
		p.behind("/decisions", form+"&project_id="+project)
	}
	p.Press("g")
	p.Press("l")
	p.Wait(`location.pathname === "/decisions"`)
	p.Open("/decisions?project=" + project)
	p.WaitText("main", "Use Postgres")
	p.Look("decisions")
	p.Open(log)
	p.Look("decisions-project")
	p.Open(log + "&q=nothing+like+it")
	p.Look("decisions-nothing")
	p.Open("/decisions?show=trash")
	p.Look("decisions-trash")
}
