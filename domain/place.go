package domain

import (
	"slices"
	"strings"
)

// Place is a page of ours about one thing, as an address names it.
type Place struct {
	Kind string // the first part of the path: one of PlaceKinds
	ID   string
}

// PlaceKinds are the first parts of the paths that lead to one thing.
func PlaceKinds() []string { return []string{"todos", "projects", "notes", "decisions", "clients"} }

// PlaceAt is what a path such as /notes/12 or /projects/5?view=list leads to; ok is false for anything else.
func PlaceAt(path string) (p Place, ok bool) {
	if cut := strings.IndexAny(path, "?#"); cut >= 0 {
		path = path[:cut]
	}
	kind, id, found := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	plain := !strings.ContainsFunc(id, func(r rune) bool { return r > 127 || !isWord(r) && r != '-' && r != '_' })
	return Place{kind, id}, found && strings.HasPrefix(path, "/") && id != "" && len(id) <= 64 && plain && slices.Contains(PlaceKinds(), kind)
}

// PlacesIn are the places of ours that texts name by their whole address, origin being what all of those begin with;
// each once, at most ReferencesMax.
func PlacesIn(origin string, texts ...string) []Place {
	var found []Place
	for _, text := range texts {
		for len(found) < ReferencesMax && origin != "" {
			_, after, more := strings.Cut(text, origin+"/")
			if !more {
				break
			}
			end := strings.IndexFunc(after, func(r rune) bool { return !isWord(r) && !strings.ContainsRune("-_/", r) })
			if end < 0 {
				end = len(after)
			}
			if place, ok := PlaceAt("/" + after[:end]); ok && !slices.Contains(found, place) {
				found = append(found, place)
			}
			text = after
		}
	}
	return found
}
