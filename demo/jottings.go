package demo

import "slices"

// jottings are the notes that somebody wrote by hand.
func jottings() []*jotting {
	return slices.Concat(clientNotes(), handbook(), journals(), home())
}

// minuted are things that come up in meetings.
func minuted() []string {
	return []string{
		"The dates hold, if the photographs come by Thursday.",
		"Nobody could find the old logo files. **They are in the archive now**, under the year.",
		"The client likes the second version. The first one stays in the drawer.",
		"We measured instead of guessing: the page opens in *1.2 s* on a train.",
		"Too many words on the first screen. Half of them go.",
		"One question is open, and it is in the log of decisions.",
		"The estimate was made for two languages. Now there are four.",
		"Feedback comes in one document from now on, not in nine mails.",
		"Testing with five people found what three weeks of talking had not.",
		"Budget: two thirds used, three quarters done.",
		"Holidays from the 14th. Hand over before, not during.",
		"Print needs the texts a week earlier than the site does.",
	}
}

// clientNotes are about those the studio works for.
func clientNotes() []*jotting {
	return []*jotting{
		{title: "Harbour Coffee: kick-off", by: "maya", notebook: "Clients", tags: "meeting", kind: "meeting", color: "amber", project: "WEB", from: 74, pinned: true,
			text:  "They want the shop to feel like the counter: one page, three products, no carousel.\n\n## Who\n\nAna decides, Per pays. Both come before **ten**.\n\n## What they said\n\n> We don’t need more people on the page. We need them to find the door.\n\n- Opening hours first, on every screen\n- No pop-ups. Ever.\n- The wholesale shop is *not* part of it\n",
			later: []string{"They want the shop to feel like the counter: one page, three products, no carousel.\n\n## Who\n\nAna decides, Per pays. Both come before **ten**.\n\n## What they said\n\n> We don’t need more people on the page. We need them to find the door.\n\n- Opening hours first, on every screen\n- No pop-ups. Ever.\n- The wholesale shop is *not* part of it\n\nThe copy goes on in [[Homepage copy, third pass]].\n"}},
		{title: "Homepage copy, third pass", by: "maya", notebook: "Clients", tags: "copy", project: "WEB", from: 9, shared: "tom:edit ana:view",
			text: "# Homepage copy, third pass\n\nAna asked for **fewer adjectives**.\nSee [[Harbour Coffee: kick-off]].\n\n## Above the fold\n\n> Coffee from six farms we know by name.\n",
			later: []string{
				"# Homepage copy, third pass\n\nAna asked for **fewer adjectives** and one clear price.\nSee [[Harbour Coffee: kick-off]].\n\n## Above the fold\n\n> Coffee from six farms we know by name.\n> Roasted on Tuesdays, at your door on Thursdays.\n\n- [ ] Under six words in the headline\n- [ ] One link: `/shop`\n",
				"# Homepage copy, third pass\n\nAna asked for **fewer adjectives** and one clear price.\nSee [[Harbour Coffee: kick-off]].\n\n## Above the fold\n\n> Coffee from six farms we know by name.\n> Roasted on Tuesdays, at your door on Thursdays.\n\n- [x] Under six words in the headline\n- [x] One link: `/shop`\n- [ ] Check the claim about direct trade\n\n## Prices\n\n| Bag   | Weight | Price |\n|-------|--------|-------|\n| House | 250 g  | €9    |\n| Farm  | 250 g  | €12   |\n\n## Open question\n\nDo we name the farms in the footer too? @Tom\n",
			}},
		{title: "Product page: what we tried", by: "tom", notebook: "Clients", tags: "research", project: "WEB", from: 31, text: "Round one had the price under the fold. Round two puts it beside the name.\n\n1. Price below: 3 of 5 scrolled past it\n2. Price beside: 5 of 5 found it\n3. Price in the button: *felt like shouting*\n\nWhat came of it is in [[Homepage copy, third pass]].\n"},
		{title: "Booking flow: what patients told us", by: "layla", notebook: "Clients", tags: "research", project: "BOOK", from: 48, liked: true, text: "Nine of twelve looked for the number first. **Put it in the header.**\n\n- “I don’t want an account, I want Tuesday.”\n- “Is this my doctor or any doctor?”\n- Two people gave up at the date picker[^1].\n\n[^1]: Both used the arrow keys. They work now.\n"},
		{title: "Kite Health: whom to ask for what", by: "jonas", notebook: "Clients", tags: "contact", project: "BOOK", from: 120, text: "| For | Ask | When |\n| --- | --- | --- |\n| anything medical | Meera | mornings |\n| the old system | Ivo | never on Mondays |\n| money | the front desk | *really* |\n"},
		{title: "Alder & Finch: tone of voice", by: "ines", notebook: "Clients", tags: "copy, brand", project: "BRAND", from: 40, color: "violet", text: "Dry, kind, short. They read everything twice and answer in the evening.\n\n## Yes\n\n- wood, not timber\n- storm-felled, not sustainable\n\n## No\n\n- ~~curated~~\n- ~~passion~~\n"},
	}
}

