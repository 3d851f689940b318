package fetch

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/url"
)

// heardMax is how much of an answer to what was sent is taken in, so that the connection ends in good order. Nobody reads
// it: it comes from an address that somebody typed, and could tell them what is there.
const heardMax = 16 << 10

// Post sends something to an address and gives the status of the answer. It follows nothing that leads on. What stands
// in the way is a *Problem.
func (f *Fetcher) Post(ctx context.Context, address string, header http.Header, body []byte) (int, error) {
	ctx, done := context.WithTimeout(ctx, f.within)
	defer done()
	to, err := url.Parse(address)
	if err != nil {
		return 0, refused(noAddress)
	}
	if err := f.check(to); err != nil {
		return 0, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, to.String(), bytes.NewReader(body))
	if err != nil {
		return 0, refused(noAddress)
	}
	r.Header = header.Clone()
	r.Header.Set("User-Agent", f.agent)
	res, err := f.client.Do(r)
	if err != nil {
		return 0, said(ctx, err)
	}
	defer res.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, heardMax))
	return res.StatusCode, nil
}
