package ui

import "sort"

// rest are the errors that were not shown yet, always in the same order.
func (e Errors) rest(shown map[string]bool) []Problem {
	var names []string
	for name, text := range e {
		if !shown[name] && text != "" {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	list := make([]Problem, 0, len(names))
	for _, name := range names {
		list = append(list, Problem{Text: e[name]})
	}
	return list
}
