package fetch

import (
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// problems with an address, in words for whoever typed it.
const (
	noAddress   = "This is no address that can be used. It begins with https://."
	noPort      = "This port is for other things: nothing is sent to it or fetched from it."
	noHost      = "Write the server by its name, or as a plain IP address."
	notOutside  = "This address leads into a private network, which is closed."
	longAddress = 2000
)

// Check tells, as a *Problem, why nothing would be sent to an address, as far as that can be seen in it: a private address
// of the net, a port of other services, or this machine by name. Where other names lead is looked at when they are dialled.
func (f *Fetcher) Check(address string) error {
	to, err := url.Parse(address)
	if err != nil {
		return refused(noAddress)
	}
	return f.check(to)
}

// check tells what is wrong with an address before anything is sent there. Where its name leads is looked at when it is
// dialled.
func (f *Fetcher) check(u *url.URL) error {
	if (u.Scheme != "http" && u.Scheme != "https") || u.Hostname() == "" || u.Opaque != "" || len(u.String()) > longAddress {
		return refused(noAddress)
	}
	if !f.takesPort(u.Port()) {
		return refused(noPort)
	}
	host := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
	if ip, err := netip.ParseAddr(host); err == nil {
		return f.checkIP(ip)
	}
	last := host[strings.LastIndexByte(host, '.')+1:]
	switch {
	case last == "" || looksLikeNumber(last):
		// 127.1, 0x7f.1, 017700000001 and 2130706433 are addresses to some programs.
		return refused(noHost)
	case strings.ContainsAny(host, "%[]:"):
		return refused(noHost)
	case (last == "localhost" || last == "internal" || last == "local") && !f.private:
		return refused(notOutside)
	}
	return nil
}

// takesPort lets the web's own ports through, and those that a server without rights can have, but for some that other
// protocols speak at.
func (f *Fetcher) takesPort(text string) bool {
	if text == "" {
		return true
	}
	port, err := strconv.ParseUint(text, 10, 16)
	if err != nil || text != strconv.FormatUint(port, 10) {
		return false
	}
	others := []uint64{1433, 1521, 1719, 1720, 1723, 2049, 2375, 2376, 2379, 3306, 3389, 3659, 4045, 4190, 5060, 5061, 5432, 5900, 6000, 6379, 6566,
		6665, 6666, 6667, 6668, 6669, 6679, 6697, 9200, 9300, 10080, 11211, 27017}
	return port == 80 || port == 443 || port >= 1024 && !slices.Contains(others, port)
}

// looksLikeNumber tells whether the end of a name is no name of a domain: those begin with a letter.
func looksLikeNumber(label string) bool { return label[0] >= '0' && label[0] <= '9' }

// checkIP refuses every address but those of the public internet, and where private ones are allowed those.
func (f *Fetcher) checkIP(ip netip.Addr) error {
	if ip.Zone() != "" || ip.Is4In6() {
		return refused(notOutside)
	}
	if f.private && within(ip, "127.0.0.0/8", "::1/128", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7") {
		return nil
	}
	if ip.Is4() {
		if within(ip, "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
			"192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
			"224.0.0.0/4", "240.0.0.0/4") {
			return refused(notOutside)
		}
		return nil
	}
	// What is not handed out to the internet is private, local, for many, or another address in disguise (mapped, NAT64);
	// of what is, these are Teredo and other tunnels, 6to4 and examples.
	if !within(ip, "2000::/3") || within(ip, "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20") {
		return refused(notOutside)
	}
	return nil
}

func within(ip netip.Addr, networks ...string) bool {
	return slices.ContainsFunc(networks, func(network string) bool { return netip.MustParsePrefix(network).Contains(ip) })
}
