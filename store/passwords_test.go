package store

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/crypto/bcrypt"
	"golang.org/x/crypto/scrypt"

	"mddash/domain"
)

const oldPassword = "an old sentence of mine"

// Made by other programs: bcryptjs 3 (with the prefixes that its older versions and PHP write), and Node's
// crypto.scryptSync with the parameters of Better Auth.
const (
	bcryptJS       = "$2b$10$S3GeeYzfzzSHWzcz.W0nuuCOIoEtNk2f3RJ/r5eBOM.cR3LMdV72C"
	bcryptJSLong   = "$2b$10$wzuSLMeepL5Ps8ZttVXvXu43thcz5RCFYRXIM5joYNWdDd/y1v792"
	bcryptPHP      = "$2y$04$KBpq06pgTSvOVAwcs.huj.gSuda8JB.KuDwbXIpfbT1EUF5v07sEm"
	bcryptShort    = "$2a$04$sdmSVlZklzUc0TY.PgrWZ.a447oCBIINRRCg4enEk5Ym1BNVu/Jz2"
	scryptNode     = "00112233445566778899aabbccddeeff:7e220007064829c67c038982ce4738563dc68139b7767cbb1e57ffe467a30f862a15fe4c5a2547ddeae3aa11d54515f72e19ef0428d2641af95e30a93ed5428e"
	scryptNodeNFKC = "00112233445566778899aabbccddeeff:9771a0cc27d85fa882b2e8c8dfc77df46105d7b9e6a6f73bb4c63646750c2620be3b76f4c995ef29c3477a6facefa260d59b33d1c1bbb9ed3e957c95766273f1"
)

func TestHashesThatOtherProgramsMadeAreReadAndFoundOutdated(t *testing.T) {
	ownBcrypt, err := bcrypt.GenerateFromPassword([]byte(oldPassword), 5)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ password, stored string }{
		"bcryptjs":             {oldPassword, bcryptJS},
		"bcryptjs, 72 bytes":   {strings.Repeat("x", 70) + "yz and something else", bcryptJSLong},
		"bcrypt of PHP":        {oldPassword, bcryptPHP},
		"bcrypt, 4 characters": {"kurz", bcryptShort},
		"bcrypt of Go":         {oldPassword, string(ownBcrypt)},
		"scrypt of Node":       {oldPassword, scryptNode},
		"scrypt, as it looks":  {"fine café of mine", scryptNodeNFKC},
		"scrypt of Go":         {oldPassword, betterAuthHash(t, oldPassword)},
	} {
		p := newPasswords()
		right, outdated, err := p.verify(context.Background(), c.password, c.stored)
		if err != nil || !right || !outdated {
			t.Errorf("%s: right %v, outdated %v, %v", name, right, outdated, err)
		}
		right, outdated, err = p.verify(context.Background(), c.password[:len(c.password)/2], c.stored)
		if err != nil || right || outdated {
			t.Errorf("%s, wrong password: right %v, outdated %v, %v", name, right, outdated, err)
		}
	}
}

func betterAuthHash(t *testing.T, password string) string {
	t.Helper()
	salt := make([]byte, 16)
	rand.Read(salt)
	key, err := scrypt.Key([]byte(password), []byte(hex.EncodeToString(salt)), 16384, 16, 1, 64)
	if err != nil {
		t.Fatal(err)
	}
	return hex.EncodeToString(salt) + ":" + hex.EncodeToString(key)
}

func TestOurOwnHashHoldsForOnePasswordHoweverItWasTyped(t *testing.T) {
	p, ctx := newPasswords(), context.Background()
	stored, err := p.hash(ctx, "café de la gare")
	if err != nil || !strings.HasPrefix(stored, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Fatalf("got %q, %v", stored, err)
	}
	for typed, want := range map[string]bool{"café de la gare": true, "cafe\u0301 de la gare": true, "cafe de la gare": false, "": false} {
		right, outdated, err := p.verify(ctx, typed, stored)
		if err != nil || right != want || outdated {
			t.Errorf("%q: right %v, outdated %v, %v", typed, right, outdated, err)
		}
	}
	again, _ := p.hash(ctx, "café de la gare")
	if again == stored {
		t.Error("the same salt was used twice")
	}
}

