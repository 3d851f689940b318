//go:build e2e

package e2e

import (
	"fmt"
	"testing"
)

func TestANoteIsSharedAndReadByAnyoneWithItsLink(t *testing.T) {
	p := open(t)
	p.SignUp("Ana")
	note := p.api("POST", "/notes", `{"title":"Homepage copy","content":"# Above the fold\n\nOne claim.[^1]\n\n- [x] done\n- [ ] not yet\n\n`+"```go\\nfunc main() { return \\\"x\\\" } // nobody\\n```"+`\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n\n[^1]: Says Ana."}`)
	p.Open(fmt.Sprintf("/notes/%d/sharing", note))
	p.Fill("#email", "tom@north.example")
	p.Follow("form[action$='/sharing'] [type=submit]")
	p.WaitText(".rows", "tom@north.example")
	p.Fill("#password", "open sesame")
	p.Follow("form[action$='/link'] [type=submit]")
	p.WaitText("main", "Asks for a password")
	p.Look("note-sharing")
	link := eval[string](p, `new URL(document.getElementById("public-link").value).pathname`)
	p.Open(fmt.Sprintf("/notes/%d", note))
	p.Click(".bar a[href$='/sharing']")
	p.WaitText("#dialog", "Anyone with the link")
	p.Look("note-sharing-dialog")
	p.Open(link)
	p.WaitText("h1", "asks for a password")
	p.Look("public-password")
	p.Fill("#password", "open sesame")
	p.Follow("[type=submit]")
	p.WaitText(".prose h2", "Above the fold")
	p.Look("public-note")
}
