package markdown

import (
	"html/template"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// Box is a checkbox of a text, such as - [x] this. They are numbered from 0 in the order in which they are read, and
// the HTML has those numbers in data-task.
type Box struct {
	// At is where the one byte between the brackets is: a blank, x or X.
	At      int
	Checked bool
	// Label is what stands behind it, without markup.
	Label string
}

// Boxes are the checkboxes of a text.
func (m *Markdown) Boxes(source string) []Box {
	content := []byte(source)
	var boxes []Box
	for _, n := range boxesIn(m.parse.Parser().Parse(text.NewReader(content))) {
		boxes = append(boxes, Box{At: n.Pos() + 1, Checked: n.IsChecked, Label: labelOf(n, content)})
	}
	return boxes
}

// Tick checks the box with a number, or takes the check away: one byte of the text changes, or none. ok is false where
// there is no such box.
func (m *Markdown) Tick(source string, number int, checked bool) (changed string, ok bool) {
	boxes := m.Boxes(source)
	if number < 0 || number >= len(boxes) {
		return source, false
	}
	at, mark := boxes[number].At, " "
	if boxes[number].Checked == checked {
		return source, true
	}
	if checked {
		mark = "x"
	}
	if at < 1 || at+1 >= len(source) || source[at-1] != '[' || source[at+1] != ']' {
		return source, false
	}
	return source[:at] + mark + source[at+1:], true
}

// boxParser is goldmark's, for boxes with a blank behind them: without one, ticking could make something else of them.
type boxParser struct{ parser.InlineParser }

// Parse is called by goldmark at every [.
func (p boxParser) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	if line, _ := block.PeekLine(); len(line) > 3 && !util.IsSpace(line[3]) {
		return nil
	}
	return p.InlineParser.Parse(parent, block, pc)
}

func boxesIn(doc ast.Node) []*east.TaskCheckBox {
	var found []*east.TaskCheckBox
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if box, ok := n.(*east.TaskCheckBox); ok && entering {
			found = append(found, box)
		}
		return ast.WalkContinue, nil
	})
	return found
}

// labelMax is how much of what stands behind a box names it, in bytes.
const labelMax = 200

func labelOf(box *east.TaskCheckBox, source []byte) string {
	label := strings.Join(strings.Fields(plain(box.Parent(), source)), " ")
	if len(label) > labelMax {
		label = strings.ToValidUTF8(label[:labelMax], "") + "…"
	}
	return label
}

// taskCheckBox is named by what stands behind it where it can be checked, and else says what it shows.
func taskCheckBox(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	n := node.(*east.TaskCheckBox)
	number, label, works, checked := "0", "Not done", false, ""
	if at, ok := n.AttributeString("number"); ok {
		number = strconv.Itoa(at.(int))
	}
	if _, works = n.AttributeString("works"); works {
		label = labelOf(n, source)
	} else if n.IsChecked {
		label = "Done"
	}
	if n.IsChecked {
		checked = ` checked=""`
	}
	box := `<input type="checkbox" disabled=""` + checked
	if works {
		box = `<input type="checkbox" name="done" value="` + number + `" form="ticks"` + checked
	}
	_, err := w.WriteString(box + ` data-task="` + number + `" aria-label="` + template.HTMLEscapeString(label) + `"> `)
	return ast.WalkContinue, err
}
