package commands

import (
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"mddash/background"
)

const defaultDatabase = "sqlite:data/mddash.db"

// Settings are everything that can be set, each with its flag, its variable, its default and what it is for. What
// carries the tag secret can also be in a file that the variable with _FILE behind its name points to.
type Settings struct {
	Addr           string        `env:"MDDASH_ADDR" default:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"Where to listen: ${default}. 0.0.0.0:8080 for every network, port 0 for any free one."`
	DatabaseURL    string        `name:"database-url" env:"MDDASH_DATABASE_URL" default:"sqlite:data/mddash.db" secret:"" placeholder:"URL" help:"A SQLite file or a PostgreSQL database: ${default} or postgres://…"`
	BaseURL        string        `name:"base-url" env:"MDDASH_BASE_URL" placeholder:"URL" help:"Where people reach mddash, with the path that it lives under, if any: https://example.com/dash. Default: http:// and the address above."`
	Registration   string        `env:"MDDASH_REGISTRATION" default:"invite" enum:"invite,open,closed" help:"Who may make an account after the first: those who were invited, everybody (open), nobody (closed)."`
	SMTPURL        string        `name:"smtp-url" env:"MDDASH_SMTP_URL" secret:"" placeholder:"URL" help:"The mail server: smtp://user:password@host:587 or smtps://host:465; ?tls=none, starttls or tls says how it is encrypted."`
	MailFrom       string        `env:"MDDASH_MAIL_FROM" placeholder:"ADDRESS" help:"Who mail is from, such as mddash@example.com."`
	CORSOrigins    []string      `name:"cors-origins" env:"MDDASH_CORS_ORIGINS" placeholder:"ORIGIN" help:"Other sites whose pages may call the API, such as https://app.example.com, with commas between."`
	TrustedProxies []string      `env:"MDDASH_TRUSTED_PROXIES" placeholder:"NETWORK" help:"Proxies whose X-Forwarded-For is believed, such as 127.0.0.1 or 10.0.0.0/8, with commas between."`
	TLSHosts       []string      `name:"tls-hosts" env:"MDDASH_TLS_HOSTS" placeholder:"HOST" help:"Speak https by itself, with certificates for these names from Let's Encrypt: dash.example.com, with commas between. It then listens at the ports 443 and 80."`
	TLSEmail       string        `name:"tls-email" env:"MDDASH_TLS_EMAIL" placeholder:"ADDRESS" help:"Whom the maker of the certificates writes to when something is wrong with them."`
	TLSDirectory   string        `name:"tls-directory" env:"MDDASH_TLS_DIRECTORY" placeholder:"URL" help:"Another ACME server than Let's Encrypt, such as one of your own."`
	TLSHTTPAddr    string        `name:"tls-http-addr" env:"MDDASH_TLS_HTTP_ADDR" default:":80" placeholder:"HOST:PORT" help:"Where plain http is answered when certificates are made: ${default}. It leads people to https."`
	NextAuth       bool          `name:"nextauth" env:"MDDASH_NEXTAUTH" help:"Take md_dash's NextAuth session cookies as signed in."`
	UploadMax      string        `env:"MDDASH_UPLOAD_MAX" default:"25MB" placeholder:"SIZE" help:"How big an attached file may be: ${default}, at most 2GB."`
	FetchPrivate   bool          `env:"MDDASH_FETCH_PRIVATE" help:"Fetch calendars that people follow from private addresses and this machine too, for servers at home. Link-local ones stay closed."`
	WebhookPrivate bool          `env:"MDDASH_WEBHOOK_PRIVATE" help:"Send webhooks to private addresses and this machine too, for servers at home. Link-local ones stay closed."`
	RateLimits     string        `env:"MDDASH_RATE_LIMITS" default:"on" enum:"on,off" help:"on, or off for trusted networks and tests."`
	LogLevel       string        `env:"MDDASH_LOG_LEVEL" default:"info" enum:"debug,info,warn,error" help:"How much is logged: debug, info, warn or error."`
	LogFormat      string        `env:"MDDASH_LOG_FORMAT" default:"text" enum:"text,json" help:"text or json."`
	SlowQuery      time.Duration `env:"MDDASH_SLOW_QUERY" default:"250ms" placeholder:"TIME" help:"From which time on a query of the database is logged, without what people wrote: ${default}. 0 for none."`
	DrainDelay     time.Duration `env:"MDDASH_DRAIN_DELAY" default:"1s" placeholder:"TIME" help:"How long a server that was told to stop goes on as before while /readyz says 503, so that a proxy notices in time: ${default}, at most 1m. 0 where nothing is in front."`
	BackupDir      string        `env:"MDDASH_BACKUP_DIR" placeholder:"DIRECTORY" help:"Where the server keeps backups that it makes by itself; best on another disk. Default: it makes none."`
	BackupEvery    time.Duration `env:"MDDASH_BACKUP_EVERY" default:"24h" placeholder:"TIME" help:"How often one is made: ${default}. 0 makes one only when an admin asks."`
	BackupKeep     []int         `env:"MDDASH_BACKUP_KEEP" default:"7,4,6" placeholder:"NUMBERS" help:"Of how many days, weeks and months the newest one stays: ${default}."`
	MetricsAddr    string        `env:"MDDASH_METRICS_ADDR" placeholder:"HOST:PORT" help:"Where to tell Prometheus how the server does, at /metrics, such as 127.0.0.1:9090. Default: nowhere."`
	MetricsToken   string        `env:"MDDASH_METRICS_TOKEN" secret:"" placeholder:"SECRET" help:"Opens /metrics to programs that send it as Bearer, at the address above and at that of the pages. At least 16 characters."`
	Dev            bool          `env:"MDDASH_DEV" help:"Show the gallery of components at /gallery, for those who build mddash."`
}

