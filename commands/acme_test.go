//go:build acme

package commands

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/binary"
	"encoding/json"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

const acmeHost = "dash.mddash.test"

// pebble is an ACME server of the makers of Let's Encrypt, which asks back as theirs does.
type pebble struct {
	directory, roots string
	http, https      string // where it comes to look
}

func startPebble(t *testing.T) pebble {
	t.Helper()
	dir, acme, management := t.TempDir(), free(t), free(t)
	p := pebble{directory: "https://" + acme + "/dir", roots: "https://" + management + "/roots/0", http: free(t), https: free(t)}
	certificate, key := selfSigned(t, dir)
	t.Setenv("SSL_CERT_FILE", certificate)
	config := map[string]any{"pebble": map[string]any{
		"listenAddress": acme, "managementListenAddress": management, "certificate": certificate, "privateKey": key, "httpPort": portOf(t, p.http), "tlsPort": portOf(t, p.https),
		"profiles": map[string]any{"default": map[string]any{"description": "x", "validityPeriod": 7776000}},
	}}
	text, err := json.Marshal(config)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "pebble.json")
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(t.Context(), "pebble", "-config", file, "-dnsserver", serveNames(t))
	command.Env = append(os.Environ(), "PEBBLE_VA_NOSLEEP=1", "PEBBLE_WFE_NONCEREJECT=20")
	said := &lines{}
	command.Stdout, command.Stderr = said, said
	if err := command.Start(); err != nil {
		t.Fatalf("pebble: %v; scripts/install pebble", err)
	}
	t.Cleanup(func() {
		_ = command.Process.Kill()
		_ = command.Wait()
		if t.Failed() {
			t.Log(said)
		}
	})
	until(t, "pebble answers", func() bool {
		conn, err := net.Dial("tcp", acme)
		if err == nil {
			conn.Close()
		}
		return err == nil
	})
	return p
}

func portOf(t *testing.T, address string) int {
	_, port, err := net.SplitHostPort(address)
	n, _ := strconv.Atoi(port)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// selfSigned is a certificate for this machine, which pebble itself shows.
func selfSigned(t *testing.T, dir string) (certificate, keyFile string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "localhost"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	certificate, keyFile = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	for file, block := range map[string]*pem.Block{certificate: {Type: "CERTIFICATE", Bytes: der}, keyFile: {Type: "EC PRIVATE KEY", Bytes: private}} {
		if err := os.WriteFile(file, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return certificate, keyFile
}

// serveNames answers that every name is this machine, over TCP and at the same port over UDP: which of the two pebble asks
// over changed with its versions.
func serveNames(t *testing.T) string {
	t.Helper()
	for range 20 {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		packets, err := net.ListenPacket("udp", listener.Addr().String())
		if err != nil {
			listener.Close() // somebody else has that port
			continue
		}
		t.Cleanup(func() { listener.Close(); packets.Close() })
		go answerPackets(packets)
		go answerConnections(listener)
		return listener.Addr().String()
	}
	t.Fatal("no port is free over both TCP and UDP")
	return ""
}

func answerConnections(listener net.Listener) {
	for {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		go answerNames(conn)
	}
}

func answerPackets(packets net.PacketConn) {
	question := make([]byte, 4096)
	for {
		n, from, err := packets.ReadFrom(question)
		if err != nil {
			return
		}
		if _, err := packets.WriteTo(nameAnswer(question[:n]), from); err != nil {
			return
		}
	}
}

// answerNames speaks DNS: over TCP each message has its length in front.
func answerNames(conn net.Conn) {
	defer conn.Close()
	for {
		var size [2]byte
		if _, err := io.ReadFull(conn, size[:]); err != nil {
			return
		}
		question := make([]byte, binary.BigEndian.Uint16(size[:]))
		if _, err := io.ReadFull(conn, question); err != nil {
			return
		}
		answer := nameAnswer(question)
		if _, err := conn.Write(append(binary.BigEndian.AppendUint16(nil, uint16(len(answer))), answer...)); err != nil {
			return
		}
	}
}

func nameAnswer(question []byte) []byte {
	end := 12
	for question[end] != 0 {
		end += int(question[end]) + 1
	}
	end += 5 // the end of the name, type and class
	answer := append([]byte{question[0], question[1], 0x81, 0x80, 0, 1, 0, 0, 0, 0, 0, 0}, question[12:end]...)
	if question[end-3] == 1 { // an address of IPv4 is asked for
		answer[7] = 1
		answer = append(answer, 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 127, 0, 0, 1)
	}
	return answer
}

// browser trusts what pebble makes, and finds every host at one address.
func (p pebble) browser(t *testing.T, address string) *http.Client {
	t.Helper()
	bare := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}
	answer, err := bare.Get(p.roots)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	root, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(root)
	dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "tcp", address)
	}
	return &http.Client{
		Timeout: 30 * time.Second, Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}, DialContext: dial, ForceAttemptHTTP2: true, DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

func (p pebble) settings() []string {
	return []string{"--tls-hosts=" + acmeHost, "--tls-email=ops@mddash.test", "--tls-directory=" + p.directory, "--tls-http-addr=" + p.http, "--addr=" + p.https}
}

// certified waits until the certificate is here. Pebble turns good questions down by chance, and each costs seconds.
func (s *started) certified() {
	s.t.Helper()
	for deadline := time.Now().Add(2 * time.Minute); !strings.Contains(s.errs.String(), "the certificate is here"); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			s.t.Fatalf("there is no certificate: %s", s.errs)
		}
	}
}

