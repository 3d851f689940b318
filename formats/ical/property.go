package ical

import (
	"strings"
)

// parseProperty reads a line. A quote that is never closed is none.
func parseProperty(text string, line int) (Property, *Error) {
	name := text[:nameLength(text)]
	if rest := text[len(name):]; name == "" || rest == "" || rest[0] != ':' && rest[0] != ';' {
		return Property{}, wrong(line, "Here should be a name and a value with a colon between them, and there is %q.", clip(text))
	}
	p := Property{Name: strings.ToUpper(name), Line: line}
	colon := valueAt(text, len(name), true)
	closed := colon >= 0
	if !closed {
		colon = valueAt(text, len(name), false)
	}
	if colon < 0 {
		return p, wrong(line, "There is no colon behind %s, which its value begins with.", p.Name)
	}
	p.Value = text[colon+1:]
	if colon > len(name) {
		p.Params = parseParams(text[len(name)+1:colon], closed)
	}
	return p, nil
}

func nameLength(text string) int {
	for i := range len(text) {
		c := text[i]
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_' || c == '.' {
			continue
		}
		return i
	}
	return len(text)
}

// valueAt is where the first colon is that is in no quotes, or -1.
func valueAt(text string, from int, quotes bool) int {
	if !quotes {
		if i := strings.IndexByte(text[from:], ':'); i >= 0 {
			return from + i
		}
		return -1
	}
	quoted := false
	for i := from; i < len(text); i++ {
		switch c := text[i]; {
		case c == '"':
			quoted = !quoted
		case c == ':' && !quoted:
			return i
		}
	}
	return -1
}

func parseParams(text string, quotes bool) []Param {
	var params []Param
	for _, part := range splitOutside(text, ';', quotes) {
		name, values, has := strings.Cut(part, "=")
		if name = strings.ToUpper(strings.TrimSpace(name)); name == "" || nameLength(name) != len(name) {
			continue
		}
		param := Param{Name: name}
		if has {
			for i, value := range splitOutside(values, ',', quotes) {
				if len(value) > 1 && value[0] == '"' && value[len(value)-1] == '"' {
					if value = value[1 : len(value)-1]; !strings.ContainsAny(value, ":;,") {
						param.quoted |= 1 << min(i, 63)
					}
				}
				param.Values = append(param.Values, strings.ReplaceAll(value, `"`, ""))
			}
		}
		params = append(params, param)
	}
	return params
}

// splitOutside takes a text apart at a character that is in no quotes.
func splitOutside(text string, at byte, quotes bool) []string {
	var parts []string
	begin, quoted := 0, false
	for i := range len(text) {
		switch c := text[i]; {
		case c == '"':
			quoted = !quoted && quotes
		case c == at && !quoted:
			parts = append(parts, text[begin:i])
			begin = i + 1
		}
	}
	return append(parts, text[begin:])
}

func clip(text string) string {
	const most = 40
	if runes := []rune(text[:min(len(text), 4*most)]); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return text
}
