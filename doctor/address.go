package doctor

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"mddash/domain"
)

func (p Patient) checkVersion() domain.Check {
	if len(p.Missing) > 0 {
		return warn("front end", "This binary was built without it: every page works, as plain HTML.", "Build it with “./task build”, or take a released binary.")
	}
	return good("front end", "It is in the binary.")
}

// checkBase compares where people come with what cookies, passkeys and proxies make of it.
func (p Patient) checkBase() domain.Check {
	const name = "address"
	host, https := p.Base.Hostname(), p.Base.Scheme == "https"
	near := isLoopback(host)
	switch {
	case !p.Given && !isLoopback(hostOf(p.Addr)):
		return warn(name, "It listens for other machines, and links in mail lead to "+p.Base.String()+".", "Set MDDASH_BASE_URL to where people reach it.")
	case !p.Given && p.Mail != nil:
		return warn(name, "Links in mail lead to "+p.Base.String()+".", "Set MDDASH_BASE_URL to where people reach it.")
	case !https && !near && net.ParseIP(host) == nil:
		return warn(name, p.Base.String()+" is plain http: passwords and cookies travel readable.", "Use https: a proxy in front, or MDDASH_TLS_HOSTS.")
	case !https && !near && !isPrivate(host):
		return warn(name, p.Base.String()+" is plain http at a public address: passwords and cookies travel readable.", "Use https: a proxy in front, or MDDASH_TLS_HOSTS.")
	case https && p.TLS && p.Base.Port() != "":
		return warn(name, "It makes its own certificates, which are for port 443, and people come to port "+p.Base.Port()+".", "Leave the port out of MDDASH_BASE_URL.")
	case https && near:
		return warn(name, p.Base.String()+" is this machine alone.", "Set MDDASH_BASE_URL to where people reach it.")
	case https:
		return good(name, p.Base.String()+", with cookies that only travel over https.")
	}
	return good(name, p.Base.String())
}

// checkPasskeys says where they are for. That there are none is nothing wrong.
func (p Patient) checkPasskeys() domain.Check {
	const name = "passkeys"
	if site := domain.PasskeySite(p.Base); site != "" {
		return good(name, "They are for "+site+"; at another name everybody makes new ones.")
	}
	return good(name, "They are off: browsers offer them for a name with https, not for "+p.Base.Scheme+"://"+p.Base.Host+".")
}

// checkReach asks for the address as people do. Where nothing runs there is nothing to find out.
func (p Patient) checkReach(ctx context.Context) domain.Check {
	const name = "way in"
	ctx, done := context.WithTimeout(ctx, 5*time.Second)
	defer done()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, p.Base.JoinPath("healthz").String(), nil)
	if err != nil {
		return wrong(name, err.Error(), "Write MDDASH_BASE_URL whole, such as https://example.com.")
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := client.Do(request)
	var unknown *net.DNSError
	switch {
	case errors.As(err, &unknown):
		return wrong(name, "Nobody knows where "+p.Base.Hostname()+" is.", "Give the name an address (DNS), or mend MDDASH_BASE_URL.")
	case err != nil && strings.Contains(err.Error(), "certificate"):
		return wrong(name, "Browsers will not trust it: "+lastPart(err)+".", "Mend the certificate of the proxy, or let mddash make one with MDDASH_TLS_HOSTS.")
	case err != nil:
		return warn(name, "Nothing answers at "+p.Base.String()+" right now.", "Start mddash. If it runs: does the proxy lead to "+p.Addr+"?")
	}
	defer answer.Body.Close()
	body, _ := io.ReadAll(io.LimitReader(answer.Body, 100))
	switch {
	case answer.StatusCode >= 300 && answer.StatusCode < 400:
		return wrong(name, p.Base.String()+" sends people on to "+answer.Header.Get("Location")+".", "Set MDDASH_BASE_URL to where they end up.")
	case answer.StatusCode != http.StatusOK || string(body) != "ok\n":
		return wrong(name, "Something else than mddash answers at "+p.Base.String()+": "+answer.Status+".", "Let the proxy lead to "+p.Addr+", with the path as it is or without that of MDDASH_BASE_URL.")
	case !trustworthy(answer.Header.Get("Date"), p.Clock()):
		return warn(name, "Its clock and the one here are more than a minute apart.", "Let both machines set their clocks by the network (NTP).")
	}
	return good(name, "mddash answers at "+p.Base.String()+".")
}

func trustworthy(date string, now time.Time) bool {
	said, err := http.ParseTime(date)
	return err != nil || now.Sub(said).Abs() < time.Minute
}

// lastPart is the reason at the end of an error that is made of several.
func lastPart(err error) string {
	text := err.Error()
	if i := strings.LastIndex(text, ": "); i >= 0 {
		return text[i+2:]
	}
	return text
}

func (p Patient) checkProxies() domain.Check {
	const name = "proxies"
	https, open := p.Base.Scheme == "https", !isLoopback(hostOf(p.Addr))
	switch {
	case p.TLS && p.Proxies:
		return warn(name, "It makes its own certificates, and yet believes what proxies say about who calls.", "Leave out MDDASH_TRUSTED_PROXIES unless there is one.")
	case p.TLS:
		return good(name, "None is needed: it speaks https itself.")
	case https && !p.Proxies:
		return warn(name, "https needs a proxy in front, and none is trusted: all callers count as one, and share its limits.", "Name the proxy in MDDASH_TRUSTED_PROXIES, such as 127.0.0.1.")
	case p.Proxies && open && https:
		return warn(name, "A proxy is trusted, and "+p.Addr+" can be reached past it.", "Listen at 127.0.0.1 if the proxy is on this machine; else keep others away from the port.")
	case p.Proxies:
		return good(name, "Those that MDDASH_TRUSTED_PROXIES names are believed.")
	}
	return good(name, "None is believed.")
}

func hostOf(addr string) string {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return addr
	}
	return host
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || ip != nil && ip.IsLoopback()
}

func isPrivate(host string) bool {
	ip := net.ParseIP(host)
	return ip != nil && (ip.IsPrivate() || ip.IsLoopback() || ip.IsLinkLocalUnicast())
}

// checkDoors looks at what keeps strangers out.
func (p Patient) checkDoors() domain.Check {
	const name = "doors"
	open := !isLoopback(p.Base.Hostname()) && !isPrivate(p.Base.Hostname())
	switch {
	case open && !p.RateLimits:
		return warn(name, "Nothing slows down who guesses passwords: rate limits are off.", "Leave out MDDASH_RATE_LIMITS.")
	case open && p.Registration == "open":
		return warn(name, "Whoever finds this place can make an account.", "Leave out MDDASH_REGISTRATION, and invite people.")
	}
	return good(name, "New accounts: "+p.Registration+".")
}
