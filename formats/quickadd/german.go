package quickadd

import (
	"cmp"
	"strings"
	"unicode/utf8"
)

// inGerman has German words read as the English ones that the grammar knows; those stay words of it too. What stands for several
// becomes several, of which the last one has the place in the text.
func inGerman(words []word) []word {
	out := make([]word, 0, len(words)+4)
	for at := 0; at < len(words); at++ {
		w := words[at]
		if w.lower == "" || w.core == "" {
			out = append(out, w)
			continue
		}
		if clock := germanClock(words, at); clock.lower != "" {
			out = append(out, clock)
			at++
			continue
		}
		if day, ok := germanDay(words, at); ok {
			out = append(out, day)
			continue
		}
		read := germanWord(words, at)
		for lead, rest, more := strings.Cut(read, " "); more; lead, rest, more = strings.Cut(read, " ") {
			out = append(out, word{start: w.start, end: w.start, lower: lead, core: lead, lead: w.lead})
			read, w.lead = rest, ""
		}
		w.lower = read
		out = append(out, w)
	}
	return out
}

// germanClock reads “15 Uhr” and “15.30 Uhr” as one word.
func germanClock(words []word, at int) word {
	w := words[at]
	if at+1 == len(words) || words[at+1].lower != "uhr" || words[at+1].lead != "" || strings.Trim(w.tail, ".") != "" {
		return word{}
	}
	hour, minute, exact := strings.Cut(strings.ReplaceAll(w.lower, ".", ":"), ":")
	if !exact {
		minute = "00"
	}
	if !digits(hour, 1, 2) || !digits(minute, 2, 2) {
		return word{}
	}
	next := words[at+1]
	w.lower, w.core, w.tail, w.shown, w.end = hour+":"+minute, w.core+" "+next.core, next.tail, w.shown+" "+next.shown, next.end
	return w
}

// germanDay reads “18.” before a month, and where it is the day of one: “am 18.”, “jeden 18.”
func germanDay(words []word, at int) (word, bool) {
	w := words[at]
	if !digits(w.lower, 1, 2) || !strings.HasPrefix(w.tail, ".") {
		return w, false
	}
	_, _, before := month(englishOf(lowerAt(words, at+1)))
	switch lowerAt(words, at-1) {
	case "am", "jeden", "bis", "zum":
	default:
		if !before {
			return w, false
		}
	}
	w.tail, w.end, w.core = w.tail[1:], w.end+1, w.core+"."
	if !before {
		w.lower = englishDay(w.lower)
	}
	return w, true
}

// englishDay is a number with the letters that days of a month have.
func englishDay(number string) string {
	for _, letters := range []string{"st", "nd", "rd"} {
		if _, ok := ordinal(number + letters); ok {
			return number + letters
		}
	}
	return number + "th"
}

func lowerAt(words []word, at int) string {
	if at < 0 || at >= len(words) {
		return ""
	}
	return words[at].lower
}

// germanWord is what the grammar reads a word as, by the words around it where they tell what it means.
func germanWord(words []word, at int) string {
	text, before, next := words[at].lower, lowerAt(words, at-1), lowerAt(words, at+1)
	switch text {
	case "morgen":
		switch before {
		case "guten":
			return ""
		case "heute", "jeden", "diesen", "am":
			return "morning"
		}
	case "alle":
		if _, ok := number(englishOf(next)); !ok && unitOf(englishOf(next)) == 0 {
			return text
		}
	case "am":
		switch {
		case startsWithDigit(before):
			return text
		case next == "wochenende":
			return "this"
		}
	case "ende":
		if _, _, ok := month(englishOf(next)); ok || next == "der" || next == "des" || strings.HasPrefix(next, "nächste") || strings.HasPrefix(next, "diese") {
			return "end of"
		}
	case "der", "des":
		switch {
		case before == "ende":
			return "the"
		case next == "monats":
			return "of the"
		}
	case "nach":
		if next == "erledigung" {
			return "after"
		}
	case "mal":
		if startsWithDigit(before) || utf8.RuneCountInString(englishOf(before)) < utf8.RuneCountInString(before) {
			return "times"
		}
	}
	return englishOf(text)
}

// englishOf is the English of a German word, or the word.
func englishOf(text string) string {
	if day, found := strings.CutSuffix(text, "tags"); found {
		if _, _, ok := weekday(germanWords(day + "tag")); ok {
			return "on " + germanWords(day+"tag") + "s"
		}
	}
	if english := germanWords(text); english != "" {
		return english
	}
	return text
}

