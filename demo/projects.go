package demo

import (
	"slices"

	"mddash/domain"
)

// plan is a project as it is thought up. Days count from today, backwards where they are below 0.
type plan struct {
	name, key, client string
	about             string // Markdown
	words             string // the files of words that its tasks are made of
	start, end        int    // the same where it has no dates
	status            string // as it is today
	tasks             int
	owner             string // logins, as the ones below
	managers, members string
	viewers           string
	color, priority   string
	tags              string
	currency, billing string
	rate              int64 // an hour, in minor units
	// more than what was planned is the budget, in percent: below 100 it will not do.
	budget  int
	private bool
	// held is the day since which nothing happens.
	held     int
	archived bool
	template bool
	slots    string // words of its own, as words.with reads them
	columns  string // "status=Name:limit" and commas; empty for those every board begins with
}

const (
	hourly = domain.Hourly
	fixed  = domain.FixedPrice
)

// plans are the projects of the studio. Much of them happens at once, as it does.
func plans() []plan { return slices.Concat(underway(), waiting(), finished(), own()) }

// underway are what the studio works on for clients.
func underway() []plan {
	return []plan{
		{name: "Website relaunch", key: "WEB", client: "Harbour", words: "website", start: -75, end: 24, status: domain.ProjectInProgress, tasks: 128,
			about: "One page, three products, and the opening hours where people look for them.\n\n- **Launch:** before the summer menu\n- **Not part of it:** the wholesale shop\n\nStaging is at `staging.harbour-coffee.example`.",
			owner: "maya", managers: "tom", members: "ines jonas soren", viewers: "ana", color: "pine", priority: "high", tags: "website, launch",
			currency: "EUR", billing: fixed, rate: 9200, budget: 118, columns: "task=Backlog, in_progress=Doing:6, in_review=Review:4, done=Done"},
		{name: "Booking app", key: "BOOK", client: "Kite", words: "app", start: -160, end: 72, status: domain.ProjectInProgress, tasks: 232,
			about: "Patients book, move and cancel by themselves; the front desk gets its mornings back.\n\n1. Four clinics\n2. Two languages at first, four in the end\n3. No app store account needed to book\n\n> “If my mother can do it on the bus, it is ready.” Meera",
			owner: "jonas", managers: "maya layla", members: "yuki lukasz ines mateo", color: "blue", priority: "high", tags: "app, health",
			currency: "EUR", billing: hourly, rate: 9800, budget: 96, columns: "task=To do, in_progress=In progress:8, in_review=Review:5, testing=Testing, done=Done"},
		{name: "Brand refresh", key: "BRAND", client: "Alder", words: "brand", start: -58, end: 12, status: domain.ProjectInProgress, tasks: 74,
			about: "Keep the finch, lose the swirls.", owner: "ines", managers: "tom", members: "mateo maya soren", color: "violet", tags: "brand",
			currency: "GBP", billing: fixed, rate: 8200, budget: 113},
		{name: "Waiting room", key: "ROOM", client: "Kite", words: "research", start: -32, end: 135, status: domain.ProjectInProgress, tasks: 46,
			about: "How does it feel to wait? Signs, seats, screens and the coffee machine.", owner: "layla", managers: "ines", members: "jonas mateo", color: "teal",
			priority: "low", tags: "research, health", currency: "EUR", billing: fixed, rate: 9000, budget: 160,
			slots: "task = waiting for the turn | finding the right door | hearing one’s name | filling in the form | changing a nappy | charging a phone | leaving early"},
		{name: "窯元カタログ Kiln catalogue", key: "KILN", client: "川端", words: "print photo", start: -40, end: 50, status: domain.ProjectInProgress, tasks: 58,
			about: "Ninety-six pages about four kilns. Japanese first, English second.\n\n縦組みと横組みの両方。", owner: "ines", managers: "yuki", members: "soren tom mateo", color: "teal",
			tags: "print, photo", currency: "JPY", billing: fixed, rate: 13500, budget: 121,
			slots: "subject = kiln room | glaze tests | ninety bowls | hands on the wheel | ash and clay | the hill behind the kiln | the drying shelves | stacking the kiln; section = foreword | four kilns, four fires | glazes | map of the valley | bowls | vases | tools | interview with the master | index | imprint | back cover"},
		{name: "واجهة متجر النورس Seagull storefront", key: "GULL", client: "مكتبة", words: "shop website", start: -95, end: 40, status: domain.ProjectInProgress, tasks: 92,
			about: "A bookshop that reads from right to left and from left to right, equally well.", owner: "layla", managers: "maya", members: "yuki lukasz ines tom", color: "violet",
			priority: "medium", tags: "shop, rtl", currency: "AED", billing: fixed, rate: 36000, budget: 108,
			slots: "product = picture book | poetry pocket book | audio book | bilingual edition | gift card | dictionary | signed edition | book of the month | atlas | colouring book"},
		{name: "Night at the museum", key: "NIGHT", client: "Tidewater", words: "events", start: -50, end: 31, status: domain.ProjectInProgress, tasks: 78,
			about: "One night, 1,200 guests, eleven rooms, no whale touched.", owner: "zoe", managers: "tom", members: "amara mateo soren", color: "red", priority: "high", tags: "event",
			currency: "USD", billing: fixed, rate: 9500, budget: 110, columns: "task=Ideas, in_progress=Booking, confirmed=Confirmed, done=Done",
			slots: "group = guests | night guards | volunteers | neighbours | press | school classes | members; moment = doors | torch tour | whale talk | quiz | midnight soup | choir | closing"},
		{name: "Wind farm dashboard", key: "WIND", client: "Solvik", words: "app", start: -120, end: 95, status: domain.ProjectInProgress, tasks: 122,
			about: "What do the turbines do, and what does it mean for the village? For the control room and for a screen at the harbour.", owner: "jonas", managers: "layla",
			members: "yuki lukasz mateo", color: "lime", priority: "high", tags: "app, data", currency: "NOK", billing: hourly, rate: 112000, budget: 104, private: true,
			slots: "feature = alarm list | turbine page | power curve | harbour screen | shift log | map | weather strip | night mode | export | maintenance plan; entity = turbine | alarm | reading | shift | inspection | forecast; flow = an alarm at night | a storm warning | stopping one turbine | a visit from the village | handing over the shift | a sensor that lies; env = staging | the control room screen | an old tablet | the harbour screen in the sun | a phone on the ladder | Firefox"},
		{name: "Festival identity", key: "FEST", client: "Ribeira", words: "brand", start: -35, end: 55, status: domain.ProjectInProgress, tasks: 58,
			about: "This year's theme is *tide*. It has to move.", owner: "ines", managers: "maya", members: "mateo soren", color: "pink", tags: "brand, festival", currency: "EUR",
			billing: fixed, rate: 8800, budget: 125},
		{name: "Open day", key: "OPEN", client: "Blue Heron", words: "events", start: -18, end: 46, status: domain.ProjectInProgress, tasks: 42,
			about: "A Saturday in spring, 400 families.", owner: "tom", managers: "zoe", members: "amara mateo", color: "gray", priority: "low", tags: "event", currency: "ZAR",
			billing: fixed, rate: 95000, budget: 140,
			slots: "group = families | pupils | teachers | neighbours | parents | the choir; moment = doors | welcome | class tour | science show | choir | lunch"},
		{name: "Season programme 한빛극장", key: "SEAS", client: "한빛", words: "print mail", start: -80, end: -6, status: domain.ProjectInProgress, tasks: 64,
			about: "The printed season and the mails that go with it. Late because two plays moved.", owner: "zoe", managers: "ines", members: "tom mateo yuki", color: "red",
			priority: "high", tags: "print, theatre", currency: "KRW", billing: fixed, rate: 98000, budget: 97,
			slots: "section = season at a glance | opening night | the two plays that moved | ensemble | seats and prices | map | imprint | youth theatre | back cover; mail = ticket | programme change | reminder the day before | refund | season pass renewal | invitation to the rehearsal"},
	}
}

