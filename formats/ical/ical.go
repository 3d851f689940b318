// Package ical reads and writes iCalendar (RFC 5545): calendars come in whatever state they are in, and go out as the
// standard has them.
package ical

import (
	"fmt"
	"strings"
)

// Limits keep what a text can cost. A limit of zero is the one that Parse has for everything.
type Limits struct {
	Bytes      int64
	Components int
	Lines      int // as they stand in the text, before unfolding
	LineLength int // bytes, unfolded
	// Charset is what a text is written in that is not UTF-8, such as what it came with says; Windows-1252 where it is empty
	// or unknown.
	Charset string
}

// Bounds of what has none of its own.
const (
	bytesMax      = 32 << 20
	componentsMax = 200_000
	linesMax      = 2_000_000
	lineMax       = 1 << 20
	depthMax      = 6 // VCALENDAR, VTIMEZONE, STANDARD make three
)

func (l Limits) orUsual() Limits {
	or := func(n *int, usual int) {
		if *n <= 0 {
			*n = usual
		}
	}
	or(&l.Components, componentsMax)
	or(&l.Lines, linesMax)
	or(&l.LineLength, lineMax)
	if l.Bytes <= 0 {
		l.Bytes = bytesMax
	}
	return l
}

// Error says what is wrong with a text, and on which of its lines, from 1.
type Error struct {
	Line int
	Text string
	// Fatal means that nothing can be read from there on. Else only the component is lost that the line is in.
	Fatal bool
}

func (e *Error) Error() string { return fmt.Sprintf("Line %d: %s", e.Line, e.Text) }

func wrong(line int, text string, about ...any) *Error {
	return &Error{Line: line, Text: fmt.Sprintf(text, about...)}
}

func fatal(line int, text string, about ...any) *Error {
	return &Error{Line: line, Text: fmt.Sprintf(text, about...), Fatal: true}
}

// Component is what stands between a BEGIN and its END. Its name is in capitals.
type Component struct {
	Name       string
	Properties []Property
	Components []*Component
	Line       int // of its BEGIN; 0 where it was not read
}

// Property is one line of a component. Its name is in capitals, its value as it stands there: Text reads one that is text.
type Property struct {
	Name   string
	Params []Param
	Value  string
	Line   int // 0 where it was not read
}

// Param is what a property says beside its value. Its name is in capitals; the values are without their quotes.
type Param struct {
	Name   string
	Values []string
	quoted uint64 // which of the first values came in quotes that they could do without
}

// New is a component of a name.
func New(name string) *Component { return &Component{Name: name} }

// Get is the first property of a name, or nil.
func (c *Component) Get(name string) *Property {
	for i := range c.Properties {
		if c.Properties[i].Name == name {
			return &c.Properties[i]
		}
	}
	return nil
}

// All are the properties of a name.
func (c *Component) All(name string) []Property {
	var all []Property
	for _, p := range c.Properties {
		if p.Name == name {
			all = append(all, p)
		}
	}
	return all
}

// Value is that of the first property of a name as it stands there; empty for none.
func (c *Component) Value(name string) string {
	if p := c.Get(name); p != nil {
		return p.Value
	}
	return ""
}

// Text is that of the first property of a name; empty for none.
func (c *Component) Text(name string) string {
	if p := c.Get(name); p != nil {
		return p.Text()
	}
	return ""
}

// Children are the components of a name in it.
func (c *Component) Children(name string) []*Component {
	var all []*Component
	for _, child := range c.Components {
		if child.Name == name {
			all = append(all, child)
		}
	}
	return all
}

// Add puts a property with a value as it is to stand there at the end.
func (c *Component) Add(name, value string, params ...Param) {
	c.Properties = append(c.Properties, Property{Name: name, Value: value, Params: params})
}

// AddText puts a property with a text at the end.
func (c *Component) AddText(name, text string, params ...Param) {
	c.Add(name, Escape(text), params...)
}

// Param is the first value of a parameter; empty for none.
func (p *Property) Param(name string) string {
	for _, param := range p.Params {
		if param.Name == name && len(param.Values) > 0 {
			return param.Values[0]
		}
	}
	return ""
}

// Text is the value as text.
func (p *Property) Text() string { return unescape(p.Value) }

// Texts are the values of a list of texts.
func (p *Property) Texts() []string {
	var texts []string
	begin := 0
	for i := 0; i < len(p.Value); i++ {
		switch p.Value[i] {
		case '\\':
			i++
		case ',':
			texts = append(texts, unescape(p.Value[begin:i]))
			begin = i + 1
		}
	}
	return append(texts, unescape(p.Value[begin:]))
}

// Escape is a text as it stands in a property.
func Escape(text string) string { return escaper.Replace(text) }

var escaper = strings.NewReplacer(`\`, `\\`, `;`, `\;`, `,`, `\,`, "\r\n", `\n`, "\n", `\n`, "\r", `\n`)

// unescape takes the backslash from whatever is escaped for no reason, and leaves it where it is none.
func unescape(value string) string {
	if !strings.Contains(value, `\`) {
		return value
	}
	var text strings.Builder
	text.Grow(len(value))
	for i := 0; i < len(value); i++ {
		if value[i] != '\\' || i+1 == len(value) {
			text.WriteByte(value[i])
			continue
		}
		switch next := value[i+1]; next {
		case 'n', 'N':
			text.WriteByte('\n')
		case '\\', ';', ',', ':', '"', '\'':
			text.WriteByte(next)
		default:
			text.WriteByte('\\')
			continue
		}
		i++
	}
	return text.String()
}
