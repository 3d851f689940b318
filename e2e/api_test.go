//go:build e2e

package e2e

import "testing"

func TestTheAPIIsDescribedOnAPageThatNeedsNoInternet(t *testing.T) {
	p := open(t)
	p.Open("/api/v1/docs")
	p.Wait(`document.querySelectorAll(".swagger-ui .opblock-tag").length > 0`)
	p.Click(`.opblock-tag[data-tag="Todos"]`)
	p.WaitText(".swagger-ui", "/todos")
	p.settle()
	p.shot("api-docs")
	if strangers := eval[int](p, `performance.getEntriesByType("resource").filter(file => !file.name.startsWith(location.origin) && !file.name.startsWith("data:")).length`); strangers > 0 {
		t.Errorf("%d files come from elsewhere", strangers)
	}
}
