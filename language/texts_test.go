package language_test

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// gap is where something is put into a text.
var gap = regexp.MustCompile(`%(\[\d\])?[sd%]`)

func TestEveryTextThatIsShownHasItsGerman(t *testing.T) {
	german := textsOf(t, "de.json")
	for text, where := range shownTexts(t) {
		if german[text] == "" {
			t.Errorf("%s says %q, which language/de.json does not know", where, text)
		}
	}
}

// saidByScripts is a text that a script asks for, also one of two.
var saidByScripts = regexp.MustCompile(`\bt\((?:[^"()]*"[a-z]+" \? )?"([^"]+)"(?: : "([^"]+)")?`)

func TestScriptsSayWhatTheFileHasForThem(t *testing.T) {
	text, err := os.ReadFile("de.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Scripts map[string]string }
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	said := map[string]bool{}
	for _, pattern := range []string{"../static/js/*.js", "../static/js/*/*.js"} {
		paths, _ := filepath.Glob(pattern)
		for _, path := range paths {
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			for _, found := range saidByScripts.FindAllStringSubmatch(string(text), -1) {
				for _, text := range found[1:] {
					if said[text] = true; text != "" && file.Scripts[text] == "" {
						t.Errorf("%s says %q, which the scripts of language/de.json do not know", path, text)
					}
				}
			}
		}
	}
	for text, own := range file.Scripts {
		if !said[text] || !slices.Equal(gaps(text), gaps(own)) {
			t.Errorf("no script says %q, or %q has other gaps", text, own)
		}
	}
}

func TestNoTextOfAFileIsSaidByNobody(t *testing.T) {
	shown, all := shownTexts(t), allTexts(t)
	for text := range textsOf(t, "de.json") {
		if _, ok := shown[text]; ok {
			continue
		}
		for _, piece := range gap.Split(text, -1) {
			if piece != "" && !strings.Contains(all, piece) {
				t.Errorf("nothing says %q any more", text)
				break
			}
		}
	}
}

func TestATranslationHasTheGapsOfItsText(t *testing.T) {
	for text, own := range textsOf(t, "de.json") {
		if want, got := gaps(text), gaps(own); !slices.Equal(want, got) {
			t.Errorf("%q has the gaps %v, and %q has %v", text, want, own, got)
		}
	}
}

// gaps are the verbs of a text, in the order of the alphabet.
func gaps(text string) []string {
	var verbs []string
	for _, verb := range gap.FindAllString(text, -1) {
		verbs = append(verbs, "%"+verb[len(verb)-1:])
	}
	slices.Sort(verbs)
	return verbs
}

func textsOf(t *testing.T, name string) map[string]string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Texts map[string]string }
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	return file.Texts
}

// shownTexts are the texts that pages ask a language for, with the file that does.
func shownTexts(t *testing.T) map[string]string {
	found := map[string]string{}
	for path, file := range sources(t, "../views/*.go", "../views/ui/*.go", "../handlers/web/*.go", "../background/*.go", "../handlers/visit/*.go", "../domain/*.go", "../formats/*/*.go") {
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			name := ""
			switch f := call.Fun.(type) {
			case *ast.Ident:
				name = f.Name
			case *ast.SelectorExpr:
				name = f.Sel.Name
			}
			if name != "T" && name != "Sense" {
				return true
			}
			var said []string
			for _, arg := range call.Args[:min(3, len(call.Args))] {
				if literal, ok := arg.(*ast.BasicLit); ok && literal.Kind == token.STRING {
					text, _ := strconv.Unquote(literal.Value)
					said = append(said, text)
				}
			}
			switch {
			case name == "Sense" && len(said) == 2:
				found[said[0]+" | "+said[1]] = path
			case name == "T" && len(said) > 0:
				found[said[0]] = path
			}
			return true
		})
	}
	return found
}

// allTexts are all literals of the program's Go, and its scripts, one after the other.
func allTexts(t *testing.T) string {
	var all strings.Builder
	for _, file := range sources(t, "../*/*.go", "../*/*/*.go", "../*/*/*/*.go") {
		ast.Inspect(file, func(n ast.Node) bool {
			if literal, ok := n.(*ast.BasicLit); ok && literal.Kind == token.STRING {
				text, _ := strconv.Unquote(literal.Value)
				all.WriteString(gap.ReplaceAllString(text, "\n") + "\n")
			}
			return true
		})
	}
	for _, pattern := range []string{"../static/js/*.js", "../static/js/*/*.js"} {
		paths, _ := filepath.Glob(pattern)
		for _, path := range paths {
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			all.Write(text)
		}
	}
	return all.String()
}

func sources(t *testing.T, patterns ...string) map[string]*ast.File {
	t.Helper()
	files := map[string]*ast.File{}
	for _, pattern := range patterns {
		paths, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			if strings.HasSuffix(path, "_test.go") || strings.HasPrefix(filepath.Base(path), "gallery") {
				continue
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			files[path] = file
		}
	}
	return files
}
