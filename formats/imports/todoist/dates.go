package todoist

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
	"time"

	"mddash/domain"
	"mddash/formats/quickadd"
)

// id names a thing by what it and those above it are called, and by how many were called so before.
func (r *reader) id(names ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(names, "\x00")))
	id := hex.EncodeToString(sum[:12])
	r.seen[id]++
	if n := r.seen[id]; n > 1 {
		id += "." + strconv.Itoa(n)
	}
	return id
}

// dates are words there. What is not understood is kept as words.
func (r *reader) dates(row []string, todo *domain.IntakeTodo) {
	in := &todo.Input
	where := "“" + in.Title + "”"
	if words := r.field(row, "DATE"); words != "" && !r.due(words, r.field(row, "DATE_LANG"), in) {
		keep(in, "Due: "+words)
		r.out.Remark(where, "When it is due, “"+words+"”, was not understood. It is in the description.")
	}
	if words := r.field(row, "DEADLINE"); words != "" {
		var deadline domain.TodoInput
		switch {
		case in.DueDate == nil && r.due(words, r.field(row, "DEADLINE_LANG"), &deadline):
			in.DueDate = deadline.DueDate
		default:
			keep(in, "Deadline: "+words)
		}
	}
	if n, err := strconv.Atoi(r.field(row, "DURATION")); err == nil && n > 0 && n <= domain.EstimateMax {
		switch strings.ToLower(r.field(row, "DURATION_UNIT")) {
		case "minute", "":
			in.EstimateMinutes = &n
		default:
			keep(in, "Duration: "+strconv.Itoa(n)+" "+r.field(row, "DURATION_UNIT"))
		}
	}
}

func keep(in *domain.TodoInput, line string) {
	if in.Description != nil {
		line = *in.Description + "\n\n" + line
	}
	in.Description = &line
}

// wordsMax is how long the words for a date may be, in bytes.
const wordsMax = 200

// due reads a date, a time and a repetition; false where it can't.
func (r *reader) due(words, language string, in *domain.TodoInput) bool {
	if len(words) > wordsMax {
		return false
	}
	if r.exact(words, in) {
		return true
	}
	text := strings.ToLower(strings.TrimSpace(words))
	if strings.HasPrefix(strings.ToLower(language), "de") {
		text = english(text)
	}
	text = regexp.MustCompile(`\bev\b(!?)`).ReplaceAllString(text, "every$1")
	text = strings.NewReplacer("workday", "weekday", "every! ", "every! ").Replace(text)
	from, start, _ := strings.Cut(text, " starting ")
	read := quickadd.Parse("todoist "+from, r.now, quickadd.Names{})
	if read.Title != "todoist" || read.Input.DueDate == nil {
		return false
	}
	in.DueDate, in.DueTime, in.Recurrence, in.RepeatFrom = read.Input.DueDate, read.Input.DueTime, read.Input.Recurrence, read.Input.RepeatFrom
	if start != "" {
		var begins domain.TodoInput
		if r.due(start, "en", &begins) && *begins.DueDate > *in.DueDate {
			in.DueDate = begins.DueDate
		}
	}
	return true
}

// exact reads dates as programs write them.
func (r *reader) exact(words string, in *domain.TodoInput) bool {
	if day, ok := domain.ParseDate(words); ok {
		text := string(day)
		in.DueDate = &text
		return true
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02 @ 15:04"} {
		t, err := time.ParseInLocation(layout, words, r.now.Location())
		if err != nil {
			continue
		}
		day, clock := t.In(r.now.Location()).Format(time.DateOnly), t.In(r.now.Location()).Format("15:04")
		in.DueDate, in.DueTime = &day, &clock
		return true
	}
	return false
}

// english puts the German words that dates are made of into English.
func english(text string) string {
	text = regexp.MustCompile(`(\d{1,2})\.\s`).ReplaceAllString(text+" ", "$1 ")
	var out []string
	for _, word := range strings.Fields(text) {
		bare := strings.TrimSuffix(word, ",")
		if known, there := germanWords()[bare]; there {
			word = known + word[len(bare):]
		}
		if word != "" {
			out = append(out, word)
		}
	}
	return strings.Join(out, " ")
}

func germanWords() map[string]string {
	return map[string]string{
		"jeden": "every", "jede": "every", "jedes": "every", "alle": "every", "jeden!": "every!", "alle!": "every!", "täglich": "every day", "wöchentlich": "every week", "monatlich": "every month", "jährlich": "every year",
		"tag": "day", "tage": "days", "woche": "week", "wochen": "weeks", "monat": "month", "monate": "months", "jahr": "year", "jahre": "years", "werktag": "weekday", "wochentag": "weekday", "wochenende": "weekend",
		"heute": "today", "morgen": "tomorrow", "übermorgen": "in 2 days", "um": "at", "uhr": "", "am": "on", "ab": "starting", "und": "and", "in": "in", "nächste": "next", "nächsten": "next",
		"montag": "monday", "dienstag": "tuesday", "mittwoch": "wednesday", "donnerstag": "thursday", "freitag": "friday", "samstag": "saturday", "sonnabend": "saturday", "sonntag": "sunday",
		"mo": "mon", "di": "tue", "mi": "wed", "do": "thu", "fr": "fri", "sa": "sat", "so": "sun",
		"januar": "january", "februar": "february", "märz": "march", "mai": "may", "juni": "june", "juli": "july", "oktober": "october", "dezember": "december", "okt": "oct", "dez": "dec", "mär": "mar",
	}
}

// filed is how a comment says which file hangs on it.
const filed = `\s*\[\[file (\{.*?\})\]\]`

// attachments are links in a comment; nothing is fetched.
func attachments(body string) string {
	return strings.TrimSpace(regexp.MustCompile(filed).ReplaceAllStringFunc(body, func(found string) string {
		var file struct {
			Name string `json:"file_name"`
			URL  string `json:"file_url"`
		}
		text := regexp.MustCompile(filed).FindStringSubmatch(found)[1]
		if json.Unmarshal([]byte(text), &file) != nil || !strings.HasPrefix(strings.ToLower(file.URL), "http") || strings.ContainsAny(file.URL, "<>\r\n ") {
			return found
		}
		if file.Name == "" {
			file.Name = file.URL
		}
		return "\n\n[" + strings.NewReplacer("[", "(", "]", ")").Replace(file.Name) + "](<" + file.URL + ">)"
	}))
}