// waiting are what is planned, or on hold.
func waiting() []plan {
	return []plan{
		{name: "Ticket kiosk", key: "KIOSK", client: "Norrland", words: "kiosk", start: -70, end: 118, status: domain.ProjectOnHold, tasks: 70, held: -16,
			about: "Seven stations, one machine that works at minus 25 degrees. **Waiting** for the safety board.", owner: "zoe", managers: "jonas", members: "yuki mateo layla amara",
			color: "orange", priority: "medium", tags: "hardware, rail", currency: "SEK", billing: fixed, rate: 98000, budget: 190},
		{name: "Festival site", key: "RIB", client: "Ribeira", words: "website events", start: -6, end: 80, status: domain.ProjectPlanning, tasks: 40,
			about: "Programme, tickets, and what is on tonight.", owner: "tom", managers: "maya", members: "jonas lukasz ines", color: "pink", tags: "website, festival",
			currency: "EUR", billing: hourly, rate: 9000, budget: 130,
			slots: "page = programme page | film page | tonight page | tickets page | venues page | jury page | press page | volunteers page; group = guests | film makers | jury | volunteers | press; moment = opening | short film night | award | closing"},
		{name: "Wayfinding signs", key: "SIGN", client: "Norrland", words: "research kiosk", start: 10, end: 150, status: domain.ProjectPlanning, tasks: 30,
			about: "From the train to the taxi without asking.", owner: "zoe", managers: "layla", members: "mateo ines", color: "orange", priority: "low", tags: "research, rail",
			currency: "SEK", billing: fixed, rate: 98000, budget: 150,
			slots: "station = Umeå | Boden | Luleå; task = finding the taxi | finding the lift | changing trains | finding the toilet | finding the way out | buying a ticket"},
		{name: "Coffee subscription", key: "SUBS", client: "Harbour", words: "shop app", start: 14, end: 140, status: domain.ProjectPlanning, tasks: 32,
			about: "Beans in the letterbox every other Friday.", owner: "maya", managers: "jonas", members: "lukasz ines", viewers: "ana", color: "pine", tags: "shop, app",
			currency: "EUR", billing: fixed, rate: 9200, budget: 145,
			slots: "product = coffee beans | espresso box | gift subscription | tasting box | filter papers; feature = pause button | delivery calendar | taste profile | gift note | address book | invoice list; entity = subscription | parcel | voucher | gift | payment; flow = pausing for a holiday | a gift for somebody else | moving house | a card that expired"},
	}
}