// handbook is what the studio knows of itself.
func handbook() []*jotting {
	return []*jotting{
		{title: "How we price work", by: "maya", notebook: "Studio handbook", tags: "money", color: "teal", from: 400, shared: "tom:edit jonas:view ines:view amara:edit", pinned: true,
			text:  "Fixed price for discovery, hourly rate after. Never quote on the call.\n",
			later: []string{"Fixed price for discovery, weekly rate after. Never quote on the call.\n\n1. Ask what it is worth to them.\n2. Write down what is **not** part of it.\n3. Sleep on it.\n4. Send one number, not three.\n\nBelow ten days see [[Small jobs]].\n"}},
		{title: "Small jobs", by: "amara", notebook: "Studio handbook", tags: "money", from: 310, shared: "maya:edit tom:view", text: "By the hour, in quarters of an hour, with the timer.\n\n- [ ] A paid first hour\n- [ ] A limit in the mail\n- [ ] The invoice on the same day\n\nThe rest is in [[How we price work]].\n"},
		{title: "Launch checklist", by: "tom", notebook: "Studio handbook", tags: "checklist, launch", kind: "checklist", color: "pine", from: 200, liked: true, shared: "maya:edit jonas:edit ines:edit lukasz:edit",
			text: "Copy this note for each launch.\n\n- [ ] Redirects from every old address\n- [ ] Pictures have a text\n- [ ] 404 page says something useful\n- [ ] Forms send mail to somebody who is awake\n- [ ] Backup from last night **opened**, not only made\n- [ ] Analytics: off, unless asked for\n- [ ] Cake\n"},
		{title: "When the server is down", by: "lukasz", notebook: "Studio handbook", tags: "runbook", color: "red", from: 280, shared: "jonas:edit yuki:edit maya:view", text: "Breathe. Then:\n\n```sh\nssh north systemctl status caddy\nssh north journalctl -u site --since -15m | tail -50\n```\n\nIf the disk is full:\n\n```sh\ndu -xh --max-depth=2 /var | sort -h | tail\n```\n\nTell the client **before** they tell us. Text for that is in [[What to write when it breaks]].\n"},
		{title: "What to write when it breaks", by: "tom", notebook: "Studio handbook", tags: "copy, runbook", from: 279, shared: "maya:view jonas:view lukasz:view amara:view", text: "> The site has not been answering since 10:42. We know why and expect it back by 11:15. Nothing that was sent is lost. I will write again at 11:15 either way.\n\nNo “sorry for any inconvenience”. Say what, since when, until when.\n"},
		{title: "Whom we work for", by: "layla", notebook: "Studio handbook", tags: "values", from: 257, shared: "maya:edit tom:edit zoe:view ines:view", text: "People who make or repair something, public places, health.\n\nNot: casinos, weapons, anything that has to hide its price.\n"},
		{title: "Onboarding in five days", by: "zoe", notebook: "Studio handbook", tags: "checklist", kind: "checklist", from: 160, shared: "maya:view amara:edit tom:view", text: "- [x] Monday: keys, lunch, nobody asks anything\n- [x] Tuesday: one small fix, online by four\n- [ ] Wednesday: sit in on a client call\n- [ ] Thursday: write down what was odd\n- [ ] Friday: change one of these things\n"},
	}
}

