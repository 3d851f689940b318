package demo

import "slices"

// questions are everything that had to be decided.
func questions() []*question {
	return slices.Concat(studioQuestions(), appQuestions(), otherQuestions())
}

// studioQuestions are about the studio itself.
func studioQuestions() []*question {
	return []*question{
		{name: "Weekly rate instead of hourly", by: "maya", asked: 520, decided: 512, context: "Three clients asked what an hour is worth. None asked what a week brings.",
			options: "*A week as the smallest unit: - small jobs don't fit\nHours, as before", outcome: "A week, for everything over ten days. Small jobs go on by the hour."},
		{name: "Back to hours for small clients", by: "maya", asked: 330, decided: 322, due: 45, replaces: "Weekly rate instead of hourly",
			context: "Two bakeries and a school said no to a week. They were right.", options: "*Hours below ten days, weeks above: + fits both\nWeeks for all",
			outcome: "Both. The estimate says which one and why."},
		{name: "Four-day weeks in July", by: "maya", asked: 190, decided: 180, due: 9, context: "Nobody buys a website in July. Everybody has children, tomatoes or both.",
			options: "*Four days, full pay: + was fine last year\nHalf days\nClose for two weeks: - the museum opens then", outcome: "Four days. Fridays have one person on the phone."},
		{name: "Move client files off the shared drive", by: "tom", asked: 410, decided: 400, context: "It is full, it is slow, and nobody dares to delete.",
			options: "*Own server in the rope factory\nA service in the cloud: - health data", outcome: "Own server, backup in Lisbon every night. See the runbook."},
		{name: "Which accounting program?", by: "amara", asked: 300, decided: 281, due: 84, options: "The old one, updated\n*A smaller one that exports everything\nSpreadsheets", outcome: "The smaller one. If we leave it, we can take everything along."},
		{name: "Dogs in the studio?", by: "zoe", asked: 210, decided: 205, context: "One dog, very quiet. One allergy, quite loud.", options: "Yes\n*Wednesdays, in the workshop", outcome: "Wednesdays."},
		{name: "Do we take on work for casinos?", by: "layla", asked: 260, decided: 258, outcome: "No. It is on the page “whom we work for”."},
		{name: "Interns: paid, and not before spring", by: "amara", asked: 230, decided: 219, outcome: "Three months, paid, one at a time. Tom looks after them."},
		{name: "A second screen for everybody?", by: "jonas", asked: 150, decided: -1, outcome: "Nobody asked again."},
		{name: "Prices for next year", by: "amara", asked: 20, due: 18, context: "Costs went up by 6 %, our rates by nothing.\n\n| | now | proposal |\n| --- | --- | --- |\n| design | 84 | 88 |\n| code | 92 | 98 |",
			options: "Raise by 6 %\nRaise for new clients only: + nobody is annoyed\nStay: - two months of air"},
		{name: "Where do we meet in autumn?", by: "zoe", asked: 12, due: 33, options: "A cabin near Åre: + quiet\nLisbon: + warm - far for some\nHere, with good food"},
		{name: "Publish our parts as open source?", by: "lukasz", asked: 61, due: -3, context: "Half of it is CSS anyway.", options: "All of it\nOnly the tokens and the icons\nNothing: - it is a good advert"},
	}
}

