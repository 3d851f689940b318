package bundle

import (
	"encoding/json"
	"errors"
	"io"
	"iter"

	"mddash/domain"
	"mddash/formats/imports/packed"
)

// versionMax is how many bytes one version may take in the file: its text with an escape for each character.
const versionMax = 12*domain.NoteMax + 64<<10

// versions reads the earlier texts of notes one by one: all of them together are many times as long as anything else.
// What can't be read ends them, as Invalid.
func (r *reader) versions() iter.Seq2[domain.IntakeVersion, error] {
	place := "data/" + domain.IntakeVersions + ".json"
	if !r.zip.Has(place) {
		return nil
	}
	return func(yield func(domain.IntakeVersion, error) bool) {
		fail := func(err error) {
			if domain.KindOf(err) != domain.Invalid {
				err = packed.Wrong("In " + place + ": " + packed.JSONFault(err, nil))
			}
			yield(domain.IntakeVersion{}, err)
		}
		open, err := r.zip.Open(place)
		if err != nil {
			fail(err)
			return
		}
		defer open.Close()
		text := &rationed{from: open, left: versionMax}
		from := json.NewDecoder(text)
		from.DisallowUnknownFields()
		if begin, err := from.Token(); err != nil || begin != json.Delim('[') {
			fail(errors.Join(err, errNoList))
			return
		}
		for from.More() {
			var version domain.IntakeVersion
			if err := from.Decode(&version); err != nil {
				fail(err)
				return
			}
			text.left = versionMax
			if !yield(version, nil) {
				return
			}
		}
		if _, err := from.Token(); err != nil {
			fail(err)
		}
	}
}

var errNoList = packed.Wrong("In data/" + domain.IntakeVersions + ".json: it is no list.")

// rationed are bytes of which no more than left are given until somebody says so.
type rationed struct {
	from io.Reader
	left int
}

// Read is Invalid where too much was asked for.
func (r *rationed) Read(into []byte) (int, error) {
	if r.left <= 0 {
		return 0, packed.Wrong("A version of a note in it is too long.")
	}
	n, err := r.from.Read(into[:min(len(into), r.left)])
	r.left -= n
	return n, err
}
