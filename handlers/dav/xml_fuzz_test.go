package dav

import (
	"errors"
	"strings"
	"testing"

	"mddash/domain"
)

// FuzzReport: whatever a program asks in XML is understood, or refused with words.
func FuzzReport(f *testing.F) {
	for _, seed := range []string{
		`<?xml version="1.0"?><C:calendar-query xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:prop><D:getetag/><C:calendar-data><C:expand start="20261101T000000Z" end="20261201T000000Z"/></C:calendar-data></D:prop><C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT"><C:time-range start="20261101T000000Z" end="20261201T000000Z"/><C:prop-filter name="SUMMARY"><C:text-match negate-condition="yes" collation="i;octet">x</C:text-match></C:prop-filter></C:comp-filter></C:comp-filter></C:filter></C:calendar-query>`,
		`<D:sync-collection xmlns:D="DAV:"><D:sync-token/><D:sync-level>1</D:sync-level><D:prop><D:getetag/></D:prop></D:sync-collection>`,
		`<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>`, strings.Repeat("<a>", 2000), "\x00", "<a xmlns='\xff'/>",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		asked, err := parseXML(strings.NewReader(text))
		if err != nil {
			if !said(err) {
				t.Fatalf("%q: %v is no answer to a program", text, err)
			}
			return
		}
		for _, name := range []string{"filter", "calendar-data"} {
			if filter, err := filterOf(asked.child(c(name))); err == nil {
				filter.within()
			} else if !said(err) {
				t.Fatalf("%q: %v is no answer to a program", text, err)
			}
		}
		if _, err := formOf(asked); err != nil && !said(err) {
			t.Fatalf("%q: %v is no answer to a program", text, err)
		}
	})
}

// said tells whether an error is an answer to the program that asked.
func said(err error) bool {
	var refused *refusal
	return errors.As(err, &refused) || errors.Is(err, errXML) || domain.KindOf(err) != 0
}
