// Package assets serves the files that the binary carries: style sheet, scripts, icons.
//
// A page asks for them by a path that has the content's hash in it, so that browsers and proxies may keep them for
// good; each is compressed once, when the first browser asks for that form of it.
package assets

import (
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
)

// Prefix is where the files are served.
const Prefix = "/static/"

// What the front-end build puts into vendor/. Its files go by their name there ("app.css", "docs/swagger-ui.css").
const vendor = "vendor/"

// What is big and seldom asked for is carried compressed, as name.gz, and goes by its name without that.
const packed = ".gz"

// A binary that was built without the front end shows the sheet as it was written, and pages without scripts.
var (
	built    = []string{"app.css", "app.js", "calendar.css", "docs/swagger-ui-bundle.js", "docs/swagger-ui.css"}
	standIns = map[string]string{"app.css": "css/mddash.css", "calendar.css": "css/calendar.css"}
	safeName = regexp.MustCompile(`^[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$`)
)

// Assets knows every static file by the name that pages use for it.
type Assets struct {
	files map[string]*file
}

// New lists the files of static, whose root holds css/, js/ and, after a front-end build, vendor/. It reads none of
// them yet. Hidden files and names that would need escaping in a URL are left out.
func New(static fs.FS) (*Assets, error) {
	a := &Assets{files: map[string]*file{}}
	err := fs.WalkDir(static, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !safeName.MatchString(name) {
			return err
		}
		// vendor/ comes last in the walk, so what was built wins over a source of the same name.
		logical := strings.TrimSuffix(strings.TrimPrefix(name, vendor), packed)
		a.files[logical] = newFile(static, name, logical)
		return nil
	})
	return a, err
}

// Path gives the fingerprinted path of a file, such as "/static/app.4f3a2b1c.css". A name that is not there comes
// back as a plain path, which answers 404.
func (a *Assets) Path(name string) string {
	f := a.find(name)
	if f == nil {
		return Prefix + name
	}
	return f.path()
}

// Has tells whether a page can use the file; "app.js" is not there in a binary built without the front end.
func (a *Assets) Has(name string) bool { return a.find(name) != nil }

// Chunks are the names of the scripts that app.js fetches when it needs them.
func (a *Assets) Chunks() []string {
	var names []string
	for name := range a.files {
		if strings.HasPrefix(name, chunks) && path.Ext(name) == ".js" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// Read is what is in a file; an error where there is none.
func (a *Assets) Read(name string) ([]byte, error) {
	f := a.find(name)
	if f == nil {
		return nil, fs.ErrNotExist
	}
	return f.bodies[identity]()
}

// Missing lists what a front-end build would have brought.
func (a *Assets) Missing() []string {
	var missing []string
	for _, name := range built {
		if a.files[name] == nil {
			missing = append(missing, name)
		}
	}
	return missing
}

// find gives nil for a name that is not there. A stand-in is served under its own name, so that what it imports by
// relative URL is found.
func (a *Assets) find(name string) *file {
	if f := a.files[name]; f != nil {
		return f
	}
	return a.files[standIns[name]]
}

// lookup takes the path below Prefix apart: the file, and whether the path may be kept for good.
func (a *Assets) lookup(name string) (f *file, forGood bool) {
	if f := a.files[name]; f != nil {
		return f, f.named
	}
	ext := path.Ext(name)
	stem := strings.TrimSuffix(name, ext)
	hash := strings.TrimPrefix(path.Ext(stem), ".")
	if len(hash) != hashLength {
		return a.find(name), false
	}
	f = a.files[strings.TrimSuffix(stem, "."+hash)+ext]
	// A page of an earlier or later version may ask for a file that is no longer, or not yet, the same: it gets ours,
	// but nobody may keep it under that name.
	return f, f != nil && f.hash() == hash
}
