package commands

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"

	"mddash/doctor"
	"mddash/domain"
	"mddash/handlers/assets"
)

type doctorCommand struct {
	JSON bool `name:"json" help:"Print what was found as JSON, for scripts."`
}

// Help is shown below the one line.
func (doctorCommand) Help() string {
	return `Looks at the settings, the database, the disk, the clock, the way in and the mail server, and changes nothing. Exit code 1
where something is wrong; what is only to be thought about does not count.

  mddash doctor
  mddash doctor --json | jq '.checks[] | select(.state != "ok")'`
}

// Run fails where a check says that something is wrong.
func (d doctorCommand) Run(c *call) error {
	settings, err := c.settings.check(c.settings.listenAt())
	if err != nil {
		return err
	}
	patient := c.patient(settings)
	if patient.Store, patient.Broken = c.openWatched(0, nil); patient.Store != nil {
		defer patient.Store.Close()
	}
	checks := patient.Examine(c.ctx)
	if err := d.print(c, checks); err != nil {
		return err
	}
	wrong := 0
	for _, check := range checks {
		if check.State == domain.CheckWrong {
			wrong++
		}
	}
	switch wrong {
	case 0:
		return nil
	case 1:
		return errors.New("one thing is wrong")
	}
	return fmt.Errorf("%d things are wrong", wrong)
}

func (d doctorCommand) print(c *call, checks []domain.Check) error {
	if d.JSON {
		encoder := json.NewEncoder(c.out)
		encoder.SetIndent("", "  ")
		return encoder.Encode(struct {
			Version string         `json:"version"`
			Checks  []domain.Check `json:"checks"`
		}{c.files.version(), checks})
	}
	for _, check := range checks {
		line := fmt.Sprintf("%-5s  %-11s  %s\n", check.State, check.Name, check.Found)
		if check.Advice != "" {
			line += strings.Repeat(" ", 20) + check.Advice + "\n"
		}
		if _, err := fmt.Fprint(c.out, line); err != nil {
			return err
		}
	}
	return nil
}

// patient is what there is to look at without the database.
func (c *call) patient(s checked) doctor.Patient {
	plan, _ := c.settings.plan() // which was checked with the other settings
	return doctor.Patient{
		Base: s.base, Given: c.settings.BaseURL != "", Addr: c.settings.listenAt(), TLS: c.settings.speaksTLS(), Hosts: c.settings.TLSHosts, OwnACME: c.settings.TLSDirectory != "",
		Proxies: len(s.proxies) > 0, Mail: s.mail,
		RateLimits: c.settings.RateLimits == "on", Registration: c.settings.Registration, Missing: c.missing(), Secrets: secretsIn(os.Environ()), Clock: time.Now,
		Backups: plan.Dir, BackupEvery: plan.Every,
	}
}

// missing are the files of the front end that the binary was built without.
func (c *call) missing() []string {
	static, err := fs.Sub(c.files.Static, "static")
	if err != nil {
		return []string{"static"}
	}
	files, err := assets.New(static)
	if err != nil {
		return []string{"static"}
	}
	return files.Missing()
}

// secretsIn are the files that secrets are read from.
func secretsIn(environ []string) []string {
	var files []string
	for _, entry := range environ {
		name, value, _ := strings.Cut(entry, "=")
		if strings.HasPrefix(name, ours) && strings.HasSuffix(name, fileSuffix) && value != "" {
			files = append(files, value)
		}
	}
	return files
}
