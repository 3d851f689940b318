package archive

import (
	"path"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// names hands out paths that no two things share on any file system, also where case and the way that accents are
// written don't count.
type names struct{ taken map[string]int }

// give is a path in dir that looks like name and ends with ext.
func (n *names) give(dir, name, ext string) string {
	if n.taken == nil {
		n.taken = map[string]int{}
	}
	stem := path.Join(dir, fileName(name, nameMax-len(ext)))
	for {
		file := stem + ext
		key := strings.ToLower(norm.NFC.String(file))
		n.taken[key]++
		if n.taken[key] == 1 {
			return file
		}
		next := stem + " (" + strconv.Itoa(n.taken[key]) + ")" + ext
		if key = strings.ToLower(norm.NFC.String(next)); n.taken[key] == 0 {
			n.taken[key]++
			return next
		}
	}
}

// nameMax is how long a name may be, in bytes: file systems allow 255, and a number may have to be put behind it.
const nameMax = 200

// fileName is what a title becomes as the name of a file on Windows, macOS and Linux: without what separates paths, what
// a shell or a console would act on, and what can't be seen.
func fileName(title string, most int) string {
	name := strings.Map(func(r rune) rune {
		switch {
		case strings.ContainsRune(`/\:*?"<>|`, r):
			return '-'
		case r == utf8.RuneError || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Co, r):
			return -1
		}
		return r
	}, title)
	name = strings.Trim(strings.Join(strings.Fields(name), " "), ". ")
	for len(name) > most {
		_, size := utf8.DecodeLastRuneInString(name)
		name = strings.TrimRight(name[:len(name)-size], ". ")
	}
	if name == "" || reserved(name) {
		return strings.TrimSpace("Untitled " + name)
	}
	return name
}

// reserved are the names that Windows keeps for devices.
func reserved(name string) bool {
	stem, _, _ := strings.Cut(strings.ToLower(name), ".")
	switch stem {
	case "con", "prn", "aux", "nul":
		return true
	}
	return len(stem) == 4 && (strings.HasPrefix(stem, "com") || strings.HasPrefix(stem, "lpt")) && stem[3] >= '0' && stem[3] <= '9'
}
