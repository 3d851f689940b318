package commands

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"time"
)

type healthcheckCommand struct {
	Timeout time.Duration `default:"5s" help:"How long to wait for an answer."`
}

// Run fails unless a mddash at the address of the settings says that it is ready.
func (h healthcheckCommand) Run(c *call) error {
	host, port, err := net.SplitHostPort(c.settings.listenAt())
	if err != nil {
		return &usageError{fmt.Sprintf("MDDASH_ADDR: %q is no address; write host and port, such as 127.0.0.1:8080", c.settings.Addr)}
	}
	if ip, err := netip.ParseAddr(host); host == "" || err == nil && ip.IsUnspecified() {
		host = "localhost"
	}
	scheme, trusting := "http", (*tls.Config)(nil)
	if c.settings.speaksTLS() {
		// It asks this machine whether it is ready, and tells it nothing: whose certificate it shows does not matter.
		scheme, trusting = "https", &tls.Config{ServerName: c.settings.TLSHosts[0], InsecureSkipVerify: true}
	}
	ctx, done := context.WithTimeout(c.ctx, h.Timeout)
	defer done()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, scheme+"://"+net.JoinHostPort(host, port)+"/readyz", nil)
	if err != nil {
		return err
	}
	// A proxy from the environment has nothing to say about this machine.
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true, TLSClientConfig: trusting}}
	answer, err := client.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("mddash at %s is not ready: it answered %s", c.settings.Addr, answer.Status)
	}
	_, err = fmt.Fprintln(c.out, "ready")
	return err
}
