package visit

import (
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"mddash/domain"
)

// checkOrigin refuses requests that another site's page made in somebody's browser and that may change something.
// Those that bring their own token, or come from an origin that the settings allow for the API, need no check:
// for them cookies do not count. Mail programs may end letters from pages of their own (RFC 8058).
func (d *Doors) checkOrigin(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		if _, bearer := bearerToken(r); bearer || isDAV(r) || strings.HasPrefix(r.URL.Path, "/unsubscribe/") || d.fromElsewhere(r) {
			return next(c)
		}
		if d.cross.Check(r) != nil {
			return domain.Fail(domain.Denied, "This request came from another site.")
		}
		return next(c)
	}
}

// fromElsewhere tells whether a request to the API was made by a page of one of the origins that the settings allow.
func (d *Doors) fromElsewhere(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	own := r.Header.Get("Sec-Fetch-Site") == "same-origin" || origin == d.base.Scheme+"://"+d.base.Host
	return isAPI(r) && !own && slices.Contains(d.settings.CORSOrigins, origin)
}

// allowOrigins tells browsers which other origins' pages may call the API. They bring tokens, never cookies.
func (d *Doors) allowOrigins(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r, h := c.Request(), c.Response().Header()
		if !isAPI(r) || len(d.settings.CORSOrigins) == 0 {
			return next(c)
		}
		vary(h, "Origin")
		if !d.fromElsewhere(r) {
			return next(c)
		}
		h.Set("Access-Control-Allow-Origin", r.Header.Get("Origin"))
		h.Set("Access-Control-Expose-Headers", "ETag, Idempotent-Replayed, Link, Location, Mddash-Batch, Mddash-Standing, RateLimit, RateLimit-Policy, Retry-After, X-Request-Id")
		if r.Method != http.MethodOptions || r.Header.Get("Access-Control-Request-Method") == "" {
			return next(c)
		}
		h.Set("Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, PATCH, DELETE")
		h.Set("Access-Control-Allow-Headers", "Authorization, Content-Type, If-Match, If-None-Match, Idempotency-Key")
		h.Set("Access-Control-Max-Age", "600")
		return c.NoContent(http.StatusNoContent)
	}
}
