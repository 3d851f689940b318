package domain

import (
	"strings"
	"unicode"
)

// Device is what a sign-in came from.
type Device struct {
	UserAgent string
	Address   string
	// Language is the tag of what the browser asks for; empty where it asks for nothing.
	Language string
}

const userAgentMax = 300

// Clean is the device as it is kept: one line of text, and no longer than needed to name it.
func (d Device) Clean() Device {
	return Device{UserAgent: oneLine(d.UserAgent, userAgentMax), Address: oneLine(d.Address, 64), Language: d.Language}
}

func oneLine(text string, limit int) string {
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == unicode.ReplacementChar {
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, ""))
	if runes := []rune(text); len(runes) > limit {
		return string(runes[:limit])
	}
	return text
}

// Each list is read in order: what pretends to be something else comes before what it pretends to be.
var (
	browsers = [][2]string{
		{"Edg", "Edge"}, {"OPR/", "Opera"}, {"Vivaldi/", "Vivaldi"}, {"SamsungBrowser/", "Samsung Internet"}, {"YaBrowser/", "Yandex"},
		{"DuckDuckGo/", "DuckDuckGo"}, {"Firefox/", "Firefox"}, {"FxiOS/", "Firefox"}, {"CriOS/", "Chrome"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"},
	}
	systems = [][2]string{
		{"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Android", "Android"}, {"CrOS", "ChromeOS"}, {"Windows", "Windows"},
		{"Macintosh", "macOS"}, {"Mac OS X", "macOS"}, {"Linux", "Linux"}, {"BSD", "BSD"},
	}
)

// Name is how a person recognises the device, such as "Firefox on Linux".
func (d Device) Name() string {
	browser, system := firstKnown(browsers, d.UserAgent), firstKnown(systems, d.UserAgent)
	switch {
	case browser != "" && system != "":
		return browser + " on " + system
	case browser != "":
		return browser
	case strings.HasPrefix(d.UserAgent, "Mozilla/") && system != "":
		return "A browser on " + system
	case strings.HasPrefix(d.UserAgent, "Mozilla/"):
		return "A browser"
	default:
		return "A script"
	}
}

func firstKnown(names [][2]string, text string) string {
	for _, name := range names {
		if strings.Contains(text, name[0]) {
			return name[1]
		}
	}
	return ""
}

// Device that the login came from.
func (l Login) Device() Device { return Device{UserAgent: l.UserAgent, Address: l.Address} }
