package domain

import (
	"slices"
	"strconv"
	"testing"
)

func TestNewsThatNobodyTakesStaySmall(t *testing.T) {
	var waiting News
	for i := range 10_000 {
		name := strconv.Itoa(i)
		waiting.Add(News{At: NewsPoint{Log: int64(i)}, Topics: []string{"todos", "todo:" + name}, Own: map[string][]string{name: {"notes", "note:" + name}}})
	}
	if len(waiting.Topics) > NewsMost || len(waiting.Own) > NewsMost || !slices.Contains(waiting.Topics, NewsAll) || waiting.At.Log != 9999 {
		t.Errorf("%d topics and %d batches wait, up to %s", len(waiting.Topics), len(waiting.Own), waiting.At)
	}
}

func TestAPointIsReadAsItWasWritten(t *testing.T) {
	for text, ok := range map[string]bool{"0-0": true, "12-3": true, "": false, "12": false, "-1-3": false, "1--3": false, "01-3": false, "1-3 ": false, "9223372036854775808-0": false} {
		point, read := ParseNewsPoint(text)
		if read != ok || ok && point.String() != text {
			t.Errorf("%q is read as %v, %t", text, point, read)
		}
	}
}
