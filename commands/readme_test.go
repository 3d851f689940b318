package commands

import (
	"os"
	"reflect"
	"regexp"
	"slices"
	"testing"
)

func TestTheReadmeListsTheSettingsThatThereAre(t *testing.T) {
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	var listed, known []string
	for _, row := range regexp.MustCompile("(?m)^\\| `(MDDASH_\\w+)`").FindAllSubmatch(readme, -1) {
		listed = append(listed, string(row[1]))
	}
	for field := range reflect.TypeFor[Settings]().Fields() {
		known = append(known, field.Tag.Get("env"))
	}
	if !slices.Equal(listed, known) {
		t.Errorf("README.md lists %v\nconfig.go has %v", listed, known)
	}
}
