package demo

import (
	"context"
	"slices"

	"mddash/domain"
	"mddash/store"
)

// client is somebody whom the studio works for.
type client struct {
	id    string
	by    string // who keeps it: the part of their address before the @
	from  int    // days before today that they met
	input domain.ClientInput
}

// contact is a person there; site ends their address.
func contact(name, role, email, phone string) domain.Contact {
	return domain.Contact{Name: name, Role: role, Email: email, Phone: phone}
}

func met(by string, from int, name, person, email, site, color, notes string, others ...domain.Contact) *client {
	return &client{by: by, from: from, input: domain.ClientInput{
		CompanyName: name, ContactPerson: &person, ContactEmail: &email, WebsiteURL: &site, Color: &color, Notes: &notes, Contacts: others,
	}}
}

func clients() []*client {
	return []*client{
		met("maya", 555, "Harbour Coffee", "Ana Ruiz", "ana@harbour-coffee.example", "https://harbour-coffee.example", "orange",
			"Roastery and two cafés at the harbour. Decisions are made at the counter, **before ten**.\n\n- Invoices by the 25th, in euros\n- Never call during the lunch rush",
			contact("Elias Holm", "Roaster", "elias@harbour-coffee.example", "+46 31 555 01 12"), contact("Rim Belkacem", "Accounts", "accounts@harbour-coffee.example", "")),
		met("jonas", 420, "Kite Health", "Dr. Meera Shah", "meera@kite-health.example", "https://kite-health.example", "blue",
			"Four clinics, one front desk. Everything with patient data stays in the EU; the agreement is in the binder.",
			contact("Callum Reid", "IT", "callum@kite-health.example", "+44 20 5550 0142"), contact("Adaeze Obi", "Front desk", "desk@kite-health.example", "+44 20 5550 0100")),
		met("tom", 300, "Alder & Finch", "Jo Finch", "jo@alder-finch.example", "https://alder-finch.example", "lime",
			"Furniture from storm-felled trees. They read everything twice and answer in the evening."),
		met("zoe", 385, "Norrland Rail", "Pär Sundin", "par.sundin@norrland-rail.example", "https://norrland-rail.example", "red",
			"Purchase orders only. Quote the number on every invoice, or it comes back.\n\n| what | who |\n| --- | --- |\n| stations | Pär |\n| mail and tickets | Sanna |",
			contact("Sanna Utsi", "Tickets", "sanna.utsi@norrland-rail.example", "+46 90 555 03 30"), contact("Orders", "", "orders@norrland-rail.example", "")),
		met("maya", 540, "Boulangerie Mireille", "Hélène Aubry", "helene@mireille.example", "https://mireille.example", "amber",
			"Three sisters, one oven. Calls are fine after 14:00.", contact("Odile Aubry", "Shop", "odile@mireille.example", "+33 4 55 55 01 20")),
		met("ines", 120, "川端陶器 Kawabata Ceramics", "川端 さくら", "sakura@kawabata.example", "https://kawabata.example", "teal",
			"窯は年に四回。Firing weeks are sacred: no meetings in the first week of each season."),
		met("layla", 200, "مكتبة النورس Seagull Books", "سلمى ناصر", "salma@seagull-books.example", "https://seagull-books.example", "violet",
			"Bookshop and small press, Arabic and English. Proofs go to Salma *and* to the authors.", contact("يوسف منصور", "المحرر", "yousef@seagull-books.example", "")),
		met("zoe", 535, "Tidewater Museum", "Grace Achieng", "grace@tidewater.example", "https://tidewater.example", "blue",
			"Closed on Mondays, which is when they have time for us.", contact("Winston Park", "Building", "winston@tidewater.example", "+1 555 0142"), contact("Noelani Kahale", "Education", "noelani@tidewater.example", "")),
		met("jonas", 345, "Solvik Energy", "Ingrid Solvik", "ingrid@solvik.example", "https://solvik.example", "pine",
			"Eleven turbines and a village that owns them. Safety course needed before anybody goes up."),
		met("tom", 150, "Ribeira Film Festival", "Duarte Nóvoa", "duarte@ribeira-fest.example", "https://ribeira-fest.example", "pink",
			"Everything happens in the last six weeks. Plan for that.", contact("Chiara Bonetti", "Programme", "chiara@ribeira-fest.example", "")),
		met("tom", 500, "Blue Heron School", "Nomvula Dlamini", "nomvula@blueheron.example", "https://blueheron.example", "gray",
			"School year starts in January. Parents' council meets on the first Wednesday.", contact("Thabo Mokoena", "Parents' council", "thabo@blueheron.example", "")),
		met("zoe", 110, "한빛극장 Hanbit Theatre", "한지우", "jiwoo@hanbit.example", "https://hanbit.example", "red",
			"두 달마다 새 공연. The season is announced in one go; nothing may leak before."),
	}
}

// meet takes the clients in.
func (s *story) meet(all []*client) {
	for _, c := range all {
		who := s.who(c.by)
		s.will(s.at(s.day(-c.from), who), who, func(ctx context.Context, as *store.Scope) error {
			added, err := as.AddClient(ctx, c.input)
			c.id = added.ID
			return err
		})
	}
}

// called finds a client by how its name begins.
func called(all []*client, name string) *client {
	if name == "" {
		return nil
	}
	return all[slices.IndexFunc(all, func(c *client) bool {
		return len(c.input.CompanyName) >= len(name) && c.input.CompanyName[:len(name)] == name
	})]
}
