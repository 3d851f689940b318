package quickadd_test

import "testing"

func TestMarks(t *testing.T) {
	phrases{
		{"Call Ana #sales", "Call Ana | #sales"},
		{"#sales call Ana", "call Ana | #sales"},
		{"Call Ana #sales #calls", "Call Ana | #sales #calls"},
		{"Call Ana #Sales #sales", "Call Ana #sales | #Sales"},
		{"Call Ana #sales, tomorrow.", "Call Ana. | 2026-11-21 | #sales"},
		{"Call Ana #größe", "Call Ana | #größe"},
		{"Call Ana #продажи", "Call Ana | #продажи"},
		{"Call Ana #売上", "Call Ana | #売上"},
		{"Call Ana #हिन्दी", "Call Ana | #हिन्दी"},
		{"Call Ana #work/q3-plan_2", "Call Ana | #work/q3-plan_2"},
		{"Call Ana #2026goals", "Call Ana | #2026goals"},
		{"Call Ana !high", "Call Ana | !high"},
		{"Call Ana !HIGH", "Call Ana | !high"},
		{"!low call Ana", "call Ana | !low"},
		{"Call Ana !medium", "Call Ana | !medium"},
		{"Call Ana !1", "Call Ana | !high"},
		{"Call Ana !2", "Call Ana | !medium"},
		{"Call Ana !3", "Call Ana | !low"},
		{"Call Ana !!", "Call Ana | !high"},
		{"Call Ana !high !low", "Call Ana !low | !high"},
		{"Call Ana !4", "Call Ana !4"},
		{"Call Ana tomorrow 5pm #sales !high @Website", "Call Ana | 2026-11-21 17:00 | #sales | !high | @Website relaunch"},
		{"Call Ana tomorrow 5pm #sales !high @Website every 2 weeks", "Call Ana | 2026-11-21 17:00 | FREQ=WEEKLY;INTERVAL=2 | #sales | !high | @Website relaunch"},
	}.check(t)
}

func TestNames(t *testing.T) {
	phrases{
		{"fix @web", "fix | @Website relaunch"},
		{"fix @WEB now", "fix now | @Website relaunch"},
		{"fix @website relaunch bugs", "fix bugs | @Website relaunch"},
		{"fix @WebsiteRelaunch bugs", "fix bugs | @Website relaunch"},
		{`fix @"Website relaunch" bugs`, "fix bugs | @Website relaunch"},
		{`fix @"website rel", soon`, "fix, soon | @Website relaunch"},
		{"fix @“Website relaunch” bugs", "fix bugs | @Website relaunch"},
		{"fix @booking", "fix | @Booking app"},
		{"fix @book", "fix @book"},
		{"fix @bookk", "fix | @Bookkeeping"},
		{"fix @cafe", "fix | @Café Müller"},
		{"fix @CAFÉ muller door", "fix door | @Café Müller"},
		{"ask @ana", "ask | @Ana Silva"},
		{"ask @an", "ask @an"},
		{"ask @ana.s", "ask | @Ana Silva"},
		{"ask @Ana Silva, then go", "ask, then go | @Ana Silva"},
		{"ask @anab", "ask | @Anabel"},
		{"ask @José @bel", "ask | @José | @Anabel"},
		{"ask @jose @jose", "ask @jose | @José"},
		{"ask @oyvind lukasz", "ask | @Øyvind Łukasz"},
		{"ask @tom", "ask | @Tom"},
		{"ask @tommy", "ask | @Tom Okafor"},
		{"ask @tom okafor", "ask | @Tom Okafor"},
		{"ask @unknown", "ask @unknown"},
		{`ask @"no one"`, `ask @"no one"`},
		{"fix @web @app", "fix @app | @Website relaunch"},
		{"@ana @web", "@ana @web | @Ana Silva | @Website relaunch"},
	}.check(t)
}

func TestQuotesAndBackslashesKeepWordsAsTheyAre(t *testing.T) {
	phrases{
		{`watch "Tomorrow never dies" tomorrow`, "watch Tomorrow never dies | 2026-11-21"},
		{`"tomorrow"`, "tomorrow"},
		{`"call mom tomorrow" friday`, "call mom tomorrow | 2026-11-27"},
		{"watch “Friday night” today", "watch Friday night | 2026-11-20"},
		{`say "today", tomorrow`, "say today | 2026-11-21"},
		{`read ("1984 every day") tomorrow`, "read (1984 every day) | 2026-11-21"},
		{`"#sales" report`, "#sales report"},
		{`\#sales report`, "#sales report"},
		{`\!high`, "!high"},
		{`mail \@ana`, "mail @ana"},
		{`say \"today tomorrow`, `say "today | 2026-11-21`},
		{`a 27" screen today`, `a 27" screen | 2026-11-20`},
		{`say "today`, `say "today`},
		{`"" today`, `"" | 2026-11-20`},
		{`C:\#x today`, `C:\#x | 2026-11-20`},
	}.check(t)
}
