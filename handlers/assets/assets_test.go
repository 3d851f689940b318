package assets_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/andybalholm/brotli"

	"mddash/handlers/assets"
)

var (
	sheet   = "@layer base { body { color: " + strings.Repeat("red green blue ", 200) + "} }"
	script  = "export const words = [" + strings.Repeat(`"word",`, 200) + "];"
	picture = "\x89PNG\r\n\x1a\n not really"
)

// full is static/ after a front-end build, bare before one.
func full() fstest.MapFS {
	static := bare()
	static["vendor/app.css"] = &fstest.MapFile{Data: []byte(sheet)}
	static["vendor/calendar.css"] = &fstest.MapFile{Data: []byte(sheet)}
	static["vendor/app.js"] = &fstest.MapFile{Data: []byte(script)}
	static["vendor/chunks/drag-ABCD1234.js"] = &fstest.MapFile{Data: []byte(script)}
	static["vendor/docs/swagger-ui.css"] = &fstest.MapFile{Data: []byte(sheet)}
	static["vendor/docs/swagger-ui-bundle.js"] = &fstest.MapFile{Data: []byte(script)}
	return static
}

func bare() fstest.MapFS {
	return fstest.MapFS{
		"css/mddash.css":   {Data: []byte("/* as written */ " + sheet)},
		"css/calendar.css": {Data: []byte(sheet)},
		"js/app.js":        {Data: []byte("import 'htmx.org';")},
		"icons.svg":        {Data: []byte("<svg>" + strings.Repeat("<symbol/>", 100) + "</svg>")},
		"logo.png":         {Data: []byte(picture)},
		".secret":          {Data: []byte("hidden")},
		"css/.secret":      {Data: []byte("hidden")},
	}
}