// checked are the settings in the types that they stand for.
type checked struct {
	base    *url.URL
	mail    *background.Mailer // nil: no mail
	origins []string
	proxies []netip.Prefix
	upload  int64
}

// check says all at once what is wrong with the settings, and what would be right. bound is the address that the
// program listens at.
func (s Settings) check(bound string) (checked, error) {
	var c checked
	var wrong []string
	add := func(variable string, err error) {
		if err != nil {
			wrong = append(wrong, variable+": "+err.Error())
		}
	}
	var err error
	if err := checkAddr(bound); err != nil {
		return checked{}, &usageError{"MDDASH_ADDR: " + err.Error()}
	}
	c.base, err = parseBase(s.BaseURL, bound)
	if s.speaksTLS() && s.BaseURL == "" {
		c.base = &url.URL{Scheme: "https", Host: s.TLSHosts[0]}
	}
	add("MDDASH_BASE_URL", err)
	if err == nil {
		add("MDDASH_TLS_HOSTS", s.checkTLS(c.base))
	}
	c.mail, err = s.mailer()
	add("MDDASH_SMTP_URL", err)
	c.origins, err = parseOrigins(s.CORSOrigins)
	add("MDDASH_CORS_ORIGINS", err)
	c.proxies, err = parseProxies(s.TrustedProxies)
	add("MDDASH_TRUSTED_PROXIES", err)
	c.upload, err = parseSize(s.UploadMax)
	add("MDDASH_UPLOAD_MAX", err)
	if err := s.checkPlan(); err != nil {
		wrong = append(wrong, err.Error())
	}
	add("MDDASH_METRICS_ADDR", checkAddr(s.MetricsAddr))
	add("MDDASH_METRICS_TOKEN", checkToken(s.MetricsToken))
	add("MDDASH_SLOW_QUERY", checkSlow(s.SlowQuery))
	if s.DrainDelay < 0 || s.DrainDelay > time.Minute {
		add("MDDASH_DRAIN_DELAY", fmt.Errorf("%s is no time that a stop can wait; write one up to 1m, such as 5s, or 0", s.DrainDelay))
	}
	if len(wrong) > 0 {
		return checked{}, &usageError{strings.Join(wrong, "\n        ")}
	}
	return c, nil
}