func TestItGetsItsCertificateFromARealACMEServerAndKeepsIt(t *testing.T) {
	p := startPebble(t)
	database := filepath.Join(t.TempDir(), "mddash.db")
	s := start(t, database, p.settings()...)
	s.certified()
	browser := p.browser(t, p.https)
	answer, err := browser.Get("https://" + acmeHost + "/signup")
	if err != nil {
		t.Fatalf("%v\n%s", err, s.errs)
	}
	answer.Body.Close()
	first := answer.TLS.PeerCertificates[0].SerialNumber
	if answer.StatusCode != http.StatusOK || answer.Header.Get("Strict-Transport-Security") == "" || answer.ProtoMajor != 2 || answer.TLS.PeerCertificates[0].DNSNames[0] != acmeHost {
		t.Errorf("got %s %v %v", answer.Status, answer.Proto, answer.Header)
	}
	if code, out, errs := try(t, []string{"MDDASH_ADDR=" + p.https, "MDDASH_TLS_HOSTS=" + acmeHost}, "healthcheck"); code != exitDone || out != "ready\n" {
		t.Errorf("healthcheck: %d %s", code, errs)
	}
	for _, host := range []string{"evil.example", "127.0.0.1"} {
		if answer, err := browser.Get("https://" + host + "/"); err == nil {
			answer.Body.Close()
			t.Errorf("it has a certificate for %s", host)
		}
	}
	s.end()

	// Another instance on the same database has the same certificate, and asks nobody for it.
	again := start(t, database, append(p.settings(), "--tls-directory=https://127.0.0.1:1/nobody")...)
	answer, err = browser.Get("https://" + acmeHost + "/signup")
	if err != nil {
		t.Fatalf("%v\n%s", err, again.errs)
	}
	answer.Body.Close()
	if answer.TLS.PeerCertificates[0].SerialNumber.Cmp(first) != 0 {
		t.Error("it made another certificate")
	}
}

func TestPlainHTTPLeadsToHTTPSAndNowhereElse(t *testing.T) {
	p := startPebble(t)
	start(t, filepath.Join(t.TempDir(), "mddash.db"), p.settings()...)
	browser := p.browser(t, p.http)
	for from, to := range map[string]string{
		"http://" + acmeHost + "/notes?tag=a%20b": "https://" + acmeHost + "/notes?tag=a%20b",
		"http://evil.example//evil.example/":      "https://" + acmeHost + "/evil.example/",
		"http://" + strings.ToUpper(acmeHost):     "https://" + acmeHost + "/",
	} {
		answer, err := browser.Get(from)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode != http.StatusPermanentRedirect || answer.Header.Get("Location") != to {
			t.Errorf("%s leads to %s (%s)", from, answer.Header.Get("Location"), answer.Status)
		}
	}
	answer, err := browser.Post("http://"+acmeHost+"/signin", "text/plain", strings.NewReader("password"))
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusBadRequest {
		t.Errorf("a form over http: %s", answer.Status)
	}
}
