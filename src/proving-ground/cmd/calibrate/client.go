package main

import (
	"context"
	"io"
	"net/http"
	"sync"
	"sync/atomic"

	"k8s.io/client-go/rest"
)

const protobuf, plain = "application/vnd.kubernetes.protobuf", "application/json"

// asker sends requests as one identity, over one warm HTTP/2 connection or a fresh one each time. It
// accepts gzip, as every client-go does.
type asker struct {
	config *rest.Config
	fresh  bool
	warm   *http.Client
}

func newAsker(config *rest.Config, fresh bool) (*asker, error) {
	a := &asker{config: config, fresh: fresh}
	var err error
	a.warm, err = rest.HTTPClientFor(unshared(config))
	return a, err
}

// unshared makes client-go give this one a transport of its own: equal configurations share one.
func unshared(config *rest.Config) *rest.Config {
	own := rest.CopyConfig(config)
	own.Dial = dialer()
	return own
}

// answer is what came back: its status, its Retry-After as it was sent, and the size of its body.
type answer struct {
	status     int
	retryAfter string
	bytes      int64
}

func (a *asker) get(ctx context.Context, path, accept string) (answer, error) {
	client := a.warm
	if a.fresh {
		var err error
		if client, err = rest.HTTPClientFor(unshared(a.config)); err != nil {
			return answer{}, err
		}
		defer client.CloseIdleConnections()
	}
	return ask(ctx, client, http.MethodGet, a.config.Host+path, accept, nil)
}

func ask(ctx context.Context, client *http.Client, method, url, accept string, body io.Reader) (answer, error) {
	request, err := http.NewRequestWithContext(ctx, method, url, body)
	if err != nil {
		return answer{}, err
	}
	request.Header.Set("Accept", accept)
	if body != nil {
		request.Header.Set("Content-Type", plain)
	}
	response, err := client.Do(request)
	if err != nil {
		return answer{}, err
	}
	defer func() { _ = response.Body.Close() }()
	n, err := io.Copy(io.Discard, response.Body)
	return answer{response.StatusCode, response.Header.Get("Retry-After"), n}, err
}

// some does it n times, so many at once; the first error is the answer.
func some(n, atOnce int, do func(i int) error) error {
	var next atomic.Int64
	var all sync.WaitGroup
	errs := make([]error, atOnce)
	for w := range atOnce {
		all.Add(1)
		go func() {
			defer all.Done()
			for i := next.Add(1) - 1; int(i) < n && errs[w] == nil; i = next.Add(1) - 1 {
				errs[w] = do(int(i))
			}
		}()
	}
	all.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