// checkAddr refuses what is no host and port; nothing is nothing to refuse.
func checkAddr(text string) error {
	if text == "" {
		return nil
	}
	_, port, err := net.SplitHostPort(text)
	if n, bad := strconv.Atoi(port); err != nil || bad != nil || n < 0 || n > 65535 {
		return fmt.Errorf("%q is no address; write host and port, such as 127.0.0.1:9090", text)
	}
	return nil
}

// parseBase makes the default out of the bound address; an address for every network is reached as localhost.
func parseBase(text, bound string) (*url.URL, error) {
	if text == "" {
		host, port, err := net.SplitHostPort(bound)
		if err != nil {
			return nil, err
		}
		if ip, err := netip.ParseAddr(host); host == "" || err == nil && ip.IsUnspecified() {
			host = "localhost"
		}
		return &url.URL{Scheme: "http", Host: net.JoinHostPort(host, port)}, nil
	}
	u, err := url.Parse(text)
	switch {
	case err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Hostname() == "" || u.Opaque != "":
		return nil, fmt.Errorf("%q is no address of a site; write it whole, such as https://example.com or http://192.168.1.5:8080/dash", text)
	case u.User != nil || u.RawQuery != "" || u.Fragment != "" || u.ForceQuery:
		return nil, fmt.Errorf("%q holds more than scheme, host and path; write only those, such as https://example.com/dash", u.Redacted())
	case strings.Contains(u.Path, "//") || strings.ContainsAny(u.Path, "?#%\\; \"<>") || strings.Contains("/"+u.Path+"/", "/./") || strings.Contains("/"+u.Path+"/", "/../"):
		return nil, fmt.Errorf("the path in %q is none that a site can live under; use letters, digits and dashes, such as https://example.com/dash", text)
	}
	u.Scheme, u.Host = strings.ToLower(u.Scheme), strings.ToLower(u.Host)
	u.Host = strings.TrimSuffix(u.Host, map[string]string{"http": ":80", "https": ":443"}[u.Scheme])
	u.Path = strings.TrimRight(u.Path, "/")
	return u, nil
}

func (s Settings) mailer() (*background.Mailer, error) {
	if s.SMTPURL == "" {
		if s.MailFrom != "" {
			return nil, fmt.Errorf("MDDASH_MAIL_FROM is set, but no mail server is; set one, such as smtp://user:password@mail.example.com:587, or leave both out")
		}
		return nil, nil
	}
	return background.NewMailer(s.SMTPURL, s.MailFrom)
}

func parseOrigins(typed []string) ([]string, error) {
	origins := []string{}
	for _, text := range typed {
		text = strings.TrimSpace(text)
		if text == "" {
			continue
		}
		u, err := url.Parse(text)
		if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Hostname() == "" || u.Path != "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
			return nil, fmt.Errorf("%q is no origin; write scheme and host, without a slash at the end, such as https://app.example.com", text)
		}
		origins = append(origins, strings.ToLower(text))
	}
	return origins, nil
}

func parseProxies(typed []string) ([]netip.Prefix, error) {
	networks := []netip.Prefix{}
	for _, text := range typed {
		text = strings.TrimSpace(text)
		if text == "" {
			continue
		}
		network, err := netip.ParsePrefix(text)
		if ip, ipErr := netip.ParseAddr(text); ipErr == nil && ip.Zone() == "" {
			network, err = netip.PrefixFrom(ip, ip.BitLen()), nil
		}
		if err != nil {
			return nil, fmt.Errorf("%q is no address or network; write it such as 127.0.0.1 or 10.0.0.0/8", text)
		}
		if network.Bits() == 0 {
			return nil, fmt.Errorf("%q would believe everybody; name the proxy's own address, such as 127.0.0.1", text)
		}
		networks = append(networks, network.Masked())
	}
	return networks, nil
}

