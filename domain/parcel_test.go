package domain_test

import (
	"testing"

	"mddash/domain"
)

func TestATextIsPackedAndUnpackedAndNothingElseOfItChanges(t *testing.T) {
	place := func(address string) (string, string) {
		if address == "/notes/12" {
			return "notes", "ab-12"
		}
		return "", ""
	}
	reference := func(name string) (string, string) {
		if name == "WEB-7" {
			return "todos", "ab-7"
		}
		return "", ""
	}
	text := "WEB-7, XYZ-1, [a](/notes/12#x \"t\") [b](/notes/13)\r\n```\n/notes/12\n``` ünï [c](<https://x.example/notes/12>)"
	packed := domain.Packed(text, place, reference)
	if want := "mddash-reference:todos/ab-7, XYZ-1, [a](mddash:notes/ab-12#x \"t\") [b](/notes/13)\r\n```\n/notes/12\n``` ünï [c](<https://x.example/notes/12>)"; packed != want {
		t.Errorf("packed it is\n%q, want\n%q", packed, want)
	}
	back, missing := domain.Unpacked(packed, func(_, id string) string { return "/notes/12" }, func(_, id string) string { return "WEB-7" })
	if back != text || missing != 0 {
		t.Errorf("unpacked it is\n%q, %d missing", back, missing)
	}
	none := func(_, _ string) string { return "" }
	if same, missing := domain.Unpacked(packed, none, none); same != packed || missing != 2 {
		t.Errorf("with nothing there it is %q, %d missing", same, missing)
	}
}
