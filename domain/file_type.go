package domain

import (
	"bytes"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// FileNameMax is how long the name of a file may be, in characters.
const FileNameMax = 200

// FileName makes a name that can be shown and saved under out of whatever was sent as one: the last part of a path,
// without line breaks and other controls, and without what turns the direction of writing round and so hides an ending.
// It is never empty.
func FileName(sent string) string {
	name := strings.ToValidUTF8(sent, "\uFFFD")
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), turnsText(r):
			return -1
		}
		return r
	}, name)
	name = strings.TrimRight(strings.TrimSpace(name), ". ")
	if strings.Trim(name, ".") == "" {
		return "file"
	}
	return shortened(name)
}

// turnsText tells whether a letter is an invisible mark about the direction of writing, or hides what follows it.
func turnsText(r rune) bool {
	return r == 0x061C || r == 0x200E || r == 0x200F || r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x206F || r == 0xFEFF ||
		r >= 0xFFF9 && r <= 0xFFFB || r >= 0xE0000 && r <= 0xE007F
}

// shortened keeps the ending of a name that is too long.
func shortened(name string) string {
	if utf8.RuneCountInString(name) <= FileNameMax {
		return name
	}
	ending := path.Ext(name)
	if utf8.RuneCountInString(ending) > 20 {
		ending = ""
	}
	stem := []rune(strings.TrimSuffix(name, ending))
	return string(stem[:FileNameMax-utf8.RuneCountInString(ending)]) + ending
}

// FileUnknown is the type of every file that is not on the list below.
const FileUnknown = "application/octet-stream"

// imageTypes are shown in pages. None of them can hold a script.
func imageTypes() []string { return []string{"image/png", "image/jpeg", "image/gif", "image/webp"} }

// FileType finds the type of a file in how it begins. A name's ending only tells apart what begins alike. What is not on
// the list, and whatever a browser could run or show as a page of ours, is FileUnknown.
func FileType(head []byte, name string) string {
	found, _, _ := strings.Cut(http.DetectContentType(head), ";")
	ending := strings.ToLower(path.Ext(name))
	switch {
	case slices.Contains(imageTypes(), found):
		return found
	case found == "text/plain":
		return textType(head, ending)
	case found == "application/zip":
		if kind, known := zipTypes()[ending]; known {
			return kind
		}
		return found
	case slices.Contains([]string{
		"application/pdf", "application/x-gzip", "audio/mpeg", "audio/wave", "audio/aiff", "audio/midi", "application/ogg", "video/mp4", "video/webm", "video/avi", "image/bmp",
	}, found):
		return found
	}
	return FileUnknown
}

// textType: what begins with a tag may be a page, a picture with scripts in it, or a feed.
func textType(head []byte, ending string) string {
	if bytes.HasPrefix(bytes.TrimLeft(head, "\xef\xbb\xbf\xfe\xff\x00 \t\r\n\f\v"), []byte("<")) || !utf8.Valid(whole(head)) {
		return FileUnknown
	}
	switch ending {
	case ".md", ".markdown":
		return "text/markdown"
	case ".csv":
		return "text/csv"
	case ".ics":
		return "text/calendar"
	case ".json":
		return "application/json"
	}
	return "text/plain"
}

// whole leaves off a letter that the beginning of a file was cut in.
func whole(head []byte) []byte {
	for back := 1; back < utf8.UTFMax && back <= len(head); back++ {
		if at := len(head) - back; utf8.RuneStart(head[at]) {
			if !utf8.FullRune(head[at:]) {
				return head[:at]
			}
			break
		}
	}
	return head
}

// zipTypes are documents that are archives inside.
func zipTypes() map[string]string {
	const office, open = "application/vnd.openxmlformats-officedocument.", "application/vnd.oasis.opendocument."
	return map[string]string{
		".docx": office + "wordprocessingml.document", ".xlsx": office + "spreadsheetml.sheet", ".pptx": office + "presentationml.presentation",
		".odt": open + "text", ".ods": open + "spreadsheet", ".odp": open + "presentation", ".epub": "application/epub+zip",
	}
}

// SizeText is a number of bytes as people read it: "212 KB", "1.8 MB".
func SizeText(bytes int64) string {
	const kilo = 1000
	value, unit := float64(bytes), "bytes"
	for _, next := range []string{"KB", "MB", "GB", "TB"} {
		if value < kilo {
			break
		}
		value, unit = value/kilo, next
	}
	switch {
	case unit == "bytes" && bytes == 1:
		return "1 byte"
	case unit == "bytes" || unit == "KB" || value >= 100 || value == float64(int64(value)):
		return strconv.FormatFloat(value, 'f', 0, 64) + " " + unit
	}
	return strconv.FormatFloat(value, 'f', 1, 64) + " " + unit
}
