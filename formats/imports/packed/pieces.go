package packed

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
)

// Texts are read whole, and what is made of them takes more room than they do: two bytes of JSON can be a whole task. So
// there is an end to how long they may be, and to how many pieces they may have.
const (
	textMax   = 128 << 20
	thingsMax = 500_000   // objects of JSON
	piecesMax = 4_000_000 // whatever a comma divides
)

// errPieces is of a text with too many pieces.
var errPieces = errors.New("packed: too many pieces")

// Unmarshal reads JSON, unless there are more pieces in it than can be kept. JSONFault says what was wrong.
func Unmarshal(text []byte, into any) error {
	if bytes.Count(text, []byte(",")) > piecesMax || things(text) > thingsMax {
		return errPieces
	}
	return json.Unmarshal(text, into)
}

// Strictly is Unmarshal that refuses fields which there are none of, and whatever stands behind the text's end.
func Strictly(text []byte, into any) error {
	if bytes.Count(text, []byte(",")) > piecesMax || things(text) > thingsMax {
		return errPieces
	}
	from := json.NewDecoder(bytes.NewReader(text))
	from.DisallowUnknownFields()
	if err := from.Decode(into); err != nil {
		return err
	}
	if _, err := from.Token(); !errors.Is(err, io.EOF) {
		return errBehind
	}
	return nil
}

// errBehind is of a text that goes on behind its end.
var errBehind = errors.New("packed: something behind the end")

// things counts what takes the room of an object: those that there are, and the nulls in lists.
func things(text []byte) int {
	n, before := 0, byte('[')
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '"':
			i = closing(text, i)
		case c == '{', c == 'n' && (before == '[' || before == ','):
			n++
		case c == ' ' || c == '\t' || c == '\r' || c == '\n':
			continue
		}
		if i < len(text) {
			before = text[i]
		}
	}
	return n
}

// closing is where the string ends that begins at from.
func closing(text []byte, from int) int {
	for i := from + 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '"':
			return i
		}
	}
	return len(text)
}

// Fits tells whether a table with so many separators can be kept.
func Fits(text string, separator rune) bool {
	return strings.Count(text, string(separator)) <= piecesMax
}