func TestWeakerHashesOfOursAreFoundOutdated(t *testing.T) {
	// argon2id with m=8 MiB, t=1, p=1 of "an old sentence of mine".
	cost := argonCost{8 * 1024, 1, 1}
	salt := []byte("sixteen bytes ok")
	stored := "$argon2id$v=19$m=8192,t=1,p=1$c2l4dGVlbiBieXRlcyBvaw$" + base64.RawStdEncoding.EncodeToString(cost.key(oldPassword, salt, 32))
	right, outdated, err := newPasswords().verify(context.Background(), oldPassword, stored)
	if err != nil || !right || !outdated {
		t.Fatalf("right %v, outdated %v, %v", right, outdated, err)
	}
}

func TestHashesMeantToHurtAreNeverRun(t *testing.T) {
	salt, key := "c2l4dGVlbiBieXRlcyBvaw", strings.Repeat("A", 43)
	for name, stored := range map[string]string{
		"4 GiB of memory":        "$argon2id$v=19$m=4194304,t=2,p=1$" + salt + "$" + key,
		"a billion passes":       "$argon2id$v=19$m=19456,t=1000000000,p=1$" + salt + "$" + key,
		"no passes":              "$argon2id$v=19$m=19456,t=0,p=1$" + salt + "$" + key,
		"no lanes":               "$argon2id$v=19$m=19456,t=2,p=0$" + salt + "$" + key,
		"256 lanes":              "$argon2id$v=19$m=19456,t=2,p=256$" + salt + "$" + key,
		"no key":                 "$argon2id$v=19$m=19456,t=2,p=1$" + salt + "$",
		"no salt":                "$argon2id$v=19$m=19456,t=2,p=1$$" + key,
		"a number of 40 digits":  "$argon2id$v=19$m=" + strings.Repeat("9", 40) + ",t=2,p=1$" + salt + "$" + key,
		"a minus":                "$argon2id$v=19$m=-1,t=2,p=1$" + salt + "$" + key,
		"bcrypt at cost 31":      "$2b$31$" + bcryptJS[7:],
		"bcrypt of a strange x":  "$2x$04$" + bcryptJS[7:],
		"bcrypt with other text": "$2b$10$" + strings.Repeat("é", 26) + "x",
		"scrypt of N=2^30":       "$scrypt$n=1073741824,r=8,p=1$" + salt + "$" + key,
		"no hexadecimal":         strings.Repeat("z", 32) + ":" + strings.Repeat("z", 128),
		"the password itself":    oldPassword,
		"a megabyte":             "$argon2id$" + strings.Repeat("$", 1<<20),
		"nothing":                "",
	} {
		began := time.Now()
		right, _, err := newPasswords().verify(context.Background(), oldPassword, stored)
		if err != nil || right || time.Since(began) > 5*time.Second {
			t.Errorf("%s: right %v after %v, %v", name, right, time.Since(began), err)
		}
	}
}

func TestAFloodOfSignInsIsSentAwayInsteadOfPilingUp(t *testing.T) {
	p := newPasswords()
	ctx, stop := context.WithCancel(context.Background())
	for range cap(p.running) {
		p.running <- struct{}{}
	}
	var all sync.WaitGroup
	errs := make(chan error, cap(p.waiting)+10)
	for range cap(p.waiting) + 10 {
		all.Go(func() {
			_, _, err := p.verify(ctx, "x", "")
			errs <- err
		})
	}
	for range 10 {
		var e *domain.Error
		if err := <-errs; !errors.As(err, &e) || e.Kind != domain.Unavailable || e.RetryAfter == 0 {
			t.Fatalf("want Unavailable with a time to wait, got %v", err)
		}
	}
	stop()
	all.Wait()
	for range cap(p.waiting) {
		if err := <-errs; !errors.Is(err, context.Canceled) {
			t.Fatalf("want those who waited to leave with their request, got %v", err)
		}
	}
	if len(p.waiting) != 0 {
		t.Fatalf("%d places were never given back", len(p.waiting))
	}
}
