package webpush

import (
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"math/big"
	"strings"
	"testing"
	"time"
)

func must(t *testing.T, text string) []byte {
	t.Helper()
	bytes, err := decode(text)
	if err != nil {
		t.Fatal(err)
	}
	return bytes
}

// RFC 8291, appendix A.
func TestTheExampleOfTheStandardComesOut(t *testing.T) {
	own, err := ecdh.P256().NewPrivateKey(must(t, "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"))
	if err != nil {
		t.Fatal(err)
	}
	to := Keys{P256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4", Auth: "BTBZMqHH6r4Tts7J_aSIgg"}
	body, err := seal(to, []byte("When I grow up, I want to be a watermelon"), own, must(t, "DGv6ra1nlYgDCS1FRnbzlw"))
	if err != nil {
		t.Fatal(err)
	}
	want := "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
	if got := base64.RawURLEncoding.EncodeToString(body); got != want {
		t.Errorf("comes out as %s", got)
	}
}

func TestKeysThatNoBrowserHasAreRefused(t *testing.T) {
	good := Keys{P256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4=", Auth: "BTBZMqHH6r4Tts7J_aSIgg=="}
	if err := good.Check(); err != nil {
		t.Errorf("with padding: %v", err)
	}
	zero := base64.RawURLEncoding.EncodeToString(append([]byte{4}, make([]byte, 64)...))
	for _, bad := range []Keys{{}, {good.P256dh, ""}, {good.P256dh, "AAAA"}, {"AAAA", good.Auth}, {zero, good.Auth}, {"\x00", good.Auth}, {good.P256dh + "AA", good.Auth}} {
		if bad.Check() == nil {
			t.Errorf("%v passes", bad)
		}
	}
	if _, err := Encrypt(good, make([]byte, Max+1)); err == nil {
		t.Error("a message that is too long passes")
	}
}

func TestThePushServiceCanTellWhoSends(t *testing.T) {
	secret := make([]byte, 32)
	rand.Read(secret[1:]) // below the order of the curve
	sender, err := NewSender(secret, "https://dash.example")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	h, err := sender.Header("https://push.example:8443/x?y=z", now, time.Hour, true)
	if err != nil {
		t.Fatal(err)
	}
	public, err := sender.PublicKey()
	if err != nil {
		t.Fatal(err)
	}
	proof, found := strings.CutPrefix(h.Get("Authorization"), "vapid t=")
	proof, key, _ := strings.Cut(proof, ", k=")
	parts := strings.Split(proof, ".")
	if !found || key != public || len(parts) != 3 || h.Get("TTL") != "3600" || h.Get("Urgency") != "high" || h.Get("Content-Encoding") != "aes128gcm" {
		t.Fatalf("headers %v", h)
	}
	var claims struct {
		Aud, Sub string
		Exp      int64
	}
	if err := json.Unmarshal(must(t, parts[1]), &claims); err != nil {
		t.Fatal(err)
	}
	if claims.Aud != "https://push.example:8443" || claims.Sub != "https://dash.example" || claims.Exp <= now.Unix() || claims.Exp > now.Add(24*time.Hour).Unix() {
		t.Errorf("says %+v", claims)
	}
	by, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), must(t, public))
	if err != nil {
		t.Fatal(err)
	}
	sum, signature := sha256.Sum256([]byte(parts[0]+"."+parts[1])), must(t, parts[2])
	if len(signature) != 64 || !ecdsa.Verify(by, sum[:], new(big.Int).SetBytes(signature[:32]), new(big.Int).SetBytes(signature[32:])) {
		t.Error("the proof does not hold")
	}
}
