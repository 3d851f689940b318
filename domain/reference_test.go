package domain_test

import (
	"slices"
	"strings"
	"testing"

	"mddash/domain"
)

func TestReferencesAreFoundInTexts(t *testing.T) {
	for text, want := range map[string][]string{
		"see WEB-12, D-7 and (APP2-3).":                      {"WEB-12", "D-7", "APP2-3"},
		"WEB-12 WEB-12":                                      {"WEB-12"},
		"_WEB-12_ and WEB-13's":                              {"WEB-12"},
		"web-12 W-1 DD7 WEB-012 WEB-0 WEB-":                  nil,
		"WEB-12b WEB-12-draft WEB-1.2 WEB-12_x":              nil,
		"WEB-12. WEB-13- WEB-14…":                            {"WEB-12", "WEB-13", "WEB-14"},
		"TOOLONGAKEYX-1":                                     nil,
		"WEB-1234567890123456789":                            nil,
		"日本WEB-12 x/WEB-1":                                   nil,
		"WEB-9" + strings.Repeat(" ", 10) + "\x00\xff WEB-8": {"WEB-9", "WEB-8"},
	} {
		if got := domain.ReferencesIn(text); !slices.Equal(got, want) {
			t.Errorf("%q: got %v, want %v", text, got, want)
		}
	}
	if n := len(domain.ReferencesIn(strings.Repeat("A", 9)+"-1", strings.Join(manyReferences(500), " "))); n != domain.ReferencesMax {
		t.Errorf("%d are followed", n)
	}
}

func manyReferences(n int) []string {
	var all []string
	for i := range n {
		all = append(all, "WEB-"+string(rune('1'+i%9))+strings.Repeat("1", i%5)+string(rune('0'+i/45%10)))
	}
	for i := range n {
		all = append(all, "APP-"+strings.Repeat("2", i%17)+"7"+string(rune('0'+i/17%10))+string(rune('0'+i/170)))
	}
	return all
}

func TestPeopleAreMentionedByNameAndNobodyIsByOneThatTwoHave(t *testing.T) {
	m := domain.NewMentionable([]domain.Person{
		{ID: "ana", Name: "Ana Ruiz"}, {ID: "bo", Name: "Bo"}, {ID: "bob", Name: "Bo Berg"}, {ID: "jo", Name: "Jo-Ann O'Neil"}, {ID: "odd", Name: `"Q" (boss)`},
		{ID: "t1", Name: "Tim"}, {ID: "t2", Name: "tim"}, {ID: "t3", Name: "Tim Cook"}, {ID: "sé", Name: "Séan 三"},
	})
	for text, want := range map[string][]string{
		"@ana.ruiz look": {"ana"}, `cc @"Ana Ruiz", please`: {"ana"}, "@Ana.": {"ana"}, "(@ana)": {"ana"}, "**@ana**": {"ana"}, "_@ana_": {"ana"}, "@ana's": nil,
		"@bo": {"bo"}, "@bo.berg and @bo": {"bo", "bob"}, `@"bo  berg"`: {"bob"}, "@tim": nil, "@tim.cook": {"t3"},
		"@jo-ann.o'neil": {"jo"}, "@séan.三!": {"sé"}, `@"q (boss)"`: {"odd"}, "@q": {"odd"},
		"a@ana b.@ana x/@ana @@ana": nil, "@nobody @ @\"": nil, "`@ana`": nil, "``x ` @ana`` @bo": {"bo"}, "```\n@ana\n```\n@bo": {"bo"}, "~~~\n@ana": nil, "` @ana": {"ana"},
	} {
		if got := m.In(text); !slices.Equal(got, want) {
			t.Errorf("%q: got %v, want %v", text, got, want)
		}
	}
	for id, name := range map[string]string{"ana": "Ana Ruiz", "jo": "Jo-Ann O'Neil", "odd": `"Q" (boss)`, "sé": "Séan 三"} {
		if got := m.In("x " + domain.Mention(domain.Person{ID: id, Name: name}) + ", y"); !slices.Equal(got, []string{id}) {
			t.Errorf("%s is mentioned as %s, and found as %v", name, domain.Mention(domain.Person{ID: id, Name: name}), got)
		}
	}
}

func FuzzMentionsAndReferences(f *testing.F) {
	f.Add("@\"Ana Ruiz\" WEB-12 ```\n@ana", "Ana Ruiz")
	f.Fuzz(func(t *testing.T, text, name string) {
		m := domain.NewMentionable([]domain.Person{{ID: "x", Name: name}, {ID: "ana", Name: "Ana Ruiz"}})
		m.In(text)
		for _, found := range domain.ReferencesIn(text) {
			if _, _, ok := domain.SplitReference(found); !ok || !strings.Contains(text, found) {
				t.Errorf("%q in %q", found, text)
			}
		}
	})
}
