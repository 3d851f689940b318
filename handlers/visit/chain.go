package visit

import (
	"net"
	"net/netip"

	"github.com/labstack/echo/v4"
)

// Guard puts in front of every route what every request goes through, in this order. Whatever happens behind a step,
// the steps before it have been made: also an unknown path is numbered, logged, answered and given its headers.
func (d *Doors) Guard(e *echo.Echo) {
	e.IPExtractor = echo.ExtractIPDirect()
	e.SchemeExtractor = echo.ExtractSchemeDirect()
	if trusted := trustOnly(d.settings.TrustedProxies); len(d.settings.TrustedProxies) > 0 {
		e.IPExtractor = echo.ExtractIPFromXFFHeader(trusted...)
		e.SchemeExtractor = echo.ExtractSchemeFromHeaders(trusted...)
	}
	e.HTTPErrorHandler = func(err error, c echo.Context) { d.Answer(c, err) }
	e.Pre(
		numberRequests,
		d.setHeaders,
		d.stripBase,
		d.logRequests,
		compress(),
		limitTime,
		d.answerErrors,
		refuseGarbage,
		d.limitBody,
		d.allowOrigins,
		d.checkOrigin,
		d.loadSession,
		d.identify,
		d.tellWorker,
		d.limitRates,
		refuseGarbageForms,
	)
}

// trustOnly makes Echo believe the forwarding headers of these networks and of no others.
func trustOnly(networks []netip.Prefix) []echo.TrustOption {
	options := []echo.TrustOption{echo.TrustLoopback(false), echo.TrustLinkLocal(false), echo.TrustPrivateNet(false)}
	for _, n := range networks {
		bits := n.Addr().BitLen()
		options = append(options, echo.TrustIPRange(&net.IPNet{IP: n.Addr().AsSlice(), Mask: net.CIDRMask(n.Bits(), bits)}))
	}
	return options
}
