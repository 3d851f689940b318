package dav

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"slices"
	"strconv"
	"strings"

	"mddash/domain"
	"mddash/handlers/visit"
)

// SizeMax is how large an object may be, in bytes.
const SizeMax = 1 << 20

// known is a subject by a table of what it has.
type known struct {
	names []xml.Name
	of    map[xml.Name]string
}

func (k *known) add(name xml.Name, inner string) {
	if _, twice := k.of[name]; !twice {
		k.names = append(k.names, name)
	}
	k.of[name] = inner
}

func (k *known) property(name xml.Name) (string, bool) {
	inner, ok := k.of[name]
	return inner, ok
}

func (k *known) properties() []xml.Name { return k.names }

func href(path string) string { return tag(d("href"), escaped(path)) }

// common is what every place tells.
func common(v *visit.Visit, title string, kinds ...xml.Name) *known {
	k := &known{of: map[xml.Name]string{}}
	inner := ""
	for _, one := range kinds {
		inner += tag(one, "")
	}
	k.add(d("resourcetype"), inner)
	k.add(d("displayname"), escaped(title))
	k.add(d("current-user-principal"), href(pathOf(v, place{kind: principal})))
	k.add(d("principal-collection-set"), href(pathOf(v, place{kind: principals})))
	k.add(c("calendar-home-set"), href(pathOf(v, place{kind: home})))
	k.add(d("principal-URL"), href(pathOf(v, place{kind: principal}))) // Apple's programs ask for it at the bare host
	return k
}

// aboutPlace tells of a place that is no collection of objects.
func aboutPlace(v *visit.Visit, at place) *known {
	switch at.kind {
	case principal:
		k := common(v, v.User.DisplayName(), d("principal"), d("collection"))
		k.add(c("calendar-user-address-set"), href("mailto:"+v.User.Email)+href(pathOf(v, at)))
		k.add(c("calendar-user-type"), "INDIVIDUAL")
		k.add(xml.Name{Space: nsServer, Local: "email-address-set"}, tag(xml.Name{Space: nsServer, Local: "email-address"}, escaped(v.User.Email)))
		k.add(d("group-membership"), "")
		k.add(d("alternate-URI-set"), "")
		k.add(d("owner"), href(pathOf(v, at)))
		k.add(d("supported-report-set"), reports(d("expand-property"), d("principal-property-search"), d("principal-search-property-set")))
		k.add(d("current-user-privilege-set"), privileges("read", "read-current-user-privilege-set"))
		return k
	case home:
		k := common(v, "Calendars", d("collection"))
		k.add(d("owner"), href(pathOf(v, place{kind: principal})))
		may := []string{"read", "read-current-user-privilege-set"}
		if mayWrite(v) {
			may = append(may, "bind", "unbind")
		}
		k.add(d("current-user-privilege-set"), privileges(may...))
		return k
	}
	k := common(v, "mddash", d("collection"))
	k.add(d("current-user-privilege-set"), privileges("read", "read-current-user-privilege-set"))
	return k
}

func privileges(names ...string) string {
	inner := ""
	for _, name := range names {
		space := d(name)
		if name == "read-free-busy" {
			space = c(name)
		}
		inner += tag(d("privilege"), tag(space, ""))
	}
	return inner
}

func reports(names ...xml.Name) string {
	inner := ""
	for _, name := range names {
		inner += tag(d("supported-report"), tag(d("report"), tag(name, "")))
	}
	return inner
}

