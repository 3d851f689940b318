package domain_test

import (
	"testing"

	"mddash/domain"
)

func TestWhatIsLeftOutIsToldOfBeforeWhatWasTakenNotQuiteWhole(t *testing.T) {
	var r domain.EventImport
	for range domain.LeftOutMax + 10 {
		r.Tell(domain.LeftOut{Why: "a detail", Taken: true})
	}
	r.Fail(domain.LeftOut{Why: "all of it"})
	if len(r.LeftOut) != domain.LeftOutMax || r.LeftOut[len(r.LeftOut)-1].Why != "all of it" || r.Failed != 1 {
		t.Errorf("%d are told of, the last is %+v", len(r.LeftOut), r.LeftOut[len(r.LeftOut)-1])
	}
	for range domain.LeftOutMax + 10 {
		r.Fail(domain.LeftOut{Why: "all of it"})
	}
	if len(r.LeftOut) != domain.LeftOutMax {
		t.Errorf("%d are told of", len(r.LeftOut))
	}
}
