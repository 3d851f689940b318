package store

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"

	"mddash/domain"
)

// newSecret is 32 random bytes as text, and their hash: the only thing that is stored.
func newSecret(prefix string) (secret, hash string) {
	random := make([]byte, 32)
	rand.Read(random)
	secret = prefix + base64.RawURLEncoding.EncodeToString(random)
	return secret, hashSecret(secret)
}

// hashSecret needs no salt and no work, since nobody can guess 32 random bytes. Whatever the caller sent, the hash is
// plain text: it can go into a query.
func hashSecret(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// What people read when they are not let in. Which of many reasons it was is nobody's business.
func wrongPair() error {
	return domain.Fail(domain.Unauthorized, "That e-mail and password do not match.")
}

func codeNeeded() error {
	return &domain.Error{Kind: domain.Unauthorized, Type: domain.CodeNeeded, Message: "Type the code from your authenticator app too, or a recovery code."}
}

func wrongCode() error {
	return &domain.Error{Kind: domain.Unauthorized, Type: domain.CodeWrong, Message: "That code does not match, or was used already."}
}

func signedOut() error {
	return domain.Fail(domain.Unauthorized, "You are signed out. Sign in again.")
}
