// Package webpush writes messages for browsers in which no page is open, so that nobody on the way reads them (RFC 8291,
// aes128gcm of RFC 8188) and the push services know who sends them (RFC 8292, VAPID). It knows nothing else of ours.
package webpush

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// Max is how long a message may be: what every push service takes, less what encryption adds.
const Max = 3000

const (
	saltLength = 16
	authLength = 16
	recordSize = 4096
	// proofFor is how long a proof of who sends is good; push services take no more than a day.
	proofFor = 12 * time.Hour
)

// Keys are a browser's: P256dh its public key, Auth a secret that it shares with whoever may write to it; both in
// base64url.
type Keys struct{ P256dh, Auth string }

// decode reads base64url with padding or without, as browsers differ.
func decode(text string) ([]byte, error) {
	for len(text) > 0 && text[len(text)-1] == '=' {
		text = text[:len(text)-1]
	}
	return base64.RawURLEncoding.DecodeString(text)
}

// Check refuses keys that no browser has.
func (k Keys) Check() error {
	_, _, err := k.read()
	return err
}

func (k Keys) read() (*ecdh.PublicKey, []byte, error) {
	point, err := decode(k.P256dh)
	if err != nil {
		return nil, nil, fmt.Errorf("read a browser's key: %w", err)
	}
	public, err := ecdh.P256().NewPublicKey(point)
	if err != nil {
		return nil, nil, fmt.Errorf("read a browser's key: %w", err)
	}
	auth, err := decode(k.Auth)
	if err != nil || len(auth) != authLength {
		return nil, nil, errors.New("read a browser's secret: it has another length")
	}
	return public, auth, nil
}

// Encrypt makes the body of a message that only one browser can read.
func Encrypt(to Keys, message []byte) ([]byte, error) {
	own, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	salt := make([]byte, saltLength)
	rand.Read(salt)
	return seal(to, message, own, salt)
}

func seal(to Keys, message []byte, own *ecdh.PrivateKey, salt []byte) ([]byte, error) {
	if len(message) > Max {
		return nil, errors.New("the message is too long")
	}
	theirs, auth, err := to.read()
	if err != nil {
		return nil, err
	}
	shared, err := own.ECDH(theirs)
	if err != nil {
		return nil, err
	}
	box, nonce, err := contentKey(shared, auth, salt, theirs.Bytes(), own.PublicKey().Bytes())
	if err != nil {
		return nil, err
	}
	id := own.PublicKey().Bytes()
	body := append([]byte{}, salt...)
	body = binary.BigEndian.AppendUint32(body, recordSize)
	body = append(body, byte(len(id)))
	body = append(body, id...)
	// One record, which is the last.
	return box.Seal(body, nonce, append(append([]byte{}, message...), 2), nil), nil
}

// contentKey is what RFC 8291, 3.4 makes of the secrets that both sides know.
func contentKey(shared, auth, salt, theirs, ours []byte) (cipher.AEAD, []byte, error) {
	info := "WebPush: info\x00" + string(theirs) + string(ours)
	input, err := hkdf.Key(sha256.New, shared, auth, info, 32)
	if err != nil {
		return nil, nil, err
	}
	key, err := hkdf.Key(sha256.New, input, salt, "Content-Encoding: aes128gcm\x00", 16)
	if err != nil {
		return nil, nil, err
	}
	nonce, err := hkdf.Key(sha256.New, input, salt, "Content-Encoding: nonce\x00", 12)
	if err != nil {
		return nil, nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, nil, err
	}
	box, err := cipher.NewGCM(block)
	return box, nonce, err
}

// Sender is who sends, as push services know it.
type Sender struct {
	key     *ecdsa.PrivateKey
	subject string
}

// NewSender makes a sender of 32 secret bytes. subject is where its owner can be reached: mailto: or https:.
func NewSender(secret []byte, subject string) (*Sender, error) {
	key, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), secret)
	if err != nil {
		return nil, fmt.Errorf("make a key of a secret: %w", err)
	}
	return &Sender{key: key, subject: subject}, nil
}

// PublicKey is what a browser is told that messages will come from, in base64url.
func (s *Sender) PublicKey() (string, error) {
	point, err := s.key.PublicKey.Bytes()
	return base64.RawURLEncoding.EncodeToString(point), err
}

// Header goes with a message to an endpoint: who sends it, how it is written, how long it is worth keeping, and whether
// it is worth waking a phone up for.
func (s *Sender) Header(endpoint string, at time.Time, keep time.Duration, urgent bool) (http.Header, error) {
	proof, err := s.proof(endpoint, at)
	if err != nil {
		return nil, err
	}
	public, err := s.PublicKey()
	if err != nil {
		return nil, err
	}
	h := http.Header{
		"Authorization":    {"vapid t=" + proof + ", k=" + public},
		"Content-Encoding": {"aes128gcm"},
		"Content-Type":     {"application/octet-stream"},
		"Ttl":              {strconv.Itoa(int(keep.Seconds()))},
		"Urgency":          {"normal"},
	}
	if urgent {
		h.Set("Urgency", "high")
	}
	return h, nil
}

// proof is a JWT (ES256) for the push service that the endpoint is at.
func (s *Sender) proof(endpoint string, at time.Time) (string, error) {
	to, err := url.Parse(endpoint)
	if err != nil {
		return "", err
	}
	claims, err := json.Marshal(map[string]any{"aud": to.Scheme + "://" + to.Host, "exp": at.Add(proofFor).Unix(), "sub": s.subject})
	if err != nil {
		return "", err
	}
	text := base64.RawURLEncoding.EncodeToString([]byte(`{"typ":"JWT","alg":"ES256"}`)) + "." + base64.RawURLEncoding.EncodeToString(claims)
	sum := sha256.Sum256([]byte(text))
	r, v, err := ecdsa.Sign(rand.Reader, s.key, sum[:])
	if err != nil {
		return "", err
	}
	signature := append(r.FillBytes(make([]byte, 32)), v.FillBytes(make([]byte, 32))...)
	return text + "." + base64.RawURLEncoding.EncodeToString(signature), nil
}
