// Package doctor looks at what a running mddash needs, and says what would go wrong and what to do about it.
package doctor

import (
	"context"
	"net/url"
	"time"

	"mddash/background"
	"mddash/domain"
	"mddash/store"
)

// Patient is what is looked at.
type Patient struct {
	// Store is nil where the database can't be opened; Broken says why.
	Store  *store.Store
	Broken error
	// Base is where people reach the program, Given whether somebody said so; Addr is where it listens.
	Base  *url.URL
	Given bool
	Addr  string
	// TLS is whether the program itself speaks https.
	TLS bool
	// Hosts are the names that it makes certificates for, OwnACME whether another than Let's Encrypt does.
	Hosts   []string
	OwnACME bool
	// Proxies tells whether any are trusted.
	Proxies bool
	Mail    *background.Mailer // nil: no mail
	// RateLimits and Registration are as set.
	RateLimits   bool
	Registration string
	// Missing are files of the front end that the binary was built without.
	Missing []string
	// Secrets are files that secrets are read from.
	Secrets []string
	// Backups is where backups go, "" where none are made.
	Backups string
	// BackupEvery is how often one is made; 0 for when somebody asks.
	BackupEvery time.Duration
	Clock       func() time.Time
}

// Examine looks at everything, which takes some seconds.
func (p Patient) Examine(ctx context.Context) []domain.Check {
	checks := []domain.Check{p.checkVersion(), p.checkBase(), p.checkPasskeys(), p.checkReach(ctx), p.checkProxies(), p.checkDatabase(ctx)}
	checks = append(checks, p.checkNames(ctx)...)
	if p.Store != nil {
		facts, err := p.Store.Facts(ctx)
		if err != nil && facts.File != "" {
			checks = append(checks, checkFiles(facts), checkDisk(facts.Dir(), facts.Size))
		}
		if err == nil {
			checks = append(checks, p.checkIntact(ctx, facts), p.checkClock(facts))
			if dir := facts.Dir(); dir != "" && !facts.Missing {
				checks = append(checks, checkFiles(facts), checkDisk(dir, facts.Size), checkStorage(dir))
			}
			if !facts.Missing && facts.Pending == 0 {
				checks = append(checks, p.checkWaiting(ctx))
			}
		}
	}
	return append(checks, checkSecrets(p.Secrets), p.checkMail(ctx), p.checkBackups(ctx), p.checkDoors(), checkLimits())
}

func good(name, found string) domain.Check {
	return domain.Check{Name: name, State: domain.CheckGood, Found: found}
}

func warn(name, found, advice string) domain.Check {
	return domain.Check{Name: name, State: domain.CheckWarn, Found: found, Advice: advice}
}

func wrong(name, found, advice string) domain.Check {
	return domain.Check{Name: name, State: domain.CheckWrong, Found: found, Advice: advice}
}
