package assets

import (
	"strconv"
	"strings"
)

// coding is a content coding by its name in HTTP.
type coding string

const (
	identity coding = "identity"
	gzipped  coding = "gzip"
	brotlied coding = "br"
)

// negotiate picks the coding that the client likes best of those offered, and among equals the one that is offered
// first. ok is false when it refuses them all.
func negotiate(header string, offered []coding) (best coding, ok bool) {
	likes := parseAccept(header)
	quality := 0
	for _, c := range offered {
		if q := likes.quality(c); q > quality {
			best, quality = c, q
		}
	}
	return best, quality > 0
}

// accepted is an Accept-Encoding header: quality in thousandths by coding.
type accepted map[coding]int

// quality follows RFC 9110, 12.5.3: what is not named has the quality of "*", and identity is welcome unless refused;
// not named, it comes after everything that is.
func (a accepted) quality(c coding) int {
	if q, named := a[c]; named {
		return q
	}
	if q, any := a["*"]; any {
		return q
	}
	if c == identity {
		return 1
	}
	return 0
}

func parseAccept(header string) accepted {
	a := accepted{}
	for part := range strings.SplitSeq(header, ",") {
		name, parameters, _ := strings.Cut(part, ";")
		name = strings.ToLower(strings.TrimSpace(name))
		if name == "x-gzip" {
			name = "gzip"
		}
		if name != "" {
			a[coding(name)] = parseQuality(parameters)
		}
	}
	return a
}

// parseQuality reads "q=0.5" as 500; what it cannot read counts as refused rather than as wanted.
func parseQuality(parameters string) int {
	for parameter := range strings.SplitSeq(parameters, ";") {
		key, value, _ := strings.Cut(parameter, "=")
		if !strings.EqualFold(strings.TrimSpace(key), "q") {
			continue
		}
		q, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
		if err != nil || !(q >= 0 && q <= 1) {
			return 0
		}
		return int(q*1000 + 0.5)
	}
	return 1000
}
