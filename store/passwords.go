package store

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"runtime"
	"strconv"
	"strings"

	"golang.org/x/crypto/argon2"
	"golang.org/x/crypto/bcrypt"
	"golang.org/x/crypto/scrypt"
	"golang.org/x/text/unicode/norm"

	"mddash/domain"
)

// argonCost is what one argon2id hash costs: KiB of memory, passes over it, and lanes.
type argonCost struct {
	memory, passes uint32
	lanes          uint8
}

// Our own hashes cost this much: about 40 ms on a small machine.
var currentCost = argonCost{memory: 19 * 1024, passes: 2, lanes: 1}

const (
	saltSize = 16
	keySize  = 32
	// hashersWaiting is how many may wait for their turn. Whoever comes after them is sent away, so that a flood of
	// sign-ins takes neither the machine's memory nor everybody's time.
	hashersWaiting = 64
	// bcryptMost is the highest cost that is run, about two seconds; hashes that cost more were not made by a program.
	bcryptMost = 14
)

// passwords hashes and compares, as many at once as there are processors.
type passwords struct {
	running, waiting chan struct{}
}

func newPasswords() *passwords {
	n := runtime.NumCPU()
	return &passwords{running: make(chan struct{}, n), waiting: make(chan struct{}, n+hashersWaiting)}
}

// turn waits until there is room to hash; done gives the room back. Unavailable when too many wait already.
func (p *passwords) turn(ctx context.Context) (done func(), err error) {
	select {
	case p.waiting <- struct{}{}:
	default:
		return nil, &domain.Error{Kind: domain.Unavailable, Message: "Too many people sign in right now. Try again in a few seconds.", RetryAfter: 5}
	}
	select {
	case p.running <- struct{}{}:
		return func() { <-p.running; <-p.waiting }, nil
	case <-ctx.Done():
		<-p.waiting
		return nil, ctx.Err()
	}
}

// hash makes the text to store for a new password.
func (p *passwords) hash(ctx context.Context, password string) (string, error) {
	done, err := p.turn(ctx)
	if err != nil {
		return "", err
	}
	defer done()
	salt := make([]byte, saltSize)
	rand.Read(salt)
	key := currentCost.key(password, salt, keySize)
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, currentCost.memory, currentCost.passes, currentCost.lanes,
		b64.EncodeToString(salt), b64.EncodeToString(key)), nil
}

// verify tells whether a password is the one that was stored, and whether it should be stored anew. A text that is no
// hash we know, or that would cost more than any honest one, is never the right one; it costs as much as a wrong one.
func (p *passwords) verify(ctx context.Context, password, stored string) (right, outdated bool, err error) {
	done, err := p.turn(ctx)
	if err != nil {
		return false, false, err
	}
	defer done()
	if len(password) > 4*domain.PasswordMax {
		password, stored = "", ""
	}
	switch {
	case strings.HasPrefix(stored, "$argon2id$"):
		right, outdated = verifyArgon(password, stored)
	case len(stored) == 60 && strings.HasPrefix(stored, "$2"):
		right, outdated = verifyBcrypt(password, stored), true
	case len(stored) == 161 && stored[32] == ':':
		right, outdated = verifyScrypt(password, stored), true
	default:
		decoy(password)
	}
	return right, right && outdated, nil
}

// decoy takes the time of a verification.
func decoy(password string) bool {
	currentCost.key(password, make([]byte, saltSize), keySize)
	return false
}

// key hashes a password as it looks, whichever way the keyboard composed its letters.
func (c argonCost) key(password string, salt []byte, size uint32) []byte {
	return argon2.IDKey([]byte(norm.NFKC.String(password)), salt, c.passes, c.memory, c.lanes, size)
}

func verifyArgon(password, stored string) (right, outdated bool) {
	cost, salt, key, ok := readArgon(stored)
	if !ok {
		return decoy(password), false
	}
	right = subtle.ConstantTimeCompare(cost.key(password, salt, uint32(len(key))), key) == 1
	return right, cost != currentCost || len(salt) != saltSize || len(key) != keySize
}

// readArgon reads $argon2id$v=19$m=19456,t=2,p=1$salt$key and refuses what costs too much, or nothing.
func readArgon(stored string) (cost argonCost, salt, key []byte, ok bool) {
	parts := strings.Split(stored, "$")
	if len(parts) != 6 || parts[2] != "v=19" {
		return cost, nil, nil, false
	}
	numbers := strings.Split(parts[3], ",")
	if len(numbers) != 3 {
		return cost, nil, nil, false
	}
	memory, okM := costNumber(numbers[0], "m=", 8, 64*1024)
	passes, okT := costNumber(numbers[1], "t=", 1, 8)
	lanes, okP := costNumber(numbers[2], "p=", 1, 8)
	salt, errS := base64.RawStdEncoding.DecodeString(parts[4])
	key, errK := base64.RawStdEncoding.DecodeString(parts[5])
	ok = okM && okT && okP && errS == nil && errK == nil && len(salt) >= 8 && len(salt) <= 64 && len(key) >= 16 && len(key) <= 64
	return argonCost{memory, passes, uint8(lanes)}, salt, key, ok
}

func costNumber(text, name string, least, most uint32) (uint32, bool) {
	digits, found := strings.CutPrefix(text, name)
	n, err := strconv.ParseUint(digits, 10, 32)
	return uint32(n), found && err == nil && uint32(n) >= least && uint32(n) <= most
}

// verifyBcrypt reads what NextAuth applications store. bcrypt looks at 72 bytes and no further, here as there.
func verifyBcrypt(password, stored string) bool {
	if cost, err := bcrypt.Cost([]byte(stored)); err != nil || cost > bcryptMost || !strings.Contains("aby", stored[2:3]) {
		return decoy(password)
	}
	return bcrypt.CompareHashAndPassword([]byte(stored), []byte(password)) == nil
}

// verifyScrypt reads what Better Auth stores: salt and key in hexadecimal. It salts with the text, not with its bytes.
func verifyScrypt(password, stored string) bool {
	salt, keyText, _ := strings.Cut(stored, ":")
	key, err := hex.DecodeString(keyText)
	if err != nil {
		return decoy(password)
	}
	got, err := scrypt.Key([]byte(norm.NFKC.String(password)), []byte(salt), 16384, 16, 1, len(key))
	return err == nil && subtle.ConstantTimeCompare(got, key) == 1
}
