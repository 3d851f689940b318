package doctor

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"strings"

	"mddash/domain"
)

// reason is what stands in the way of a connection, as a person says it, with what to do about it; found is what the program said.
// Setting is where the address comes from; advice is "" where nothing better is known than the caller's own.
func reason(err error, setting string) (found, advice string) {
	text := strings.Join(strings.Fields(err.Error()), " ")
	before, said := "", strings.ToLower(text)
	if i := strings.Index(text, "can't be reached: "); i >= 0 {
		before = text[:i] + "can't be reached: "
	}
	for _, one := range []struct{ sign, found, advice string }{
		{"connection refused", "nobody listens there", "Does the server run, and is it this port?"},
		{"no such host", "nobody knows this name", "Mend the name, or give it an address (DNS)."},
		{"password authentication failed", "the name or the password is wrong", "Mend both in the address; a password with @, / or : in it has to be written as in URLs (%40, %2F, %3A)."},
		{"no pg_hba.conf entry", "it lets nobody in from here under this name, or not without TLS", "Allow it in pg_hba.conf, or add ?sslmode=require to the address."},
		{"(sqlstate 3d000)", "it has no such database", "Make it with createdb, or mend the last part of the address."},
		{"(sqlstate 28000)", "it knows nobody of this name", "Make the role with createuser, or mend the name in the address."},
		{"(sqlstate 53300)", "it has no connection left", "Close some, or raise max_connections."},
		{"(sqlstate 57p03)", "it is starting, or shutting down", "Try again in a moment."},
		{"server refused tls connection", "it speaks no TLS", "Turn TLS on there, or add ?sslmode=disable to the address on a network of your own."},
		{"does not support starttls", "it can't encrypt at this port", "Use the port that can, often 587, or smtps:// and 465; ?tls=none is for a network of your own."},
		{"smtp auth failed", "it refuses the name or the password: " + lastPart(err), "Mend both in the address; a password with @, / or : in it has to be written as in URLs (%40, %2F, %3A)."},
		{"does not support smtp auth", "it takes no name and no password, not without TLS at least", "Add ?tls=starttls, or leave both out of the address."},
		{"short response", "it speaks no SMTP: " + lastPart(err), "Is it the right port?"},
		{"certificate", "its certificate is not to be trusted: " + lastPart(err), "Mend the certificate, or let this machine trust its maker; for PostgreSQL ?sslrootcert= names it."},
		{"first record does not look like a tls handshake", "it does not speak TLS at this port", "Look at the port, and whether ?tls=none or starttls is meant."},
		{"i/o timeout", "no answer comes", "Is a firewall in between, or the machine away?"},
		{"deadline exceeded", "no answer comes", "Is a firewall in between, or the machine away?"},
		{"connection reset", "it hangs up", "Is it the right port, with the right kind of encryption?"},
		{"eof", "it hangs up without a word", "Is it the right port, with the right kind of encryption?"},
	} {
		if strings.Contains(said, one.sign) {
			return before + one.found, one.advice + " It is set in " + setting + "."
		}
	}
	for _, one := range []struct{ sign, advice string }{
		{"made by another version", "Run that version, or a newer one; an older one can't go on with it."},
		{"is locked by another", "Stop the other program, or wait until it is done."},
		{"read-only file system", "Mount the disk so that it can be written, or keep the database elsewhere."},
		{"disk is full", "Make room: also to read it SQLite writes beside the file, and nothing can be saved."},
		{"readonly database", "Let the user that runs mddash write the file and its directory: SQLite makes files beside it."},
		{"permission denied", "Let the user that runs mddash read and write the file and its directory."},
		{"no such file or directory", "Make the directory, for the user that runs mddash."},
		{"is damaged", "Stop mddash, keep the file as it is, and restore the last backup with “mddash restore”."},
		{"is neither sqlite: nor postgres", "Write sqlite: and a path, or postgres:// and a server."},
	} {
		if strings.Contains(said, one.sign) {
			return text, one.advice
		}
	}
	return text, ""
}

// checkNames looks whether those who make certificates find the way here: they ask at the public addresses of the names.
func (p Patient) checkNames(ctx context.Context) []domain.Check {
	const name = "names"
	if !p.TLS || p.OwnACME {
		return nil
	}
	for _, host := range p.Hosts {
		addresses, err := net.DefaultResolver.LookupIP(ctx, "ip", host)
		var unknown *net.DNSError
		switch {
		case errors.As(err, &unknown):
			return []domain.Check{wrong(name, "Nobody knows where "+host+" is: no certificate can be made for it.", "Give the name an address (DNS), or leave it out of MDDASH_TLS_HOSTS.")}
		case err == nil && !publicly(addresses):
			return []domain.Check{wrong(name, host+" leads to "+addresses[0].String()+", which is not on the internet: no certificate can be made for it.",
				"Let the name lead to the public address, with the ports 80 and 443 open; on a network of your own use a proxy, or an ACME server of your own with MDDASH_TLS_DIRECTORY.")}
		}
	}
	return []domain.Check{good(name, "They lead to the internet. Ports 80 and 443 have to be open from there.")}
}

// publicly tells whether one of the addresses of a host is reached from the internet.
func publicly(addresses []net.IP) bool {
	for _, ip := range addresses {
		if a, ok := netip.AddrFromSlice(ip); ok {
			if a = a.Unmap(); a.IsGlobalUnicast() && !a.IsPrivate() {
				return true
			}
		}
	}
	return false
}
