package storetest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"mddash/store"
)

// Postgres is the URL of a migrated, empty database of this test's own, dropped after it.
func Postgres(t testing.TB) string {
	t.Helper()
	server := server(t)
	template := template(t, server)
	return database(t, server, "TEMPLATE "+template)
}

// EmptyPostgres is the URL of a database without any table, dropped after the test.
func EmptyPostgres(t testing.TB) string {
	t.Helper()
	return database(t, server(t), "")
}

func server(t testing.TB) string {
	t.Helper()
	server := os.Getenv(PostgresVariable)
	if server == "" && os.Getenv("CI") != "" {
		t.Fatalf("%s is not set; on CI the tests have to run on PostgreSQL too", PostgresVariable)
	}
	if server == "" {
		t.Skipf("%s is not set: give the postgres:// URL of a server where databases may be made", PostgresVariable)
	}
	return server
}

func database(t testing.TB, server, options string) string {
	t.Helper()
	name := "mddash_" + hex.EncodeToString(uuid.New().NodeID()) + uuid.NewString()[:8]
	admin(t, server, "CREATE DATABASE "+name+" "+options)
	t.Cleanup(func() { admin(t, server, "DROP DATABASE "+name+" WITH (FORCE)") })
	return withDatabase(t, server, name)
}

// template is the name of a migrated database to copy, made once per state of the migrations.
func template(t testing.TB, server string) string {
	t.Helper()
	name := "mddash_template_" + fingerprint(t)
	conn := connect(t, server)
	defer conn.Close(context.Background())
	ctx := context.Background()
	// The lock goes with the connection.
	if _, err := conn.Exec(ctx, "SELECT pg_advisory_lock(5529384756)"); err != nil {
		t.Fatal(err)
	}
	var ready bool
	if err := conn.QueryRow(ctx, "SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = $1)", name).Scan(&ready); err != nil {
		t.Fatal(err)
	}
	if ready {
		return name
	}
	draft := name + "_draft"
	admin(t, server, "DROP DATABASE IF EXISTS "+draft+" WITH (FORCE)")
	admin(t, server, "CREATE DATABASE "+draft)
	migrate(t, withDatabase(t, server, draft))
	admin(t, server, "ALTER DATABASE "+draft+" RENAME TO "+name)
	return name
}

func migrate(t testing.TB, target string) {
	t.Helper()
	s, err := store.Open(context.Background(), store.Options{URL: target, Migrations: Migrations(t)})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := s.Migrate(context.Background()); err != nil {
		t.Fatal(err)
	}
}

// fingerprint stands for the migrations and for the code that fills them in.
func fingerprint(t testing.TB) string {
	t.Helper()
	sum := sha256.New()
	for _, dir := range []string{"migrations", "store"} {
		files := os.DirFS(Root(t))
		for _, pattern := range []string{dir + "/*.sql", dir + "/dialect.go", dir + "/migrate.go", dir + "/sqlite.go"} {
			names, _ := fs.Glob(files, pattern)
			for _, name := range names {
				text, err := fs.ReadFile(files, name)
				if err != nil {
					t.Fatal(err)
				}
				fmt.Fprintf(sum, "%s %d\n%s", name, len(text), text)
			}
		}
	}
	return hex.EncodeToString(sum.Sum(nil)[:6])
}

// admin runs one statement on the server's own database. Making a copy fails while somebody else looks at the
// original, so that it is tried for a while.
func admin(t testing.TB, server, statement string) {
	t.Helper()
	conn := connect(t, server)
	defer conn.Close(context.Background())
	var err error
	for range 50 {
		if _, err = conn.Exec(context.Background(), statement); err == nil {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatalf("%s: %v", statement, err)
}

func connect(t testing.TB, server string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(context.Background(), server)
	if err != nil {
		t.Fatalf("connect to %s: %v", PostgresVariable, err)
	}
	return conn
}

func withDatabase(t testing.TB, server, name string) string {
	t.Helper()
	u, err := url.Parse(server)
	if err != nil {
		t.Fatalf("%s is no URL: %v", PostgresVariable, err)
	}
	u.Path = "/" + name
	return u.String()
}
