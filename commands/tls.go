package commands

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"golang.org/x/crypto/acme"
	"golang.org/x/crypto/acme/autocert"

	"mddash/store"
)

const (
	defaultAddr = "127.0.0.1:8080"
	httpsAddr   = ":443"
)

// speaksTLS tells whether mddash gets its own certificates.
func (s Settings) speaksTLS() bool { return len(s.TLSHosts) > 0 }

// listenAt is where people come: with certificates of its own, at the port of https, unless somebody chose another.
func (s Settings) listenAt() string {
	if s.speaksTLS() && s.Addr == defaultAddr {
		return httpsAddr
	}
	return s.Addr
}

var hostName = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+$`)

// checkTLS says what is wrong with the names of certificates, and whether people come to one of them.
func (s Settings) checkTLS(base *url.URL) error {
	if !s.speaksTLS() {
		if s.TLSEmail != "" || s.TLSDirectory != "" {
			return errors.New("it is not set, and what goes with it is; set it to the name that people come to, such as dash.example.com")
		}
		return nil
	}
	for _, host := range s.TLSHosts {
		if _, err := netip.ParseAddr(host); err == nil || !hostName.MatchString(host) {
			return fmt.Errorf("%q is no name that a certificate can be made for; write it small and whole, such as dash.example.com", host)
		}
	}
	if base != nil && (base.Scheme != "https" || !slices.Contains(s.TLSHosts, base.Hostname())) {
		return fmt.Errorf("people come to %s by MDDASH_BASE_URL, for which it makes no certificate; name that host, or leave MDDASH_BASE_URL out", base)
	}
	if s.TLSDirectory != "" {
		if u, err := url.Parse(s.TLSDirectory); err != nil || u.Scheme != "https" || u.Host == "" {
			return errors.New("MDDASH_TLS_DIRECTORY is no address of an ACME server; leave it out for Let’s Encrypt, or write it whole, such as https://acme.example.com/directory")
		}
	}
	return nil
}

// certificates get themselves from an ACME server, and are kept in the database.
func (s Settings) certificates(st *store.Store) *autocert.Manager {
	if !s.speaksTLS() {
		return nil
	}
	return &autocert.Manager{
		Prompt: autocert.AcceptTOS, Cache: certificateCache{st.Certificates()}, HostPolicy: s.hostPolicy(), Email: s.TLSEmail,
		Client: &acme.Client{DirectoryURL: s.TLSDirectory, UserAgent: "mddash"},
	}
}

// hostPolicy lets certificates be made for our names alone, also where a name is asked for with a port.
func (s Settings) hostPolicy() autocert.HostPolicy {
	ours := autocert.HostWhitelist(s.TLSHosts...)
	return func(ctx context.Context, host string) error {
		if name, _, err := net.SplitHostPort(host); err == nil {
			host = name
		}
		return ours(ctx, host)
	}
}

// certificateCache lets the library keep what it has in the database.
type certificateCache struct{ store.Certificates }

// Get answers the library's own error where there is nothing.
func (c certificateCache) Get(ctx context.Context, name string) ([]byte, error) {
	data, known, err := c.Certificates.Get(ctx, name)
	if err == nil && !known {
		err = autocert.ErrCacheMiss
	}
	return data, err
}

// certificateEnds is when the certificate of the first name ends; zero where there is none.
func (s Settings) certificateEnds(ctx context.Context, st *store.Store) time.Time {
	if !s.speaksTLS() {
		return time.Time{}
	}
	data, known, err := st.Certificates().Get(ctx, s.TLSHosts[0])
	if err != nil || !known {
		return time.Time{}
	}
	for block, rest := pem.Decode(data); block != nil; block, rest = pem.Decode(rest) {
		if block.Type != "CERTIFICATE" {
			continue
		}
		leaf, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return time.Time{}
		}
		return leaf.NotAfter
	}
	return time.Time{}
}

// secured is a listener that speaks https. It gets its certificates now, because that may take longer than the first who
// comes would wait.
func (c *call) secured(listener net.Listener, manager *autocert.Manager) net.Listener {
	config := shows(manager, c.log)
	go func() {
		for _, host := range c.settings.TLSHosts {
			if c.ctx.Err() != nil {
				return
			}
			if certificate, err := config.GetCertificate(anyBrowser(host)); err == nil && certificate.Leaf != nil {
				c.log.Info("the certificate is here", "host", host, "until", certificate.Leaf.NotAfter)
			}
		}
	}()
	return tls.NewListener(listener, config)
}

// anyBrowser is how the browsers of these years ask for a host.
func anyBrowser(host string) *tls.ClientHelloInfo {
	return &tls.ClientHelloInfo{
		ServerName: host, SupportedVersions: []uint16{tls.VersionTLS13}, CipherSuites: []uint16{tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256},
		SignatureSchemes: []tls.SignatureScheme{tls.ECDSAWithP256AndSHA256}, SupportedCurves: []tls.CurveID{tls.CurveP256},
	}
}

// shows is how it speaks https. What a browser and a server can't agree on is no matter for the log of everybody.
func shows(manager *autocert.Manager, log *slog.Logger) *tls.Config {
	config := manager.TLSConfig()
	config.MinVersion = tls.VersionTLS12
	get := config.GetCertificate
	config.GetCertificate = func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
		certificate, err := get(hello)
		if err != nil && slices.Contains([]string{"acme/autocert: missing server name"}, err.Error()) {
			log.Debug("somebody came without a name", "error", err)
		} else if err != nil && !strings.Contains(err.Error(), "not configured in HostWhitelist") {
			log.Warn("no certificate could be had", "host", hello.ServerName, "error", err)
		}
		return certificate, err
	}
	return config
}

// redirect answers plain http until the call ends: the questions of the ACME server, and people, who are sent to https.
func (c *call) redirect(manager *autocert.Manager, base *url.URL) error {
	listener, err := listen(c.ctx, "MDDASH_TLS_HTTP_ADDR", c.settings.TLSHTTPAddr)
	if err != nil {
		return err
	}
	server := &http.Server{
		Handler: manager.HTTPHandler(c.toHTTPS(base)), ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second, WriteTimeout: 10 * time.Second,
		MaxHeaderBytes: 16 << 10, ErrorLog: slog.NewLogLogger(c.log.Handler(), slog.LevelDebug),
	}
	context.AfterFunc(c.ctx, func() { _ = server.Close() })
	go func() { _ = server.Serve(listener) }()
	c.log.Info("plain http leads to https", "listening", listener.Addr().String())
	return nil
}

// toHTTPS sends people to where they wanted to go, on a host that is ours whatever they asked for.
func (c *call) toHTTPS(base *url.URL) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Connection", "close")
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			http.Error(w, "Use https.", http.StatusBadRequest)
			return
		}
		to := url.URL{Scheme: "https", Host: base.Host, Path: "/" + strings.TrimLeft(r.URL.Path, "/"), RawQuery: r.URL.RawQuery}
		if host, _, err := net.SplitHostPort(r.Host + ":80"); err == nil && slices.Contains(c.settings.TLSHosts, strings.ToLower(host)) && base.Port() == "" {
			to.Host = strings.ToLower(host)
		}
		http.Redirect(w, r, to.String(), http.StatusPermanentRedirect)
	}
}
