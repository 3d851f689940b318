// Package sheet writes tables as CSV files for spreadsheets and programs.
package sheet

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"
	"unicode"
)

// Writer writes a file row by row, as RFC 4180 has it: fields parted by commas, lines that end with CR and LF. It begins
// with the mark that tells Excel that the text is UTF-8, since most who open such a file do it there; programs that want
// none take JSON.
type Writer struct{ csv *csv.Writer }

// mark is U+FEFF in UTF-8.
const mark = "\xef\xbb\xbf"

// New begins a file. What is written goes on to out in pieces.
func New(out io.Writer) (*Writer, error) {
	w := csv.NewWriter(out)
	w.UseCRLF = true
	_, err := io.WriteString(out, mark)
	return &Writer{csv: w}, err
}

// Row writes one line.
func (w *Writer) Row(cells ...Cell) error {
	texts := make([]string, len(cells))
	for i, cell := range cells {
		texts[i] = cell.text
	}
	return w.csv.Write(texts)
}

// Close writes what is left.
func (w *Writer) Close() error {
	w.csv.Flush()
	return w.csv.Error()
}

// Cell is a field of a row.
type Cell struct{ text string }

// Number is a whole number.
func Number(n int64) Cell { return Cell{strconv.FormatInt(n, 10)} }

// Plain is text that the program itself made of digits: a date, an amount, hours.
func Plain(text string) Cell { return Cell{text} }

// Text is what somebody typed. A spreadsheet would run what begins like a formula; with an apostrophe before it, it is
// text, and is shown as it was typed.
func Text(text string) Cell {
	if isFormula(text) {
		text = "'" + text
	}
	return Cell{text}
}

// isFormula tells whether a spreadsheet may take a text for a formula. Some drop what can't be seen before they look, and
// take the wide signs of East Asian keyboards for the narrow ones.
func isFormula(text string) bool {
	if strings.HasPrefix(text, "\t") || strings.HasPrefix(text, "\r") || strings.HasPrefix(text, "\n") {
		return true
	}
	seen := strings.TrimLeftFunc(text, func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsGraphic(r) || unicode.In(r, unicode.Cf) })
	for _, sign := range []string{"=", "+", "-", "@", "＝", "＋", "－", "＠", "﹦", "﹢", "﹣", "﹫", "−"} {
		if strings.HasPrefix(seen, sign) {
			return true
		}
	}
	return false
}