// journals are notes that nobody else reads.
func journals() []*jotting {
	return []*jotting{
		{title: "Retro, spring", by: "maya", notebook: "Journal", tags: "meeting", kind: "meeting", color: "lime", from: 190, text: "Keep: Wednesday demos. Stop: late scope changes. Try: no-meeting Fridays.\n"},
		{title: "Retro, autumn", by: "maya", notebook: "Journal", tags: "meeting", kind: "meeting", color: "lime", from: 18, text: "The Fridays worked. The scope changes did not stop, but now they have **a price**.\n\n- Keep: no-meeting Fridays\n- Stop: answering at night\n- Try: one estimate, two people\n"},
		{title: "Ideas for the studio’s own site", by: "maya", notebook: "Journal", tags: "idea", kind: "idea", from: 66, text: "- A page per *decision*, not per project\n- The price list, in the open\n- No team photo. Drawings by Mateo?\n\nSee how [[How we price work]] could be public.\n"},
		{title: "Reading list", by: "maya", notebook: "Journal", tags: "idea", from: 330, liked: true, text: "- [x] The Timeless Way of Building\n- [x] Thinking with Type\n- [ ] Seeing Like a State\n- [ ] Something with a plot\n"},
		{title: "Old price list", by: "maya", notebook: "Journal", tags: "money", from: 500, put: true, text: "Hourly, 70. Kept so that nobody says it was ever cheaper.\n"},
		{title: "スタジオの日本語メモ", by: "yuki", notebook: "メモ", tags: "日本語", from: 90, text: "予約アプリの文言を確認する。\n\n- [ ] 敬語を揃える\n- [x] 日付の形式（2026年11月22日）\n"},
		{title: "أفكار للمقابلات", by: "layla", notebook: "بحث", tags: "بحث", from: 55, text: "اسأل عن آخر مرة، لا عن المعتاد.\n\n- متى كانت آخر زيارة؟\n- ماذا حدث **قبل** أن تتصل؟\n"},
		{title: "CSS I keep forgetting", by: "ines", notebook: "Snippets", tags: "css", from: 140, liked: true, text: "```css\n.card { container-type: inline-size; }\n@container (width > 30rem) { .card > img { float: inline-start; } }\n```\n\nAnd `text-wrap: balance` for headings.\n"},
		{title: "SQL for the invoice export", by: "jonas", notebook: "Snippets", tags: "sql", from: 77, text: "```sql\nSELECT client, sum(minutes) / 60.0 AS hours\nFROM entries\nWHERE billable AND day >= date('now', 'start of month')\nGROUP BY client ORDER BY hours DESC;\n```\n"},
	}
}

// home is what is left of a life.
func home() []*jotting {
	return []*jotting{
		{title: "Packing list: Göteborg", by: "maya", notebook: "Kitchen and home", tags: "travel", kind: "checklist", color: "pink", from: 4, pinned: true, text: "Laptop, kiosk prototype, USB-C hub, printed flows, rain jacket\n\n- [x] Laptop\n- [x] Kiosk prototype\n- [x] USB-C hub\n- [ ] Printed flows\n- [ ] Rain jacket\n- [ ] Train tickets\n- [ ] Keys to the flat\n- [ ] Something for Ana\n- [ ] Umbrella\n"},
		{title: "Kitchen colours", by: "maya", notebook: "Kitchen and home", tags: "home", from: 130, text: "Limewash, NCS S 1005-Y20R. Two coats. Ask Lena about the ceiling.\n"},
		{title: "Cardamom buns", by: "maya", notebook: "Kitchen and home", tags: "recipe", from: 240, liked: true, shared: "soren:view zoe:view", text: "| | for 20 |\n| --- | --- |\n| milk | 5 dl |\n| yeast | 50 g |\n| flour | 900 g |\n| cardamom | 2 tbsp, *freshly ground* |\n\n1. Warm the milk to 37 °C.\n2. Knead for ten minutes. Really.\n3. An hour under a towel.\n4. 225 °C, eight minutes.\n"},
	}
}