// sizeMax is the biggest file that can be attached.
const sizeMax = 2_000_000_000

// parseSize reads a number of bytes with its unit.
func parseSize(text string) (int64, error) {
	n, err := sizeOf(text, sizeMax)
	if err != nil {
		return 0, fmt.Errorf("%q is no size for a file; write a whole number with KB, MB or GB behind it, up to 2GB, such as 25MB", text)
	}
	return n, nil
}

// sizeOf is a number of bytes, from 1 to most.
func sizeOf(text string, most int64) (int64, error) {
	number, unit := strings.ToUpper(strings.ReplaceAll(text, " ", "")), int64(1)
	for name, size := range map[string]int64{"KB": 1e3, "MB": 1e6, "GB": 1e9, "TB": 1e12} {
		if rest, found := strings.CutSuffix(number, name); found {
			number, unit = rest, size
		}
	}
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil || n <= 0 || n > most/unit {
		return 0, fmt.Errorf("no size: %q", text)
	}
	return n * unit, nil
}

func (s Settings) logger(to io.Writer) *slog.Logger {
	var level slog.Level
	if err := level.UnmarshalText([]byte(s.LogLevel)); err != nil {
		level = slog.LevelInfo // kong lets nothing else through
	}
	options := &slog.HandlerOptions{Level: level}
	if s.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(to, options))
	}
	return slog.New(slog.NewTextHandler(to, options))
}

// secretFiles reads secrets out of the files that MDDASH_…_FILE name, as containers get them.
func secretFiles(environ []string) kong.Resolver {
	return kong.ResolverFunc(func(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
		if !isSecret(flag) {
			return nil, nil
		}
		variable := flag.Envs[0]
		file, given := lookup(environ, variable+fileSuffix)
		if !given {
			return nil, nil
		}
		if _, both := lookup(environ, variable); both {
			return nil, fmt.Errorf("%s and %s%s are both set; set one of them", variable, variable, fileSuffix)
		}
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, fmt.Errorf("%s%s: %w", variable, fileSuffix, err)
		}
		secret := strings.TrimRight(string(text), "\r\n")
		if secret == "" {
			return nil, fmt.Errorf("%s%s: %s is empty", variable, fileSuffix, file)
		}
		return secret, nil
	})
}

const (
	ours       = "MDDASH_"
	fileSuffix = "_FILE"
)

// notSettings begin with our name and are for the tests, or come from a cluster where a service has our name.
var notSettings = regexp.MustCompile(`^MDDASH_(TEST_.*|CHROMIUM|SERVICE_(HOST|PORT.*)|PORT(_\d+_.*)?)$`)

// knownVariables refuses a variable of ours that sets nothing: it is a slip that would otherwise pass unseen.
func knownVariables(k *kong.Kong, environ []string) error {
	known := []string{}
	for _, flag := range k.Model.Flags {
		known = append(known, flag.Envs...)
		if isSecret(flag) {
			known = append(known, flag.Envs[0]+fileSuffix)
		}
	}
	for _, entry := range environ {
		name, _, _ := strings.Cut(entry, "=")
		if strings.HasPrefix(name, ours) && !slices.Contains(known, name) && !notSettings.MatchString(name) {
			return fmt.Errorf("%s is no setting; did you mean %s? mddash --help lists them all", name, nearest(name, known))
		}
	}
	return nil
}

func isSecret(flag *kong.Flag) bool { return len(flag.Envs) > 0 && flag.Tag.Has("secret") }

func lookup(environ []string, name string) (string, bool) {
	for _, entry := range environ {
		if key, value, _ := strings.Cut(entry, "="); key == name && value != "" {
			return value, true
		}
	}
	return "", false
}

// nearest is the candidate that takes the fewest changes to get to.
func nearest(name string, candidates []string) string {
	return slices.MinFunc(candidates, func(a, b string) int { return distance(name, a) - distance(name, b) })
}

// distance counts the letters to change, add or drop.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
