package commands

import (
	"io"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const metricsToken = "a token that nobody guesses"

func (s *started) metrics(address, authorization string) (int, string) {
	s.t.Helper()
	request, err := http.NewRequestWithContext(s.t.Context(), http.MethodGet, address+"/metrics", nil)
	if err != nil {
		s.t.Fatal(err)
	}
	if authorization != "" {
		request.Header.Set("Authorization", authorization)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		s.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, _ := io.ReadAll(answer.Body)
	return answer.StatusCode, string(body)
}

func TestMetricsAreThereForWhoHoldsTheirTokenAndNobodyElse(t *testing.T) {
	s := start(t, filepath.Join(t.TempDir(), "mddash.db"), "--metrics-token="+metricsToken)
	for authorization, want := range map[string]int{"": 401, "Bearer wrong": 401, "Bearer ": 401, "Basic " + metricsToken: 401, "Bearer " + metricsToken + "x": 401, "Bearer " + metricsToken: 200} {
		if code, body := s.metrics(s.url, authorization); code != want {
			t.Errorf("%q: %d %s", authorization, code, body)
		}
	}
	without := start(t, filepath.Join(t.TempDir(), "mddash.db"))
	if code, _ := without.metrics(without.url, "Bearer "); code != http.StatusNotFound {
		t.Errorf("without a token it answers %d", code)
	}
}

func TestMetricsSayWhatHappenedByPatternAndNeverByAddress(t *testing.T) {
	address := free(t)
	s := start(t, filepath.Join(t.TempDir(), "mddash.db"), "--metrics-addr="+address)
	for _, path := range []string{"/signup", "/s/top-secret", "/invite/top-secret", "/nowhere/top-secret", "/todos/77", "/api/v1/todos/77"} {
		s.get(path)
	}
	request, _ := http.NewRequestWithContext(t.Context(), "BREW", s.url+"/signup", nil)
	if answer, err := http.DefaultClient.Do(request); err != nil {
		t.Fatal(err)
	} else {
		answer.Body.Close()
	}
	code, text := s.metrics("http://"+address, "")
	if code != http.StatusOK {
		t.Fatalf("%d %s", code, text)
	}
	for _, want := range []string{
		`mddash_requests_total{route="/signup",method="GET",status="200"} 2`, `mddash_requests_total{route="/s/:token",method="GET",status="404"} 1`,
		`mddash_requests_total{route="other",method="GET",status="404"} 1`, `mddash_requests_total{route="other",method="other",status="405"} 1`,
		`mddash_request_duration_seconds_count{route="/todos/:id",method="GET"} 1`, `mddash_query_duration_seconds_count{operation="SELECT"} `,
		`mddash_db_connections_max{pool="write"} 1`, `mddash_job_runs_total{job="search"} `, `mddash_queue_waiting{queue="mail"} 0`, "mddash_streams 0",
		`mddash_build_info{version="v1.2.3"`, "go_goroutines ", "mddash_requests_in_flight 0",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("it does not say %s", want)
		}
	}
	if strings.Contains(text, "top-secret") || strings.Contains(text, "77\"") || strings.Contains(text, "BREW") {
		t.Error("it says what somebody typed")
	}
	line := regexp.MustCompile(`^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? [0-9.e+-]+)$`)
	for _, l := range strings.Split(strings.TrimSpace(text), "\n") {
		if !line.MatchString(l) {
			t.Errorf("Prometheus can't read %q", l)
		}
	}
	if code, _ := s.metrics(s.url, ""); code != http.StatusNotFound {
		t.Errorf("where the pages are, it answers %d", code)
	}
}

func TestATokenThatCanBeGuessedIsRefused(t *testing.T) {
	if code, _, errs := try(t, []string{"MDDASH_METRICS_TOKEN=short", "MDDASH_ADDR=127.0.0.1:0"}); code != exitUsage || !strings.Contains(errs, "MDDASH_METRICS_TOKEN") || strings.Contains(errs, "short\"") {
		t.Errorf("%d %s", code, errs)
	}
	if code, _, errs := try(t, []string{"MDDASH_SLOW_QUERY=-1s", "MDDASH_ADDR=127.0.0.1:0"}); code != exitUsage || !strings.Contains(errs, "MDDASH_SLOW_QUERY") {
		t.Errorf("%d %s", code, errs)
	}
	if code, _, errs := try(t, []string{"MDDASH_METRICS_ADDR=nonsense", "MDDASH_ADDR=127.0.0.1:0"}); code != exitUsage || !strings.Contains(errs, "MDDASH_METRICS_ADDR") {
		t.Errorf("%d %s", code, errs)
	}
}

func TestNoSecretOfAnAddressComesIntoTheLog(t *testing.T) {
	s := start(t, filepath.Join(t.TempDir(), "mddash.db"), "--log-level=debug", "--log-format=json", "--slow-query=1ns")
	const secret = "Sup3rS3cr3tT0k3n"
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	for _, path := range []string{
		"/s/" + secret, "/s/" + secret + "/attachments/1", "/calendar/feed/" + secret + ".ics", "/invite/" + secret, "/invitations/" + secret, "/unsubscribe/" + secret,
		"/reset?token=" + secret, "/signin?next=/s/" + secret, "/metrics?token=" + secret, "/nothing/" + secret, "/s/" + secret + "/nothing/here",
		"/api/v1/auth/reset?token=" + secret, "/dav/" + secret, "/static/" + secret, "//" + secret, "/api/v1/" + secret + "/x",
	} {
		for _, method := range []string{http.MethodGet, http.MethodPost, "PROPFIND"} {
			request, err := http.NewRequestWithContext(t.Context(), method, s.url+path, strings.NewReader(url.Values{"password": {secret}, "email": {secret + "@example.com"}}.Encode()))
			if err != nil {
				t.Fatal(err)
			}
			request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			request.Header.Set("Authorization", "Bearer "+secret)
			request.Header.Set("Cookie", "mddash_session="+secret)
			request.Header.Set("Referer", s.url+path)
			request.Header.Set("X-Request-Id", secret)
			answer, err := client.Do(request)
			if err != nil {
				t.Fatal(err)
			}
			answer.Body.Close()
		}
	}
	s.end()
	for _, line := range strings.Split(s.errs.String(), "\n") {
		if strings.Contains(line, secret) {
			t.Errorf("the log says %s", line)
		}
	}
	if !strings.Contains(s.errs.String(), `"slow query"`) || !strings.Contains(s.errs.String(), `"statement":"SELECT`) {
		t.Error("slow queries are not logged")
	}
}

// free is an address that nobody listens at.
func free(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}
