package visit

import (
	"strings"

	"github.com/labstack/echo/v4"
)

// contentPolicy lets a page use what came from here and nothing else. Styles in attributes are for geometry.
var contentPolicy = strings.Join([]string{
	"default-src 'none'", "script-src 'self'", "style-src 'self'", "style-src-attr 'unsafe-inline'", "img-src 'self' data:",
	"connect-src 'self'", "font-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
	"manifest-src 'self'", "worker-src 'self'",
}, "; ")

// setHeaders puts on every answer, errors and files included, what keeps browsers careful. Nothing may be kept by a
// cache unless a handler says otherwise.
func (d *Doors) setHeaders(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		h := c.Response().Header()
		h.Set("Content-Security-Policy", contentPolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		if d.base.Scheme == "https" {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		if d.draining.Load() {
			h.Set("Connection", "close")
		}
		return next(c)
	}
}
