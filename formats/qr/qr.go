// Package qr draws QR codes (ISO/IEC 18004).
package qr

import (
	"fmt"
	"strconv"
	"strings"

	"rsc.io/qr"
)

// quiet is how many squares around a code have to be empty.
const quiet = 4

// Code is a QR code as a path of SVG: of dark squares on a light ground of Size by Size squares, the empty border included.
type Code struct {
	Size int
	Path string
}

// Draw makes the code of a text that is read also where up to 15 % of it is hidden; an error where it is too long for one.
func Draw(text string) (Code, error) {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return Code{}, fmt.Errorf("draw a QR code: %w", err)
	}
	var path strings.Builder
	for y := range code.Size {
		for x := 0; x < code.Size; x++ {
			from := x
			for x < code.Size && code.Black(x, y) {
				x++
			}
			if x > from {
				path.WriteString("M" + strconv.Itoa(from+quiet) + " " + strconv.Itoa(y+quiet) + "h" + strconv.Itoa(x-from) + "v1h-" + strconv.Itoa(x-from) + "z")
			}
		}
	}
	return Code{Size: code.Size + 2*quiet, Path: path.String()}, nil
}
