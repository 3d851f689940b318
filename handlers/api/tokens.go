package api

import (
	"net/http"
	"slices"

	"mddash/domain"
	"mddash/handlers/visit"
)

const tokensTag = "API tokens"

func (a *API) addTokens() {
	add(a, tokensTag, operation{method: http.MethodGet, path: "/tokens", id: "list-tokens", summary: "List your API tokens, without their secrets"}, listTokens)
	add(a, tokensTag, operation{method: http.MethodPost, path: "/tokens", id: "add-token", who: person, status: http.StatusCreated, summary: "Make an API token", about: "Its secret is shown only now. You are told of it by mail.", errors: []int{409}}, addToken)
	add(a, tokensTag, operation{method: http.MethodGet, path: "/tokens/{id}", id: "get-token", summary: "Read an API token, without its secret"}, getToken)
	add(a, tokensTag, operation{method: http.MethodDelete, path: "/tokens/{id}", id: "delete-token", status: http.StatusNoContent, summary: "Revoke an API token"}, deleteToken)
}

// OnToken is a request about one token.
type OnToken struct {
	ID string `path:"id" maxLength:"100"`
}

type deletingToken struct {
	OnToken
	Changing
}

func listTokens(v *visit.Visit, in *Paging) (*page[Token], error) {
	tokens, err := v.Scope.APITokens(v.Ctx())
	if err != nil {
		return nil, err
	}
	shown := []Token{}
	for _, token := range tokens {
		shown = append(shown, tokenOf(token))
	}
	return slicePage(v, shown, *in, func(t Token) string { return placeOf(t.CreatedAt.UnixMilli()) + " " + t.ID })
}

func addToken(v *visit.Visit, in *struct{ Body domain.APITokenInput }) (*created[NewToken], error) {
	token, secret, err := v.AddAPIToken(in.Body)
	if err != nil {
		return nil, err
	}
	one, err := objectOf(tokenOf(token))
	if err != nil {
		return nil, err
	}
	location := v.URL(Prefix + "/tokens/" + token.ID)
	return &created[NewToken]{Location: location, ETag: one.ETag, Body: NewToken{Token: one.Body, Secret: secret}}, nil
}

func getToken(v *visit.Visit, in *OnToken) (*object[Token], error) {
	tokens, err := v.Scope.APITokens(v.Ctx())
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(tokens, func(t domain.APIToken) bool { return t.ID == in.ID })
	if at < 0 {
		return nil, domain.Fail(domain.NotFound, "There is no such token.")
	}
	return objectOf(tokenOf(tokens[at]))
}

func deleteToken(v *visit.Visit, in *deletingToken) (*none, error) {
	err := in.hold(func() (string, error) {
		token, err := getToken(v, &in.OnToken)
		if err != nil {
			return "", err
		}
		return versionOf(token.Body)
	})
	if err != nil {
		return nil, err
	}
	return &none{}, v.Scope.RemoveAPIToken(v.Ctx(), in.ID)
}
