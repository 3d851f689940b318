package dav

import (
	"encoding/hex"
	"strings"

	"mddash/domain"
)

// hexOf are our colours as other programs write colours, in the light theme.
func hexOf(hue string) string {
	return map[string]string{
		"red": "#C8423B", "orange": "#C7641E", "amber": "#B98A00", "lime": "#6E8F1A", "pine": "#2F7D5B", "teal": "#1F8A8A", "blue": "#2F6FDB", "violet": "#7A55D0", "pink": "#C24A8C", "gray": "#6B7280",
	}[hue]
}

// colorOf is the colour of a collection: what somebody's program chose, as long as the collection has the one of ours that
// is nearest to it.
func colorOf(one domain.Collection) string {
	if said := one.Choices["color"]; said != "" {
		if hue, ok := hueOf(said); ok && (!one.Own || hue == one.Color) {
			return escaped(said)
		}
	}
	if color := hexOf(one.Color); color != "" {
		return color
	}
	return hexOf("pine")
}

// hueOf is the colour of ours that is nearest to one written as #RRGGBB or #RRGGBBAA.
func hueOf(text string) (string, bool) {
	digits, ok := strings.CutPrefix(strings.TrimSpace(text), "#")
	if len(digits) == 3 {
		digits = strings.Repeat(digits[:1], 2) + strings.Repeat(digits[1:2], 2) + strings.Repeat(digits[2:], 2)
	}
	if !ok || len(digits) != 6 && len(digits) != 8 {
		return "", false
	}
	rgb, err := hex.DecodeString(digits)
	if err != nil {
		return "", false
	}
	best, nearest := "", 1<<30
	for _, hue := range domain.Hues() {
		ours, err := hex.DecodeString(strings.TrimPrefix(hexOf(hue), "#"))
		if err != nil || len(ours) != 3 {
			continue
		}
		far := 0
		for i := range 3 {
			apart := int(ours[i]) - int(rgb[i])
			far += apart * apart
		}
		if far < nearest {
			best, nearest = hue, far
		}
	}
	return best, true
}
