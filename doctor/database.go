package doctor

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"mddash/domain"
	"mddash/store"
)

// intactWithin is how long a big file is looked through.
const intactWithin = 20 * time.Second

func (p Patient) checkDatabase(ctx context.Context) domain.Check {
	const name = "database"
	if p.Broken != nil {
		found, advice := reason(p.Broken, "MDDASH_DATABASE_URL")
		return wrong(name, found+".", cmp.Or(advice, "Look at MDDASH_DATABASE_URL, and at what is there."))
	}
	facts, err := p.Store.Facts(ctx)
	about := facts.Engine + ", " + domain.SizeText(facts.Size)
	switch {
	case err != nil:
		found, advice := reason(err, "MDDASH_DATABASE_URL")
		return wrong(name, p.Store.Name()+": "+strings.TrimPrefix(strings.TrimSuffix(found, "."), "look at the database: ")+".", cmp.Or(advice, "Look whether the database runs and can be reached."))
	case facts.Missing:
		return good(name, p.Store.Name()+" is not there yet; the first start makes it.")
	case facts.Pending > 0:
		return warn(name, fmt.Sprintf("%s; %d migrations are to be done.", about, facts.Pending), "The next start does them; “mddash migrate up” does them now.")
	case oldPostgres(facts.Engine):
		return warn(name, fmt.Sprintf("%s; mddash is tested with PostgreSQL %d.", about, postgresTested), "Bring the server up to date when you can.")
	case facts.File != "" && !facts.WAL:
		return warn(name, about+"; readers wait for writers, as it is not in WAL mode.", "Stop other programs that use the file, and start mddash again; network disks can't do it.")
	}
	return good(name, about+", up to date.")
}

// postgresTested is the oldest version of PostgreSQL that the tests run on.
const postgresTested = 15

func oldPostgres(engine string) bool {
	var major int
	_, err := fmt.Sscanf(engine, "PostgreSQL %d", &major)
	return err == nil && major < postgresTested
}

func (p Patient) checkIntact(ctx context.Context, facts store.Facts) domain.Check {
	const name = "integrity"
	if facts.Missing {
		return good(name, "There is nothing yet.")
	}
	hurried, done := context.WithTimeout(ctx, intactWithin)
	defer done()
	err := p.Store.Intact(hurried)
	switch {
	case hurried.Err() != nil && ctx.Err() == nil:
		return good(name, "Nothing is damaged as far as it was looked through in "+intactWithin.String()+"; “mddash check” looks at all of it.")
	case err != nil:
		return wrong(name, err.Error()+".", "Stop mddash, keep the files as they are, and restore the last backup.")
	case facts.File == "":
		return good(name, "The server looks after it.")
	}
	return good(name, "No page of the file is damaged.")
}

// clockOff is how far clocks may be apart.
const clockOff = 5 * time.Second

// checkClock compares the clock with the database's, and with what was written last.
func (p Patient) checkClock(facts store.Facts) domain.Check {
	const name, advice = "clock", "Let the machine set its clock by the network (NTP): reminders, sessions and codes go by it."
	now := p.Clock()
	switch {
	case now.Year() < 2026:
		return wrong(name, "It is said to be "+now.UTC().Format(time.RFC3339)+", before this program was made.", advice)
	case !facts.Clock.IsZero() && now.Sub(facts.Clock).Abs() > clockOff:
		return wrong(name, "The database's clock is "+now.Sub(facts.Clock).Abs().Round(time.Second).String()+" away from this one.", advice)
	case facts.Newest.After(now.Add(clockOff)):
		return wrong(name, "The last change was made "+facts.Newest.Sub(now).Round(time.Second).String()+" from now: the clock was set back, or went wrong before.", advice)
	}
	return good(name, now.UTC().Format(time.RFC3339))
}

// checkWaiting finds what was tried and does not work.
func (p Patient) checkWaiting(ctx context.Context) domain.Check {
	const name = "what waits"
	queues, err := p.Store.System().Queues(ctx)
	if err != nil {
		return wrong(name, err.Error()+".", "Look whether the database can be reached.")
	}
	stuck := slices.IndexFunc(queues, func(q domain.Queue) bool { return q.Tried > 0 })
	if stuck >= 0 {
		q := queues[stuck]
		return warn(name, fmt.Sprintf("In %s %d wait that were tried already. %s", q.Name, q.Tried, q.Error), "Admin, Jobs shows them and tries them at once.")
	}
	return good(name, "Nothing that was tried in vain.")
}

func (p Patient) checkMail(ctx context.Context) domain.Check {
	const name = "mail"
	if p.Mail == nil {
		return good(name, "No mail server is set: nobody gets letters, and links are shown instead.")
	}
	ctx, done := context.WithTimeout(ctx, 15*time.Second)
	defer done()
	if err := p.Mail.Probe(ctx); err != nil {
		found, advice := reason(err, "MDDASH_SMTP_URL")
		if errors.Is(err, context.DeadlineExceeded) {
			advice = "Is port 25, 465 or 587 closed on the way there?"
		}
		return wrong(name, p.Mail.Host()+": "+found+".", cmp.Or(advice, "Look at MDDASH_SMTP_URL: host, port, name, password, and ?tls=none, starttls or tls."))
	}
	return good(name, p.Mail.Host()+" answers and knows us. Nothing was sent.")
}
