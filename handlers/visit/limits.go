package visit

import (
	"fmt"
	"math"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"mddash/domain"
)

const (
	perPerson  = 3000 // requests a minute of somebody who is signed in
	perAddress = 300  // requests a minute from an address that is not
	// callersMax bounds the memory: beyond it some callers are forgotten and count from the start.
	callersMax = 100_000
)

// limits counts requests by caller within the running minute.
type limits struct {
	clock  func() time.Time
	mu     sync.Mutex
	minute int64
	counts map[string]int
}

func newLimits(clock func() time.Time) *limits {
	return &limits{clock: clock, counts: map[string]int{}}
}

// take counts one request. left is how many more there may be before the minute is over, negative when this one is
// one too many.
func (l *limits) take(caller string, quota int) (left, seconds int) {
	now := l.clock().Unix()
	l.mu.Lock()
	defer l.mu.Unlock()
	if minute := now / 60; minute != l.minute {
		l.minute, l.counts = minute, map[string]int{}
	}
	if _, counted := l.counts[caller]; !counted && len(l.counts) >= callersMax {
		for forgotten := range l.counts {
			delete(l.counts, forgotten)
			break
		}
	}
	if l.counts[caller] < math.MaxInt32 {
		l.counts[caller]++
	}
	return quota - l.counts[caller], int(60 - now%60)
}

// limitRates answers 429 to a caller who asks too much: a person wherever they are, an address where nobody has to be
// signed in.
func (d *Doors) limitRates(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		v := d.Visit(c)
		if !d.settings.RateLimits || isPlain(c.Request()) || (!v.SignedIn() && !isOpen(c.Request().URL.Path)) {
			return next(c)
		}
		caller, quota := "address "+network(c.RealIP()), perAddress
		if v.SignedIn() {
			caller, quota = "user "+v.User.ID, perPerson
		}
		left, seconds := d.limits.take(caller, quota)
		h := c.Response().Header()
		h.Set("RateLimit-Policy", fmt.Sprintf(`"minute";q=%d;w=60`, quota))
		h.Set("RateLimit", fmt.Sprintf(`"minute";r=%d;t=%d`, max(left, 0), seconds))
		if left < 0 {
			return &domain.Error{Kind: domain.TooMany, Message: "That was a lot at once. Wait " + strconv.Itoa(seconds) + " seconds.", RetryAfter: seconds}
		}
		return next(c)
	}
}

// isOpen names the paths where people who are not signed in can keep the server busy.
func isOpen(path string) bool {
	if strings.HasPrefix(path, FeedPrefix) {
		return true
	}
	first, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	switch first {
	case "api", "signin", "signup", "forgot", "reset", "invite", "s", "dav", ".well-known":
		return true
	}
	return false
}

// network is what one caller can easily have many addresses of: a single IPv4 address, or a /64 of IPv6.
func network(address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return "unknown"
	}
	ip = ip.Unmap().WithZone("")
	if ip.Is4() {
		return ip.String()
	}
	prefix, err := ip.Prefix(64)
	if err != nil {
		return "unknown"
	}
	return prefix.String()
}
