package domain

import (
	"slices"
	"strings"
	"time"
)

// zoneMax is how long the name of a time zone may be, in bytes; the longest of IANA's has 32.
const zoneMax = 100

// zoneNamed finds a time zone by its IANA name. Systems have more files beside those: ones that mean the server's own zone,
// which is another one elsewhere, and ones that count leap seconds, by which every time would be half a minute off.
func zoneNamed(name string) (*time.Location, bool) {
	folder, _, _ := strings.Cut(name, "/")
	if len(name) > zoneMax || slices.Contains([]string{"", "local", "localtime", "posix", "posixrules", "right", "factory"}, strings.ToLower(folder)) {
		return time.UTC, false
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return time.UTC, false
	}
	return loc, true
}
