package doctor

import (
	"context"
	"fmt"
	"slices"
	"time"

	"mddash/domain"
	"mddash/store"
)

// Names of what the page about health shows.
const (
	GlanceDatabase = "database"
	GlanceDisk     = "disk"
	GlanceMail     = "mail"
	GlanceJobs     = "jobs"
	GlanceHTTPS    = "https"
	GlanceBackups  = "backups"
)

// Glance looks at what can be told at once, for a page: nothing is measured and nobody is called.
func (p Patient) Glance(ctx context.Context, jobs []domain.Job, certificate time.Time) ([]domain.Check, []domain.Queue) {
	facts, err := p.Store.Facts(ctx)
	queues, queuesErr := p.Store.System().Queues(ctx)
	checks := []domain.Check{glanceDatabase(facts, err)}
	if room, all, known := DiskOf(facts); known {
		checks = append(checks, glanceDisk(room, all, facts))
	}
	if queuesErr == nil {
		checks = append(checks, p.glanceMail(queues), glanceJobs(jobs, queues))
	}
	return append(checks, p.glanceBackups(ctx), p.glanceHTTPS(certificate)), queues
}

func glanceDatabase(facts store.Facts, err error) domain.Check {
	c := domain.Check{Name: GlanceDatabase, State: domain.CheckGood, Word: "Good", Found: facts.Engine + ", " + domain.SizeText(facts.Size)}
	switch {
	case err != nil:
		c.State, c.Word, c.Found, c.Advice = domain.CheckWrong, "Failing", "It does not answer", "“mddash doctor” says why."
	case facts.Pending > 0:
		c.State, c.Word, c.Advice = domain.CheckWarn, "Behind", "Migrations are to be done: start mddash again."
	case facts.File != "" && !facts.WAL:
		c.State, c.Word, c.Advice = domain.CheckWarn, "Slow", "It is not in WAL mode: readers wait for writers. Another program uses the file, or its disk can’t."
	case facts.File != "":
		c.Found += ", write-ahead log on"
	}
	return c
}

func glanceDisk(room, all int64, facts store.Facts) domain.Check {
	c := domain.Check{Name: GlanceDisk, State: domain.CheckGood, Word: "Good", Found: domain.SizeText(all-room) + " of " + domain.SizeText(all) + " used"}
	switch found := checkDisk(facts.Dir(), facts.Size); found.State {
	case domain.CheckWrong:
		c.State, c.Word, c.Advice = domain.CheckWrong, "Full", found.Advice
	case domain.CheckWarn:
		c.State, c.Word, c.Advice = domain.CheckWarn, "Nearly full", found.Advice
	}
	return c
}

func (p Patient) glanceMail(queues []domain.Queue) domain.Check {
	c := domain.Check{Name: GlanceMail, State: domain.CheckGood, Word: "Good"}
	mail := queueOf(queues, domain.QueueMail)
	switch {
	case p.Mail == nil:
		c.Word, c.Found = "Off", "No mail server is set; links are shown instead"
	case mail.Tried > 0:
		c.State, c.Word, c.Found = domain.CheckWrong, "Failing", p.Mail.Host()
		if mail.Error != "" {
			c.Found += ": " + mail.Error
		}
		c.Advice = "“mddash doctor” says what the mail server says."
	default:
		c.Found = p.Mail.Host()
	}
	return c
}

func queueOf(queues []domain.Queue, name string) domain.Queue {
	if i := slices.IndexFunc(queues, func(q domain.Queue) bool { return q.Name == name }); i >= 0 {
		return queues[i]
	}
	return domain.Queue{Name: name}
}

func glanceJobs(jobs []domain.Job, queues []domain.Queue) domain.Check {
	waiting, failing := 0, 0
	for _, q := range queues {
		if q.Name != domain.QueueLetters { // which wait for their time
			waiting += q.Waiting
		}
	}
	for _, job := range jobs {
		if job.Failing() {
			failing++
		}
	}
	c := domain.Check{Name: GlanceJobs, State: domain.CheckGood, Word: "Good", Found: fmt.Sprintf("%d waiting, %d failing", waiting, failing)}
	if failing > 0 {
		c.State, c.Word, c.Advice = domain.CheckWarn, "Failing", "Jobs says which, and why."
	}
	return c
}

func (p Patient) glanceBackups(ctx context.Context) domain.Check {
	c := p.checkBackups(ctx)
	c.Name, c.Word = GlanceBackups, "Good"
	switch {
	case p.Backups == "":
		c.Word, c.Advice = "Off", "Set MDDASH_BACKUP_DIR, or run “mddash backup” every night."
	case c.State == domain.CheckWrong:
		c.Word = "Failing"
	case c.State == domain.CheckWarn:
		c.Word = "None yet"
	}
	return c
}

// certificateSoon is when a certificate should have been renewed: it is tried from 30 days before its end on.
const certificateSoon = 14 * 24 * time.Hour

func (p Patient) glanceHTTPS(certificate time.Time) domain.Check {
	c := domain.Check{Name: GlanceHTTPS, State: domain.CheckGood, Word: "Good"}
	near := isLoopback(p.Base.Hostname()) || isPrivate(p.Base.Hostname())
	switch left := certificate.Sub(p.Clock()); {
	case p.TLS && certificate.IsZero():
		c.State, c.Word, c.Found, c.Advice = domain.CheckWarn, "Waiting", "There is no certificate yet", "It is made when somebody comes by https. Ports 80 and 443 have to be open to the internet."
	case p.TLS && left < certificateSoon:
		c.State, c.Word, c.Found, c.Advice = domain.CheckWarn, "Ends soon", "Certificate ends "+certificate.UTC().Format("2 January 2006"), "It should have been renewed; the log says why it was not."
	case p.TLS:
		c.Found = "Certificate ends " + certificate.UTC().Format("2 January 2006")
	case p.Base.Scheme == "https":
		c.Found = "A proxy in front sees to it"
	case near:
		c.Word, c.Found = "Off", "Plain http, on this network"
	default:
		c.State, c.Word, c.Found, c.Advice = domain.CheckWarn, "Off", "Passwords travel readable", "Set MDDASH_TLS_HOSTS, or put a proxy in front."
	}
	return c
}
