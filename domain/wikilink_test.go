package domain_test

import (
	"testing"

	"mddash/domain"
)

func TestLinksAreFoundOutsideOfCodeAndRenamedByteForByte(t *testing.T) {
	text := "See [[Plan]], [[ plan #Goals]] and [[Plan|the plan]]; not `[[Plan]]`, [[ ]], [[a\nb]] or [[Planning]].\r\n```\n[[Plan]]\n```\n~~~~\n[[Plan]]\n~~~\n[[Plan]]\n~~~~\nEnd [[PLAN]]"
	want := "See [[Road map]], [[Road map#Goals]] and [[Road map|the plan]]; not `[[Plan]]`, [[ ]], [[a\nb]] or [[Planning]].\r\n```\n[[Plan]]\n```\n~~~~\n[[Plan]]\n~~~\n[[Plan]]\n~~~~\nEnd [[Road map]]"
	if got := domain.RenameLinks(text, "plan", "Road map"); got != want {
		t.Errorf("got %q", got)
	}
}

func FuzzRenamingALinkToItselfKeepsEveryOther(f *testing.F) {
	f.Add("a [[b]] `[[c]]` [[b|x]]")
	f.Fuzz(func(t *testing.T, text string) {
		links := domain.WikiLinks(text)
		at := 0
		for _, link := range links {
			if link.Start < at || link.End > len(text) || text[link.Start:link.Start+2] != "[[" || text[link.End-2:link.End] != "]]" {
				t.Fatalf("%q: %+v", text, link)
			}
			at = link.End
		}
		if got := domain.RenameLinks(text, "no such title here", "x"); len(links) == 0 && got != text {
			t.Fatalf("got %q from %q", got, text)
		}
	})
}
