//go:build faults

package faults

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// postgres is a PostgreSQL of a test's own, which takes nobody without TLS.
type postgres struct {
	dir, programs string
	port          int
	as            *syscall.SysProcAttr // it refuses to run as root
}

// startPostgres runs one until the test ends. Its certificate is good for localhost alone.
func startPostgres(t *testing.T) *postgres {
	t.Helper()
	dir, err := os.MkdirTemp("/tmp", "mddash-pg-") // a socket's path has to be short
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	p := &postgres{dir: dir, programs: postgresPrograms(t), port: freePort(t)}
	writeCertificates(t, dir)
	p.giveAway(t)
	p.run(t, "initdb", "--pgdata", p.data(), "--username", "postgres", "--auth", "trust", "--encoding", "UTF8", "--locale", "C", "--no-sync")
	settings := fmt.Sprintf("listen_addresses='127.0.0.1'\nport=%d\nunix_socket_directories=''\nfsync=off\nmax_connections=100\nssl=on\nssl_cert_file='%s'\nssl_key_file='%s'\n",
		p.port, filepath.Join(dir, "server.crt"), filepath.Join(dir, "server.key"))
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(p.data(), name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("postgresql.auto.conf", settings)
	write("pg_hba.conf", "hostssl all all 127.0.0.1/32 trust\n")
	p.start(t)
	t.Cleanup(func() { p.stop(t) })
	return p
}

func (p *postgres) data() string { return filepath.Join(p.dir, "data") }

func (p *postgres) start(t *testing.T) {
	t.Helper()
	p.run(t, "pg_ctl", "--pgdata", p.data(), "--log", filepath.Join(p.dir, "log"), "--wait", "start")
}

// stop ends it as a crash does.
func (p *postgres) stop(t *testing.T) {
	t.Helper()
	p.run(t, "pg_ctl", "--pgdata", p.data(), "--mode", "immediate", "--wait", "stop")
}

// url is a database of it, named by the name that its certificate is for and checked against the authority that signed it.
func (p *postgres) url(database string) string {
	return fmt.Sprintf("postgres://postgres@localhost:%d/%s?sslmode=verify-full&sslrootcert=%s", p.port, database, filepath.Join(p.dir, "ca.crt"))
}

func (p *postgres) make(t *testing.T, database string) string {
	t.Helper()
	p.run(t, "createdb", "--host", "127.0.0.1", "--port", strconv.Itoa(p.port), "--username", "postgres", database)
	return p.url(database)
}

// pooled is the same database through a pooler that lends a connection for one transaction only, as hosted ones do.
func (p *postgres) pooled(t *testing.T, database string) string {
	t.Helper()
	port := freePort(t)
	config := filepath.Join(p.dir, "pooler.ini")
	text := fmt.Sprintf("[databases]\n%[1]s = host=127.0.0.1 port=%[2]d user=postgres\n[pgbouncer]\nlisten_addr=127.0.0.1\nlisten_port=%[3]d\nunix_socket_dir=\nauth_type=any\n"+
		"pool_mode=transaction\ndefault_pool_size=5\nmax_client_conn=200\nserver_tls_sslmode=require\nlogfile=%[4]s\n", database, p.port, port, filepath.Join(p.dir, "pooler.log"))
	if err := os.WriteFile(config, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	program, err := exec.LookPath("pgbouncer")
	if err != nil {
		program = "/usr/sbin/pgbouncer"
	}
	pooler := exec.Command(program, "--quiet", config)
	pooler.SysProcAttr, pooler.Dir = p.as, p.dir
	if err := pooler.Start(); err != nil {
		t.Fatalf("the pooler: %v (install the package pgbouncer)", err)
	}
	t.Cleanup(func() {
		_ = pooler.Process.Kill()
		_ = pooler.Wait()
	})
	waitForPort(t, port)
	return fmt.Sprintf("postgres://postgres@127.0.0.1:%d/%s?sslmode=disable", port, database)
}

func (p *postgres) run(t *testing.T, program string, args ...string) {
	t.Helper()
	c := exec.Command(filepath.Join(p.programs, program), args...)
	c.SysProcAttr, c.Dir = p.as, p.dir
	c.Env = append(os.Environ(), "PGSSLMODE=require", "HOME="+p.dir)
	said := filepath.Join(p.dir, "said")
	out, err := os.Create(said) // a pipe would stay open in the server
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	c.Stdout, c.Stderr = out, out
	if err := c.Run(); err != nil {
		text, _ := os.ReadFile(said)
		log, _ := os.ReadFile(filepath.Join(p.dir, "log"))
		t.Fatalf("%s: %v\n%s%s", program, err, text, log)
	}
}

// giveAway lets somebody run it who is not root.
func (p *postgres) giveAway(t *testing.T) {
	t.Helper()
	if os.Getuid() != 0 {
		return
	}
	owner, err := user.Lookup("postgres")
	if err != nil {
		owner, err = user.Lookup("nobody")
	}
	if err != nil {
		t.Fatal(err)
	}
	uid, _ := strconv.Atoi(owner.Uid)
	gid, _ := strconv.Atoi(owner.Gid)
	p.as = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}
	for _, path := range []string{p.dir, filepath.Join(p.dir, "server.key")} {
		if err := os.Chown(path, uid, gid); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chmod(p.dir, 0o755); err != nil {
		t.Fatal(err)
	}
}

func postgresPrograms(t *testing.T) string {
	t.Helper()
	if out, err := exec.Command("pg_config", "--bindir").Output(); err == nil {
		if dir := strings.TrimSpace(string(out)); exists(filepath.Join(dir, "initdb")) {
			return dir
		}
	}
	for _, pattern := range []string{"/usr/lib/postgresql/*/bin/initdb", "/usr/pgsql-*/bin/initdb", "/opt/homebrew/opt/postgresql*/bin/initdb", "/usr/bin/initdb"} {
		if found, _ := filepath.Glob(pattern); len(found) > 0 {
			return filepath.Dir(found[len(found)-1])
		}
	}
	t.Fatal("there is no PostgreSQL; install the package postgresql")
	return ""
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// writeCertificates makes an authority, a certificate of it for localhost, and an authority that has signed nothing.
func writeCertificates(t *testing.T, dir string) {
	t.Helper()
	authority, key := certificate(t, dir, "ca", nil, nil)
	certificate(t, dir, "server", authority, key)
	certificate(t, dir, "stranger", nil, nil)
}

func certificate(t *testing.T, dir, name string, parent *x509.Certificate, signer *ecdsa.PrivateKey) (*x509.Certificate, *ecdsa.PrivateKey) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: "mddash test " + name}, NotBefore: time.Now().Add(-time.Hour),
		NotAfter: time.Now().Add(24 * time.Hour), IsCA: parent == nil, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature}
	if parent == nil {
		parent, signer = c, key
	} else {
		c.DNSNames, c.ExtKeyUsage = []string{"localhost"}, []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	}
	der, err := x509.CreateCertificate(rand.Reader, c, parent, &key.PublicKey, signer)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	for file, block := range map[string]*pem.Block{name + ".crt": {Type: "CERTIFICATE", Bytes: der}, name + ".key": {Type: "PRIVATE KEY", Bytes: private}} {
		mode := os.FileMode(0o644)
		if strings.HasSuffix(file, ".key") {
			mode = 0o600
		}
		if err := os.WriteFile(filepath.Join(dir, file), pem.EncodeToMemory(block), mode); err != nil {
			t.Fatal(err)
		}
	}
	return c, key
}

func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

func waitForPort(t *testing.T, port int) {
	t.Helper()
	for range 200 {
		if c, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", port)); err == nil {
			c.Close()
			return
		}
		time.Sleep(25 * time.Millisecond)
	}
	t.Fatalf("nobody answers at port %d", port)
}
