package assets

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"io/fs"
	"path"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
)

const hashLength = 8

// The bundler names chunks after their content; app.js imports them by that name.
const chunks = "chunks/"

// file is one static file. Nothing is read, hashed or compressed before somebody asks.
type file struct {
	contentType string
	named       bool // the plain name already has the content's hash in it
	path        func() string
	hash        func() string
	bodies      map[coding]func() ([]byte, error)
}

func newFile(static fs.FS, name, logical string) *file {
	stored := sync.OnceValues(func() ([]byte, error) { return fs.ReadFile(static, name) })
	f := &file{contentType: contentType(logical), named: strings.HasPrefix(logical, chunks)}
	switch {
	case strings.HasSuffix(name, packed):
		f.bodies = map[coding]func() ([]byte, error){gzipped: stored, identity: sync.OnceValues(func() ([]byte, error) { return unpack(stored) })}
	case compressible(f.contentType):
		f.bodies = map[coding]func() ([]byte, error){
			identity: stored,
			gzipped:  sync.OnceValues(func() ([]byte, error) { return compress(stored, gzipTo) }),
			brotlied: sync.OnceValues(func() ([]byte, error) { return compress(stored, brotliTo) }),
		}
	default:
		f.bodies = map[coding]func() ([]byte, error){identity: stored}
	}
	f.hash = sync.OnceValue(func() string {
		body, _ := stored() // a file that cannot be read says so when it is served
		sum := sha256.Sum256(body)
		return hex.EncodeToString(sum[:])[:hashLength]
	})
	f.path = sync.OnceValue(func() string {
		if f.named {
			return Prefix + logical
		}
		ext := path.Ext(logical)
		return Prefix + strings.TrimSuffix(logical, ext) + "." + f.hash() + ext
	})
	return f
}

// codings are those that the file is to be had in, the smallest first.
func (f *file) codings() []coding {
	var offered []coding
	for _, c := range []coding{brotlied, gzipped, identity} {
		if f.bodies[c] != nil {
			offered = append(offered, c)
		}
	}
	return offered
}

// etag is strong, so it differs with the coding too.
func (f *file) etag(c coding) string {
	if c == identity {
		return `"` + f.hash() + `"`
	}
	return `"` + f.hash() + "-" + string(c) + `"`
}

func compress(plain func() ([]byte, error), to func(io.Writer, int) io.WriteCloser) ([]byte, error) {
	body, err := plain()
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	w := to(&out, len(body))
	if _, err := w.Write(body); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return bytes.Clone(out.Bytes()), nil
}

func unpack(stored func() ([]byte, error)) ([]byte, error) {
	body, err := stored()
	if err != nil {
		return nil, err
	}
	z, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(z)
}

func gzipTo(w io.Writer, _ int) io.WriteCloser {
	z, _ := gzip.NewWriterLevel(w, gzip.BestCompression) // fails for an unknown level only
	return z
}

// The best quality takes a second per megabyte and much memory: it is for the small files that every page needs.
func brotliTo(w io.Writer, size int) io.WriteCloser {
	quality := brotli.BestCompression
	if size > 256<<10 {
		quality = brotli.DefaultCompression
	}
	return brotli.NewWriterLevel(w, quality)
}

func contentType(name string) string {
	switch path.Ext(name) {
	case ".css":
		return "text/css; charset=utf-8"
	case ".js", ".mjs":
		return "text/javascript; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".json", ".map":
		return "application/json"
	case ".webmanifest":
		return "application/manifest+json"
	case ".txt", "":
		return "text/plain; charset=utf-8"
	case ".png":
		return "image/png"
	case ".ico":
		return "image/x-icon"
	case ".woff2":
		return "font/woff2"
	}
	return "application/octet-stream"
}

func compressible(contentType string) bool {
	return strings.HasPrefix(contentType, "text/") || strings.HasPrefix(contentType, "application/json") ||
		strings.HasSuffix(contentType, "+json") || strings.HasSuffix(contentType, "+xml")
}