// Properties that somebody may set about a collection for themselves.
var (
	calendarColor   = xml.Name{Space: nsApple, Local: "calendar-color"}
	calendarOrder   = xml.Name{Space: nsApple, Local: "calendar-order"}
	calendarZone    = c("calendar-timezone")
	calendarZoneID  = c("calendar-timezone-id")
	calendarAbout   = c("calendar-description")
	calendarTransp  = c("schedule-calendar-transp")
	calendarChoices = map[xml.Name]string{
		calendarColor: "color", calendarOrder: "order", calendarZone: "timezone", calendarZoneID: "timezone-id", calendarAbout: "description", calendarTransp: "transp",
		alarmOfDays: homeChoices[alarmOfDays], alarmOfTimes: homeChoices[alarmOfTimes],
	}
	// macOS sets these about the home, and fetches nothing where it may not.
	alarmOfDays  = c("default-alarm-vevent-date")
	alarmOfTimes = c("default-alarm-vevent-datetime")
	homeChoices  = map[xml.Name]string{alarmOfDays: "alarm-date", alarmOfTimes: "alarm-datetime"}
)

// aboutCollection tells of a collection.
func aboutCollection(v *visit.Visit, one domain.Collection) *known {
	k := common(v, one.Title, d("collection"), c("calendar"))
	component, kinds := "VEVENT", []xml.Name{c("calendar-query"), c("calendar-multiget"), c("free-busy-query"), d("sync-collection")}
	if one.OfTodos() {
		component, kinds = "VTODO", []xml.Name{c("calendar-query"), c("calendar-multiget"), d("sync-collection")}
	}
	k.add(c("supported-calendar-component-set"), `<c:comp name="`+component+`"/>`)
	k.add(c("supported-calendar-data"), `<c:calendar-data content-type="text/calendar" version="2.0"/>`)
	k.add(c("supported-collation-set"), tag(c("supported-collation"), "i;ascii-casemap")+tag(c("supported-collation"), "i;octet")+tag(c("supported-collation"), "i;unicode-casemap"))
	k.add(c("max-resource-size"), strconv.Itoa(SizeMax))
	k.add(c("max-instances"), strconv.Itoa(domain.OccurrencesMax))
	k.add(d("supported-report-set"), reports(kinds...))
	k.add(d("current-user-privilege-set"), privileges(mayIn(v, one)...))
	if one.Own || one.OfTodos() {
		k.add(d("owner"), href(pathOf(v, place{kind: principal})))
	}
	k.add(d("sync-token"), escaped(syncToken(v, one, one.Version)))
	k.add(xml.Name{Space: nsServer, Local: "getctag"}, escaped(one.Key()+"-"+one.Version))
	k.add(calendarColor, colorOf(one))
	k.add(calendarTransp, tag(c("opaque"), ""))
	for name, key := range calendarChoices {
		if value := one.Choices[key]; value != "" && name != calendarColor {
			k.add(name, chosen(name, value))
		}
	}
	if one.Choices["timezone"] == "" {
		k.add(calendarZone, escaped(zoneText(v.User.Location())))
		if one.Choices["timezone-id"] == "" {
			k.add(calendarZoneID, escaped(v.User.Location().String()))
		}
	}
	slices.SortFunc(k.names, func(a, b xml.Name) int { return strings.Compare(a.Space+a.Local, b.Space+b.Local) })
	return k
}

func chosen(name xml.Name, value string) string {
	if name == calendarTransp {
		if value == "transparent" {
			return tag(c("transparent"), "")
		}
		return tag(c("opaque"), "")
	}
	return escaped(value)
}

// mayIn are the privileges that the caller has in a collection with the token that they use.
func mayIn(v *visit.Visit, one domain.Collection) []string {
	may := []string{"read", "read-current-user-privilege-set"}
	if !one.OfTodos() {
		may = append(may, "read-free-busy")
	}
	if !mayWrite(v) {
		return may
	}
	if one.Access.CanEdit() {
		may = append(may, "write-content", "bind", "unbind")
	}
	if one.Own {
		may = append(may, "write-properties")
		if one.Access.CanEdit() {
			may = append(may, "write")
		}
	}
	return may
}

// syncToken names a version of a collection as somebody sees it: it says nothing about another collection, or to somebody else.
func syncToken(v *visit.Visit, one domain.Collection, version string) string {
	of := sha256.Sum256([]byte(v.User.ID + "/" + one.Key()))
	return "urn:mddash:sync:" + hex.EncodeToString(of[:6]) + ":" + version
}
