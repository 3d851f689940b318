package visit

import (
	"time"

	"github.com/golang-jwt/jwt/v5"

	"mddash/domain"
)

// accessFor is how long an access token holds; its login is looked up at every use besides.
const accessFor = 15 * time.Minute

// claims of an access token: who it is for and which login it came from.
type claims struct {
	jwt.RegisteredClaims
	LoginID string `json:"sid"`
}

// signer makes and checks access tokens. One algorithm, one key, no choice for whoever sends a token.
type signer struct {
	key    []byte
	issuer string
	clock  func() time.Time
}

var errBadToken = domain.Fail(domain.Unauthorized, "The access token does not hold. Sign in again, or refresh it.")

func (s signer) mint(userID, loginID string) (string, error) {
	now := s.clock()
	return jwt.NewWithClaims(jwt.SigningMethodHS256, claims{
		LoginID: loginID,
		RegisteredClaims: jwt.RegisteredClaims{
			Issuer: s.issuer, Subject: userID, IssuedAt: jwt.NewNumericDate(now), ExpiresAt: jwt.NewNumericDate(now.Add(accessFor)),
		},
	}).SignedString(s.key)
}

// verify answers Unauthorized for everything that mint did not make, or made too long ago.
func (s signer) verify(token string) (claims, error) {
	var c claims
	_, err := jwt.ParseWithClaims(token, &c, func(*jwt.Token) (any, error) { return s.key, nil },
		jwt.WithValidMethods([]string{jwt.SigningMethodHS256.Alg()}), jwt.WithIssuer(s.issuer),
		jwt.WithExpirationRequired(), jwt.WithTimeFunc(s.clock), jwt.WithStrictDecoding())
	if err != nil || c.Subject == "" || c.LoginID == "" {
		return claims{}, errBadToken
	}
	return c, nil
}

// Pair is what a program signs its requests with, and gets a new one with when that has run out.
type Pair struct {
	AccessToken  string
	RefreshToken string
	ExpiresIn    int // seconds
}

// Tokens makes a pair for the visit's login. The visit has to be signed in with a login.
func (v *Visit) Tokens() (Pair, error) {
	refresh, err := v.doors.store.IssueRefresh(v.Ctx(), v.Login.ID)
	if err != nil {
		return Pair{}, err
	}
	return v.doors.pair(v.User.ID, v.Login.ID, refresh)
}

// Refresh trades a refresh token for a new pair and makes the visit its owner's. Unauthorized for a token that does
// not hold; one that was used before ends its login.
func (v *Visit) Refresh(token string) (Pair, error) {
	user, login, refresh, err := v.doors.store.Refresh(v.Ctx(), token)
	if err != nil {
		return Pair{}, err
	}
	v.Login = login
	v.known(user, Bearer)
	return v.doors.pair(user.ID, login.ID, refresh)
}

func (d *Doors) pair(userID, loginID, refresh string) (Pair, error) {
	access, err := d.tokens.mint(userID, loginID)
	if err != nil {
		return Pair{}, err
	}
	return Pair{AccessToken: access, RefreshToken: refresh, ExpiresIn: int(accessFor.Seconds())}, nil
}
