package ical

import (
	"io"
	"strings"
	"unicode/utf8"
)

// foldAt is how long a line may be, in bytes, without its end.
const foldAt = 75

// Write prints a component. No value of it can begin a line: what would end one is escaped or left out.
func (c *Component) Write(w io.Writer) error {
	var line lineWriter
	line.component(c, 0)
	_, err := w.Write(line.out)
	return err
}

// String is what Write prints.
func (c *Component) String() string {
	var line lineWriter
	line.component(c, 0)
	return string(line.out)
}

type lineWriter struct{ out, line []byte }

func (w *lineWriter) component(c *Component, depth int) {
	if nameLength(c.Name) != len(c.Name) || c.Name == "" || depth > depthMax {
		return
	}
	w.property(&Property{Name: "BEGIN", Value: c.Name})
	for i := range c.Properties {
		w.property(&c.Properties[i])
	}
	for _, child := range c.Components {
		w.component(child, depth+1)
	}
	w.property(&Property{Name: "END", Value: c.Name})
}

func (w *lineWriter) property(p *Property) {
	if nameLength(p.Name) != len(p.Name) || p.Name == "" {
		return
	}
	w.line = append(w.line[:0], p.Name...)
	for _, param := range p.Params {
		w.param(param)
	}
	w.line = append(w.line, ':')
	w.line = append(w.line, oneLine(p.Value)...)
	w.fold()
}

func (w *lineWriter) param(param Param) {
	if nameLength(param.Name) != len(param.Name) || param.Name == "" {
		return
	}
	w.line = append(w.line, ';')
	w.line = append(w.line, param.Name...)
	for i, value := range param.Values {
		if i == 0 {
			w.line = append(w.line, '=')
		} else {
			w.line = append(w.line, ',')
		}
		value = strings.ReplaceAll(oneLine(value), `"`, "'")
		if strings.ContainsAny(value, ":;,") || param.quoted>>min(i, 63)&1 == 1 {
			w.line = append(w.line, '"')
			w.line = append(append(w.line, value...), '"')
			continue
		}
		w.line = append(w.line, value...)
	}
}

// oneLine escapes what ends a line, and leaves out what a calendar may not have.
func oneLine(value string) string {
	if strings.IndexFunc(value, isControl) < 0 && utf8.ValidString(value) {
		return value
	}
	value = lineEnds.Replace(strings.ToValidUTF8(value, "\uFFFD"))
	return strings.Map(func(r rune) rune {
		if isControl(r) {
			return -1
		}
		return r
	}, value)
}

// fold writes the line down, in pieces that are short enough, and cuts through no character.
func (w *lineWriter) fold() {
	rest, room := w.line, foldAt
	for len(rest) > room {
		cut := room
		for cut > 1 && !utf8.RuneStart(rest[cut]) {
			cut--
		}
		w.out = append(w.out, rest[:cut]...)
		w.out = append(w.out, "\r\n "...)
		rest, room = rest[cut:], foldAt-1
	}
	w.out = append(w.out, rest...)
	w.out = append(w.out, "\r\n"...)
}

var lineEnds = strings.NewReplacer("\r\n", `\n`, "\n", `\n`, "\r", `\n`)