// finished are what is done; some of it is archived.
func finished() []plan {
	return []plan{
		{name: "Annual report", key: "REPORT", client: "Kite", words: "print", start: -150, end: -25, status: domain.ProjectCompleted, tasks: 68,
			about: "64 pages, two languages, and numbers that people want to read.", owner: "ines", managers: "tom", members: "mateo amara", color: "blue", tags: "print",
			currency: "EUR", billing: fixed, rate: 8400, budget: 102,
			slots: "section = foreword | numbers of the year | four clinics | a night shift | interview with Dr. Shah | map | picture pages | what went wrong | thanks | imprint | back cover"},
		{name: "Spring menu shoot", key: "MENU", client: "Harbour", words: "photo", start: -500, end: -455, status: domain.ProjectCompleted, tasks: 38, archived: true,
			about: "Twelve plates, two days, one window.", owner: "soren", managers: "maya", members: "ines", viewers: "ana", color: "amber", tags: "photo", currency: "EUR",
			billing: fixed, rate: 8800, budget: 105,
			slots: "subject = twelve plates | the first rhubarb | pea soup | a flat white from above | the chalkboard | crumbs and hands | the long table | lemon and salt"},
		{name: "Online shop", key: "SHOP", client: "Boulangerie", words: "shop website", start: -360, end: -170, status: domain.ProjectCompleted, tasks: 104,
			about: "Bread by post, ordered before midnight, baked at five.", owner: "maya", managers: "tom", members: "jonas ines soren lukasz", color: "amber", tags: "shop, website",
			currency: "EUR", billing: hourly, rate: 8600, budget: 92,
			slots: "product = rye loaf | bread box | gift card | brioche | jam of the month | tea towel | sourdough starter | Sunday box | apron | canelés"},
		{name: "Audio guide", key: "AUDIO", client: "Tidewater", words: "app", start: -520, end: -300, status: domain.ProjectCompleted, tasks: 110, archived: true,
			about: "Forty stations, six languages, one child's voice.", owner: "jonas", managers: "maya", members: "tom yuki layla ines", color: "red", tags: "app, museum",
			currency: "USD", billing: hourly, rate: 9000, budget: 99,
			slots: "feature = stop list | map | search by number | offline mode | player | headphone check | language picker | staff mode | rating at the exit | children’s tour; entity = exhibit | stop | recording | device | rental | tour; flow = first start | a stop without sound | a class of thirty | headphones broken | changing the language halfway | no network in the cellar"},
		{name: "Solvik brand film", key: "FILM", client: "Solvik", words: "film", start: -330, end: -190, status: domain.ProjectCompleted, tasks: 54,
			about: "Two minutes about wind, without a single drone shot at sunset.", owner: "soren", managers: "tom", members: "layla ines mateo", color: "lime", tags: "film",
			currency: "NOK", billing: fixed, rate: 96000, budget: 101},
		{name: "School handbook", key: "HAND", client: "Blue Heron", words: "print", start: -470, end: -380, status: domain.ProjectCompleted, tasks: 48, archived: true,
			about: "What a new pupil needs to know, in five languages and few words.", owner: "tom", managers: "ines", members: "amara", color: "gray", tags: "print", currency: "ZAR",
			billing: fixed, rate: 90000, budget: 103,
			slots: "section = first day | timetable | house rules | map of the school | who helps | lost property | food | homework | when you are ill | glossary | back cover"},
		{name: "Ticket mails", key: "MAIL", client: "Norrland", words: "mail", start: -370, end: -290, status: domain.ProjectCompleted, tasks: 44,
			about: "Nine mails that used to be four pages each.", owner: "tom", managers: "zoe", members: "lukasz", color: "orange", tags: "mail, rail", currency: "SEK", billing: hourly,
			rate: 92000, budget: 107},
		{name: "Accessibility audit", key: "AUDIT", client: "Alder", words: "research", start: -290, end: -225, status: domain.ProjectCompleted, tasks: 46,
			about: "Shop, site and telephone: who is kept out, and by what?", owner: "layla", managers: "zoe", members: "lukasz", color: "teal", tags: "research", currency: "GBP",
			billing: hourly, rate: 7800, budget: 104},
	}
}

