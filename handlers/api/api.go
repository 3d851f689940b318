// Package api is the JSON API under /api/v1: each operation decodes, calls and answers.
package api

import (
	"github.com/labstack/echo/v4"

	"mddash/handlers/visit"
)

// Mount puts the API beside the pages.
func Mount(e *echo.Echo, doors *visit.Doors) {}