// appQuestions are about what the studio builds for the web.
func appQuestions() []*question {
	return []*question{
		{name: "Swish before card at checkout", project: "SHOP", by: "ines", asked: 300, decided: 292, options: "*Swish first\nCard first", outcome: "Swish first: eight of ten testers looked for it."},
		{name: "Bread ships on Mondays and Thursdays only", project: "SHOP", by: "maya", asked: 270, decided: 268, outcome: "Two days. Everything else arrives stale."},
		{name: "One page, three products", project: "WEB", by: "maya", asked: 62, decided: 55, context: "The old menu had 41 entries. Visitors opened two.",
			options: "*One page with three products\nA page for each product: + search engines - nobody clicks\nThe whole price list", outcome: "One page. The price list is a PDF for the wholesale people."},
		{name: "Photos by us or by the client?", project: "WEB", by: "tom", asked: 48, decided: 44, options: "*By us, one day\nBy Elias with his phone: + he is there at five", outcome: "One day by us, and Elias fills the gaps."},
		{name: "Cookie notice: none", project: "WEB", by: "jonas", asked: 40, decided: 39, outcome: "We count without cookies, so there is nothing to ask."},
		{name: "Gift cards at launch?", project: "WEB", by: "ines", asked: 9, due: 4, context: "They sell a third of all gift cards in four weeks of the year.", options: "At launch\nFour weeks later: + one thing less\nNever: the counter does it"},
		{name: "Launch on a Tuesday", project: "WEB", by: "maya", asked: 6, due: 12, options: "Tuesday the week before\nTuesday after the summer menu"},
		{name: "Host booking data in the EU only", project: "BOOK", by: "jonas", asked: 150, decided: 146, due: 120, outcome: "EU only, also for backups and logs."},
		{name: "Use Postgres for booking data", project: "BOOK", by: "jonas", asked: 140, decided: 131, context: "Two writers, four clinics, and reports at night.",
			options: "*Postgres\nSQLite per clinic: + simple - reports\nThe client's old server", outcome: "Postgres. Yuki keeps the migrations."},
		{name: "Own sign-in, no accounts elsewhere", project: "BOOK", by: "layla", asked: 120, decided: 112, outcome: "A code by text message. Nobody has to remember anything."},
		{name: "Arabic in the first release", project: "BOOK", by: "layla", asked: 90, decided: 85, options: "*In the first release\nLater: - never", outcome: "First release. The layout was made for it anyway."},
		{name: "How many reminders?", project: "BOOK", by: "ines", asked: 70, decided: 61, outcome: "One, the day before, at ten."},
		{name: "Two reminders after all", project: "BOOK", by: "maya", asked: 30, decided: 26, replaces: "How many reminders?", context: "One in nine still forgets.", outcome: "Two: the day before, and two hours before."},
		{name: "Show the names of waiting patients?", project: "BOOK", by: "layla", asked: 14, due: 6, options: "First names\nNumbers: + private - cold\nA picture that each one chooses"},
		{name: "Drop support for the oldest phones?", project: "BOOK", by: "lukasz", asked: 4, due: 20, context: "3 % of visits, 30 % of the bugs."},
	}
}

// otherQuestions are about everything else that it makes.
func otherQuestions() []*question {
	return []*question{
		{name: "Ship the kiosk without animation?", project: "KIOSK", by: "jonas", asked: 24, due: -2, options: "No animation at launch: + faster + calmer\nA short one when paying"},
		{name: "Which printer?", project: "KIOSK", by: "zoe", asked: 55, decided: 41, options: "The cheap one: - jams at minus 20\n*The one with a heater", outcome: "The heated one. Two spares in Boden."},
		{name: "The finch looks left", project: "BRAND", by: "ines", asked: 41, decided: 36, options: "Right, as always\n*Left: + towards the name", outcome: "Left. Jo slept over it twice."},
		{name: "Uncoated paper for everything", project: "BRAND", by: "tom", asked: 30, decided: 21, outcome: "Uncoated, also for the sleeves. Costs 4 % more and feels like wood."},
		{name: "Japanese title on the cover, or both?", project: "KILN", by: "ines", asked: 22, due: 8, options: "日本語だけ\nBoth, side by side\nBoth, front and back"},
		{name: "Arabic first in the address bar", project: "GULL", by: "layla", asked: 70, decided: 64, outcome: "Addresses are in Arabic, with an English one that leads there."},
		{name: "Sell e-books?", project: "GULL", by: "tom", asked: 33, decided: -1, outcome: "The press has no rights for them yet. Ask again next year."},
		{name: "Rain plan: the whale hall", project: "NIGHT", by: "zoe", asked: 28, decided: 20, outcome: "Everything moves under the whale, except the food."},
		{name: "Tickets by name?", project: "NIGHT", by: "amara", asked: 8, due: 2, options: "By name\nWithout names: + faster at the door"},
		{name: "Noise: tell the village every hour or every day?", project: "WIND", by: "layla", asked: 60, decided: 47, options: "Every hour\n*Every day, with the hour on demand", outcome: "Every day. The people who want the hour know where it is."},
		{name: "Who wins at night: wind or sleep?", project: "WIND", by: "jonas", asked: 10, due: 15, context: "Two turbines are 900 m from the school."},
		{name: "Remote, or in the rope factory?", project: "HIRE", by: "jonas", asked: 18, decided: 12, outcome: "Either. Two days a month here."},
	}
}
