package domain

import (
	"encoding/hex"
	"math"
	"strings"
)

// NearestHue is the one of our colours that is most like one in hexadecimal, such as e8384f or #e8384f; "" for none and
// for what is no colour.
func NearestHue(text string) string {
	rgb, err := hex.DecodeString(strings.TrimPrefix(strings.TrimSpace(text), "#"))
	if err != nil || len(rgb) != 3 {
		return ""
	}
	r, g, b := float64(rgb[0]), float64(rgb[1]), float64(rgb[2])
	most, least := max(r, g, b), min(r, g, b)
	if most-least < 24 {
		return "gray"
	}
	angle := 0.0
	switch most {
	case r:
		angle = math.Mod((g-b)/(most-least)+6, 6)
	case g:
		angle = (b-r)/(most-least) + 2
	default:
		angle = (r-g)/(most-least) + 4
	}
	angle *= 60
	for _, hue := range []struct {
		until float64
		name  string
	}{{15, "red"}, {37, "orange"}, {55, "amber"}, {95, "lime"}, {160, "pine"}, {195, "teal"}, {250, "blue"}, {290, "violet"}, {345, "pink"}} {
		if angle < hue.until {
			return hue.name
		}
	}
	return "red"
}
