package sheet_test

import (
	"encoding/csv"
	"strings"
	"testing"

	"mddash/formats/sheet"
)

func file(t testing.TB, cells ...sheet.Cell) string {
	t.Helper()
	var out strings.Builder
	w, err := sheet.New(&out)
	if err == nil {
		err = w.Row(cells...)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// read is a text as a program reads it back.
func read(t testing.TB, text string) string {
	t.Helper()
	row, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(file(t, sheet.Text(text), sheet.Number(1)), "\xef\xbb\xbf"))).Read()
	if err != nil {
		t.Fatal(err)
	}
	return row[0]
}

func TestAFileIsAsRFC4180HasIt(t *testing.T) {
	got := file(t, sheet.Text("a"), sheet.Text(`say "hi", Ana`), sheet.Text("two\nlines"), sheet.Number(-5), sheet.Plain("2026-11-20"), sheet.Text(""))
	want := "\xef\xbb\xbf" + `a,"say ""hi"", Ana","two` + "\r\n" + `lines",-5,2026-11-20,` + "\r\n"
	if got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestWhatLooksLikeAFormulaIsText(t *testing.T) {
	for _, text := range []string{
		"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\rx", "\nx", "＝1+1", "＋1", "－1", "＠x", " =1", "\u00a0=1", "\u200b=cmd|' /C calc'!A0", "\ufeff=1", "\u202e=1", "−1", "\x01=1",
		`=HYPERLINK("https://evil.example","x")`,
	} {
		if got := read(t, text); got != "'"+strings.ReplaceAll(text, "\r", "") {
			t.Errorf("%q goes out as %q", text, got)
		}
	}
	for _, text := range []string{"a=1", "Call Ana", "1+1", "日本", "émile", "#1", "'=1", "(x)", "“=1”"} {
		if got := read(t, text); got != text {
			t.Errorf("%q goes out as %q", text, got)
		}
	}
}

func FuzzACellComesBackAsItWasAndIsNoFormula(f *testing.F) {
	for _, text := range []string{"=1", "a,b", `"`, "x\r\ny", "\u200b-1", "", "\xff"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := file(t, sheet.Text("x"), sheet.Text(text), sheet.Number(7))
		r := csv.NewReader(strings.NewReader(strings.TrimPrefix(got, "\xef\xbb\xbf")))
		row, err := r.Read()
		if err != nil || len(row) != 3 || row[0] != "x" || row[2] != "7" {
			t.Fatalf("%q: %q, %v", text, row, err)
		}
		plain := strings.ReplaceAll(text, "\r", "")
		if row[1] != plain && row[1] != "'"+plain {
			t.Fatalf("%q came back as %q", text, row[1])
		}
		for _, sign := range "=+-@\t\r\n＝＋－＠" {
			if strings.HasPrefix(row[1], string(sign)) {
				t.Fatalf("%q is a formula", row[1])
			}
		}
	})
}
