package visit

import (
	"mddash/domain"
	"mddash/formats/letters"
)

// AddAPIToken makes a token of the caller's and writes to them that there is one; its secret is known only now. No password
// is asked for, since scripts make tokens too: the letter is what an owner learns of one that was not theirs. Errors are
// those of Scope.AddAPIToken.
func (v *Visit) AddAPIToken(in domain.APITokenInput) (domain.APIToken, string, error) {
	token, secret, err := v.Scope.AddAPIToken(v.Ctx(), in)
	if err != nil {
		return domain.APIToken{}, "", err
	}
	v.writeTo(v.User, func(to letters.To) domain.Mail { return to.TokenAdded(token) })
	return token, secret, nil
}
