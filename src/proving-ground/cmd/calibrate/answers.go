package main

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
)

// question is one that is asked again and again, over a fresh connection each time; what changes is said.
type question struct{ what, path string }

var questions = []question{
	{"/livez", "/livez"},
	{"/readyz", "/readyz"},
	{"LIST", "/api/v1/pods?fieldSelector=metadata.name%3Dnone"},
	{"WATCH", "/api/v1/pods?watch=1&timeoutSeconds=1&fieldSelector=metadata.name%3Dnone"},
}

// answers asks until the context ends, each question by itself, so that one that hangs holds up no other.
func answers(ctx context.Context, kubeconfig string) error {
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		return err
	}
	config.Timeout = 20 * time.Second
	began := time.Now()
	return some(len(questions), len(questions), func(i int) error {
		return follow(ctx, config, questions[i], began)
	})
}

func follow(ctx context.Context, config *rest.Config, q question, began time.Time) error {
	a, err := newAsker(config, true)
	if err != nil {
		return err
	}
	last := ""
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for {
		asked := time.Since(began)
		got, err := a.get(ctx, q.path, plain)
		if ctx.Err() != nil {
			return nil
		}
		said := "no connection"
		switch {
		case err == nil && got.status == http.StatusTooManyRequests:
			said = fmt.Sprintf("429, Retry-After %s", got.retryAfter)
		case err == nil:
			said = fmt.Sprint(got.status)
		}
		if said != last {
			fmt.Printf("%6.1f s %-8s %s\n", asked.Seconds(), q.what, said)
			last = said
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}