func open(t *testing.T, static fstest.MapFS) *assets.Assets {
	t.Helper()
	a, err := assets.New(static)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// ask sends headers as "Name: value".
func ask(a http.Handler, method, target string, headers ...string) *http.Response {
	r := httptest.NewRequest(method, "http://mddash.test"+target, nil)
	for _, line := range headers {
		name, value, _ := strings.Cut(line, ": ")
		r.Header.Add(name, value)
	}
	w := httptest.NewRecorder()
	a.ServeHTTP(w, r)
	return w.Result()
}

func bodyOf(t *testing.T, res *http.Response) string {
	t.Helper()
	var from io.Reader = res.Body
	switch res.Header.Get("Content-Encoding") {
	case "gzip":
		z, err := gzip.NewReader(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		from = z
	case "br":
		from = brotli.NewReader(res.Body)
	}
	body, err := io.ReadAll(from)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func TestAPathHasTheHashOfTheContent(t *testing.T) {
	a := open(t, full())
	for name, form := range map[string]string{
		"app.css":             `^/static/app\.[0-9a-f]{8}\.css$`,
		"docs/swagger-ui.css": `^/static/docs/swagger-ui\.[0-9a-f]{8}\.css$`,
		"icons.svg":           `^/static/icons\.[0-9a-f]{8}\.svg$`,
	} {
		if got := a.Path(name); !regexp.MustCompile(form).MatchString(got) {
			t.Errorf("Path(%q) = %q, want %s", name, got, form)
		}
	}
	changed := full()
	changed["vendor/app.css"] = &fstest.MapFile{Data: []byte(sheet + " ")}
	if a.Path("app.css") == open(t, changed).Path("app.css") {
		t.Error("another content has the same path")
	}
}

func TestAFingerprintedFileIsKeptForGood(t *testing.T) {
	a := open(t, full())
	res := ask(a, "GET", a.Path("app.css"))
	if res.StatusCode != 200 || bodyOf(t, res) != sheet {
		t.Fatalf("status %d", res.StatusCode)
	}
	for name, want := range map[string]string{
		"Cache-Control":          "public, max-age=31536000, immutable",
		"Content-Type":           "text/css; charset=utf-8",
		"X-Content-Type-Options": "nosniff",
		"Vary":                   "Accept-Encoding",
	} {
		if got := res.Header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func TestHowLongAFileMayBeKept(t *testing.T) {
	a := open(t, full())
	for _, c := range []struct{ name, path, want string }{
		{"a plain name for a while", "/static/app.css", "public, max-age=300"},
		{"a chunk for good, as its name comes from its content", a.Path("chunks/drag-ABCD1234.js"), "public, max-age=31536000, immutable"},
		{"another version's path not at all", "/static/app.00000000.css", "no-cache"},
		{"what is not there not at all", "/static/nothing.css", "no-store"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := ask(a, "GET", c.path).Header.Get("Cache-Control"); got != c.want {
				t.Errorf("%s: Cache-Control %q, want %q", c.path, got, c.want)
			}
		})
	}
}

func TestAnotherVersionsPathStillGivesAPageItsLooks(t *testing.T) {
	a := open(t, full())
	if res := ask(a, "GET", "/static/app.00000000.css"); res.StatusCode != 200 || bodyOf(t, res) != sheet {
		t.Errorf("status %d", res.StatusCode)
	}
}

func TestABrowserThatHasTheFileGetsNoneOfItAgain(t *testing.T) {
	a := open(t, full())
	for _, coding := range []string{"", "gzip", "br"} {
		accept := "Accept-Encoding: " + coding
		first := ask(a, "GET", "/static/app.css", accept)
		again := ask(a, "GET", "/static/app.css", accept, "If-None-Match: "+first.Header.Get("ETag"))
		if again.StatusCode != 304 || bodyOf(t, again) != "" || again.Header.Get("Vary") == "" {
			t.Errorf("%q: status %d", coding, again.StatusCode)
		}
	}
	gzipped := ask(a, "GET", "/static/app.css", "Accept-Encoding: gzip").Header.Get("ETag")
	if res := ask(a, "GET", "/static/app.css", "If-None-Match: "+gzipped); res.StatusCode != 200 {
		t.Errorf("the tag of the gzip form passes for the plain one: status %d", res.StatusCode)
	}
}

func TestTheCodingIsTheOneTheClientLikesBest(t *testing.T) {
	a := open(t, full())
	for _, c := range []struct{ accept, want string }{
		{"", ""},
		{"gzip, deflate, br, zstd", "br"},
		{"gzip", "gzip"},
		{"GZIP", "gzip"},
		{"x-gzip", "gzip"},
		{"br;q=0.5, gzip;q=0.9", "gzip"},
		{"br;q=0, gzip", "gzip"},
		{"br; q=0.001", "br"},
		{"gzip;q=0.5, identity", ""},
		{"deflate", ""},
		{"*", "br"},
		{"*;q=0.1, gzip", "gzip"},
		{"*;q=0, gzip", "gzip"},
		{"gzip;q=banana", ""},
		{"gzip;q=7", ""},
		{"gzip;q=-1", ""},
		{"gzip;q=NaN", ""},
		{";;,,;q=1,gzip;level=9;q=1", "gzip"},
		{strings.Repeat("a,", 5000) + "br", "br"},
	} {
		res := ask(a, "GET", "/static/app.css", "Accept-Encoding: "+c.accept)
		if got := res.Header.Get("Content-Encoding"); res.StatusCode != 200 || got != c.want {
			t.Errorf("%.60q: status %d, coding %q, want %q", c.accept, res.StatusCode, got, c.want)
		}
		if bodyOf(t, res) != sheet {
			t.Errorf("%.60q: another body", c.accept)
		}
	}
}

func TestAClientThatRefusesEveryCodingIsTold(t *testing.T) {
	a := open(t, full())
	for _, accept := range []string{"identity;q=0", "*;q=0", "deflate, *;q=0"} {
		if res := ask(a, "GET", "/static/app.css", "Accept-Encoding: "+accept); res.StatusCode != 406 {
			t.Errorf("%q: status %d, want 406", accept, res.StatusCode)
		}
	}
}

func TestAPictureIsNotCompressedAgain(t *testing.T) {
	res := ask(open(t, full()), "GET", "/static/logo.png", "Accept-Encoding: br, gzip")
	if res.Header.Get("Content-Encoding") != "" || res.Header.Get("Vary") != "" || bodyOf(t, res) != picture {
		t.Errorf("headers %v", res.Header)
	}
}

func TestAFileThatIsCarriedCompressedIsServedEitherWay(t *testing.T) {
	static := full()
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, _ = z.Write([]byte(script))
	_ = z.Close()
	delete(static, "vendor/docs/swagger-ui-bundle.js")
	static["vendor/docs/swagger-ui-bundle.js.gz"] = &fstest.MapFile{Data: packed.Bytes()}
	a := open(t, static)
	if !a.Has("docs/swagger-ui-bundle.js") || len(a.Missing()) > 0 {
		t.Fatalf("missing %v", a.Missing())
	}
	for accept, coding := range map[string]string{"": "", "gzip": "gzip", "br": "", "br, gzip": "gzip"} {
		res := ask(a, "GET", a.Path("docs/swagger-ui-bundle.js"), "Accept-Encoding: "+accept)
		if got := res.Header.Get("Content-Encoding"); got != coding || bodyOf(t, res) != script {
			t.Errorf("%q: coding %q", accept, got)
		}
		if got := res.Header.Get("Content-Type"); got != "text/javascript; charset=utf-8" {
			t.Errorf("%q: type %q", accept, got)
		}
	}
	if res := ask(a, "GET", "/static/docs/swagger-ui-bundle.js", "Range: bytes=0-5", "Accept-Encoding: gzip"); res.StatusCode != 206 || bodyOf(t, res) != script[:6] {
		t.Errorf("a range: status %d", res.StatusCode)
	}
}

func TestHeadGivesTheHeadersOfGet(t *testing.T) {
	a := open(t, full())
	for _, coding := range []string{"", "gzip", "br"} {
		get := ask(a, "GET", a.Path("app.js"), "Accept-Encoding: "+coding)
		head := ask(a, "HEAD", a.Path("app.js"), "Accept-Encoding: "+coding)
		if body := bodyOf(t, get); body != script {
			t.Errorf("%q: another body", coding)
		}
		if rest, _ := io.ReadAll(head.Body); len(rest) > 0 {
			t.Errorf("%q: HEAD has a body", coding)
		}
		for name := range get.Header {
			if get.Header.Get(name) != head.Header.Get(name) {
				t.Errorf("%q: %s: %q and %q", coding, name, get.Header.Get(name), head.Header.Get(name))
			}
		}
		if head.Header.Get("Content-Length") == "" {
			t.Errorf("%q: no Content-Length", coding)
		}
	}
}

func TestARangeIsOfThePlainBytes(t *testing.T) {
	a := open(t, full())
	tag := ask(a, "GET", "/static/app.css").Header.Get("ETag")
	for _, c := range []struct {
		name, header string
		status       int
		want         string
	}{
		{"the first bytes", "Range: bytes=0-5", 206, sheet[:6]},
		{"the last bytes", "Range: bytes=-4", 206, sheet[len(sheet)-4:]},
		{"beyond the end", "Range: bytes=999999-", 416, "invalid range: failed to overlap\n"},
		{"nonsense", "Range: lines=1-2", 416, "invalid range\n"},
		{"of an older content", `If-Range: "old"`, 200, sheet},
		{"of this content", "If-Range: " + tag, 206, sheet[:6]},
	} {
		t.Run(c.name, func(t *testing.T) {
			headers := []string{"Accept-Encoding: br, gzip", c.header}
			if strings.HasPrefix(c.header, "If-Range") {
				headers = append(headers, "Range: bytes=0-5")
			}
			res := ask(a, "GET", "/static/app.css", headers...)
			if body := bodyOf(t, res); res.StatusCode != c.status || body != c.want {
				t.Errorf("status %d, body %.40q", res.StatusCode, body)
			}
		})
	}
}

func TestNothingButTheFilesIsServed(t *testing.T) {
	a := open(t, full())
	for _, target := range []string{
		"/static/", "/static", "/static/css", "/static/css/", "/static/vendor/", "/static/docs/",
		"/static/nothing.js", "/static/.secret", "/static/css/.secret", "/static//app.css", "/static/./app.css",
		"/static/css/../app.css", "/static/../static/app.css", "/static/%2e%2e/app.css", "/static/..%2f..%2fetc/passwd",
		"/static/css%2fmddash.css", "/static/css%5cmddash.css", "/static/css%5c..%5capp.css", "/static/app.css%00",
		"/static/app.css%00.js", "/static/%61pp.css", "/static/app.css/", "/static/app.css/x", "/static/APP.CSS",
		"/static/app..css", "/static/app.zzzzzzzz.js.css", "/app.css", "/other/app.css", "/",
	} {
		if res := ask(a, "GET", target); res.StatusCode != 404 || res.Header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: status %d, want 404", target, res.StatusCode)
		}
	}
}

func TestOnlyReadingIsAllowed(t *testing.T) {
	a := open(t, full())
	for _, method := range []string{"POST", "PUT", "DELETE", "OPTIONS", "PROPFIND"} {
		if res := ask(a, method, "/static/app.css"); res.StatusCode != 405 || res.Header.Get("Allow") != "GET, HEAD" {
			t.Errorf("%s: status %d", method, res.StatusCode)
		}
	}
}

func TestABinaryWithoutTheFrontEndStillHasItsLooks(t *testing.T) {
	a := open(t, bare())
	if !a.Has("app.css") || a.Has("app.js") || a.Has("docs/swagger-ui.css") {
		t.Errorf("app.css %v, app.js %v", a.Has("app.css"), a.Has("app.js"))
	}
	if got := bodyOf(t, ask(a, "GET", a.Path("app.css"))); !strings.HasPrefix(got, "/* as written */") {
		t.Errorf("%s gives %.40q", a.Path("app.css"), got)
	}
	if got := ask(a, "GET", a.Path("app.css")).Header.Get("Cache-Control"); !strings.Contains(got, "immutable") {
		t.Errorf("Cache-Control %q", got)
	}
	want := []string{"app.css", "app.js", "calendar.css", "docs/swagger-ui-bundle.js", "docs/swagger-ui.css"}
	if got := a.Missing(); !slices.Equal(got, want) {
		t.Errorf("missing %v, want %v", got, want)
	}
	if got := open(t, full()).Missing(); len(got) > 0 {
		t.Errorf("a full build misses %v", got)
	}
}

func TestManyAtOnceGetTheSameCompressedBytes(t *testing.T) {
	a := open(t, full())
	var wait sync.WaitGroup
	bodies := make([][]byte, 32)
	for i := range bodies {
		wait.Go(func() {
			res := ask(a, "GET", a.Path("app.js"), "Accept-Encoding: br")
			bodies[i], _ = io.ReadAll(res.Body)
		})
	}
	wait.Wait()
	for _, body := range bodies {
		if len(body) == 0 || !bytes.Equal(body, bodies[0]) {
			t.Fatal("not the same bytes")
		}
	}
}