// own are what the studio does for itself.
func own() []plan {
	return []plan{
		{name: "Studio ops", key: "OPS", words: "ops", start: -545, end: -545, status: domain.ProjectInProgress, tasks: 156,
			about: "Everything that keeps the lights on. Nobody's favourite, everybody's job.", owner: "maya", managers: "amara", members: "tom jonas zoe layla",
			color: "gray", tags: "internal", currency: "EUR"},
		{name: "Website, the usual way", key: "TMPL", words: "website", start: 0, end: 0, status: domain.ProjectPlanning, tasks: 36, template: true,
			about: "What every website of ours goes through. Make a copy, delete what you don't need.", owner: "maya", managers: "tom jonas", members: "ines", color: "gray", tags: "template",
			currency: "EUR"},
		{name: "A new developer", key: "HIRE", words: "hire", start: -28, end: 20, status: domain.ProjectInProgress, tasks: 32, private: true,
			about: "Somebody who finishes things. Stays between the four of us until they have signed.", owner: "maya", managers: "jonas amara", members: "zoe", color: "amber",
			tags: "internal, people", currency: "EUR"},
		{name: "Move to the rope factory", key: "MOVE", words: "move", start: -440, end: -345, status: domain.ProjectCompleted, tasks: 58, archived: true,
			about: "Second floor, north light, a lift that remembers the war.", owner: "amara", managers: "maya", members: "tom soren ines jonas", color: "gray", tags: "internal, office",
			currency: "EUR"},
		{name: "Summer party", key: "PARTY", words: "events", start: -4, end: 64, status: domain.ProjectPlanning, tasks: 28,
			about: "On the roof, if it holds.", owner: "amara", managers: "zoe", members: "mateo soren tom", color: "pink", priority: "low", tags: "internal, event", currency: "EUR",
			slots: "group = families | neighbours | clients | former colleagues | staff; moment = doors | boules | dinner | speech | dancing"},
		{name: "Design system", key: "DS", words: "system", start: -260, end: 90, status: domain.ProjectOnHold, tasks: 76, held: -47,
			about: "One set of parts for all our projects. On hold until the booking app is out.", owner: "ines", managers: "lukasz", members: "yuki mateo jonas", color: "violet",
			tags: "internal, design", currency: "EUR", columns: "task=Wanted, in_progress=In the workshop:4, in_review=Tried in a project, done=Part of it"},
		{name: "Photo library", key: "PHOTO", words: "photo", start: -230, end: -60, status: domain.ProjectCompleted, tasks: 48,
			about: "Eleven thousand pictures, found again in under a minute.", owner: "soren", managers: "amara", members: "ines mateo", color: "blue", tags: "internal, photo", currency: "EUR"},
	}
}
