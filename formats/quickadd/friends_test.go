package quickadd_test

import "testing"

func TestFalseFriendsStayText(t *testing.T) {
	table := phrases{}
	for _, text := range []string{
		"may the force", "May the 4th be with you", "you may 5 times try", "5 may help", "top 5 march songs",
		"march to the store", "march 10 miles", "read 5 pages", "call 5 people", "2 eggs", "buy 3", "at 3 people",
		"look at 3 options", "meet at 5 Main street", "at 50%", "sun cream", "watch the sun", "sat down", "he sat",
		"mon ami", "wed Bob and Ana", "second hand", "make every second count", "thank every guest", "every time",
		"every 5 pages", "every 2 hours", "every 1000 days", "every", "each day", "daily standup notes",
		"weekly report", "monthly newsletter", "quarterly review deck", "everyday carry", "C#", "C# course", "F# and C#",
		"#1 song", "issue #123", "# heading", "##", "#a#b", "v1.2.3", "run 10.5 km", "24/7 support", "1/2 cup sugar",
		"3/4 inch screw", "rate it 9/10 please", "50/50", "bob@example.com", "mail bob@example.com about it",
		"https://example.com/#today?x=@y", "see https://example.com/a/2026-12-01/b", "@", "@@@", "!", "!important",
		"Buy milk!!", "wow!high", "black friday deals", "easter monday lunch", "last friday notes", "since monday",
		"1st draft", "the 5th element", "on the 5th floor", "5th anniversary", "finish 2nd draft", "John 1:1 with Bob",
		"16:9 video", "score 3:2", "25:00", "13pm", "12:60", "at 25", "5 days", "3 weeks of work", "in a hurry",
		"in 5 pages", "next to Bob", "next time", "end of story", "this one", "by the way", "on it", "due", "until",
		"for", "remind me", "reminder", "starting", "starting over", "from monday to friday's end", "tom", "mondays",
		"Friday's notes", "today's news", "next week's menu", "jan", "dec", "december", "a b c", "10-11am maybe",
		"5-6pm", "1.2.3", "127.0.0.1", "3.14", "0/0", "99/99", "12/34", "(tomorrow or later)",
	} {
		table = append(table, [2]string{text, text})
	}
	table.check(t)
}