// germanWords are the German words that mean the same wherever they stand.
func germanWords(text string) string {
	switch text {
	case "heute":
		return "today"
	case "morgen":
		return "tomorrow"
	case "übermorgen", "uebermorgen":
		return "day after tomorrow"
	case "um":
		return "at"
	case "gegen":
		return "around"
	case "am", "zum":
		return "on"
	case "im":
		return "in the"
	case "bis":
		return "until"
	case "vor":
		return "before"
	case "für":
		return "for"
	case "ab":
		return "starting"
	case "fällig":
		return "due"
	case "und":
		return "and"
	case "alle", "jede", "jeden", "jeder", "jedes":
		return "every"
	case "nächste", "nächsten", "nächster", "nächstes", "nächstem":
		return "next"
	case "kommende", "kommenden", "kommender", "kommendes":
		return "coming"
	case "diese", "diesen", "dieser", "dieses", "diesem":
		return "this"
	case "erinnere", "erinner":
		return "remind"
	case "mich":
		return "me"
	case "vorher":
		return "before"
	case "erledigung":
		return "completion"
	}
	return cmp.Or(germanHours(text), germanRepeats(text), germanNumbers(text), germanDays(text))
}

func germanHours(text string) string {
	switch text {
	case "früh", "vormittag", "morgens":
		return "morning"
	case "mittag":
		return "noon"
	case "mittags":
		return "at noon"
	case "nachmittag":
		return "afternoon"
	case "abend":
		return "evening"
	case "nacht":
		return "night"
	case "mitternacht":
		return "midnight"
	}
	return ""
}

func germanRepeats(text string) string {
	switch text {
	case "täglich":
		return "daily"
	case "wöchentlich":
		return "weekly"
	case "zweiwöchentlich", "vierzehntägig":
		return "biweekly"
	case "monatlich":
		return "monthly"
	case "vierteljährlich":
		return "quarterly"
	case "jährlich":
		return "yearly"
	case "werktag", "wochentag":
		return "weekday"
	case "werktags", "wochentags":
		return "on weekdays"
	case "minute", "minuten":
		return "minutes"
	case "stunde", "stunden":
		return "hours"
	case "tag", "tage", "tagen":
		return "day"
	case "woche", "wochen":
		return "week"
	case "monat", "monate", "monaten", "monats":
		return "month"
	case "quartal", "quartale", "quartalen":
		return "quarter"
	case "jahr", "jahre", "jahren", "jahres":
		return "year"
	}
	return ""
}

func germanNumbers(text string) string {
	switch text {
	case "ein", "eine", "einem", "einen", "einer":
		return "one"
	case "zwei":
		return "two"
	case "drei":
		return "three"
	case "vier":
		return "four"
	case "fünf":
		return "five"
	case "sechs":
		return "six"
	case "sieben":
		return "seven"
	case "acht":
		return "eight"
	case "neun":
		return "nine"
	case "zehn":
		return "ten"
	case "elf":
		return "eleven"
	case "zwölf":
		return "twelve"
	case "erste", "ersten", "erster":
		return "first"
	case "zweite", "zweiten", "zweiter":
		return "second"
	case "dritte", "dritten", "dritter":
		return "third"
	case "vierte", "vierten", "vierter":
		return "fourth"
	case "fünfte", "fünften", "fünfter":
		return "fifth"
	case "letzte", "letzten", "letzter":
		return "last"
	}
	return ""
}

func germanDays(text string) string {
	switch text {
	case "montag":
		return "monday"
	case "dienstag":
		return "tuesday"
	case "mittwoch":
		return "wednesday"
	case "donnerstag":
		return "thursday"
	case "freitag":
		return "friday"
	case "samstag", "sonnabend":
		return "saturday"
	case "sonntag":
		return "sunday"
	case "mittwochs":
		return "on wednesdays"
	case "sonnabends":
		return "on saturdays"
	case "wochenende":
		return "weekend"
	case "januar", "jänner":
		return "january"
	case "februar":
		return "february"
	case "märz":
		return "march"
	case "mai":
		return "may"
	case "juni":
		return "june"
	case "juli":
		return "july"
	case "oktober":
		return "october"
	case "dezember":
		return "december"
	}
	return ""
}
