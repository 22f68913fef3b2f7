package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"k8s.io/client-go/rest"
)

const (
	watchers   = 200
	watchesPer = 5
)

// watches measures what the server's heap grows to with idle watches, five to a connection as a node has
// them: next_gc is what it reaches before garbage is collected, whatever garbage there is just now.
func (c *costs) watches(ctx context.Context) error {
	var grown []float64
	for range max(3, c.times) {
		before, err := c.heap(ctx)
		if err != nil {
			return err
		}
		with, err := c.watched(ctx)
		if err != nil {
			return err
		}
		grown = append(grown, (with-before)/(watchers*watchesPer))
	}
	fmt.Printf("a watch: %.0f KB of heap (%.0f–%.0f)\n", median(grown)/1e3, slices.Min(grown)/1e3, slices.Max(grown)/1e3)
	resident, err := c.metric(ctx, "process_resident_memory_bytes")
	fmt.Printf("API server at the end: %.0f MB resident\n", resident/1e6)
	return err
}

// watched is the heap while the watches are there; they end with it.
func (c *costs) watched(ctx context.Context) (float64, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	list, err := c.client.CoreV1().RESTClient().Get().AbsPath("/api/v1/namespaces/" + calibration + "/configmaps").DoRaw(ctx)
	if err != nil {
		return 0, err
	}
	_, after, _ := strings.Cut(string(list), `"resourceVersion":"`)
	version, _, _ := strings.Cut(after, `"`)
	url := c.config.Host + "/api/v1/namespaces/" + calibration + "/configmaps?watch=1&fieldSelector=metadata.name%3Dnone&resourceVersion=" + version
	clients := make([]*http.Client, watchers)
	for i := range clients {
		if clients[i], err = rest.HTTPClientFor(unshared(c.config)); err != nil {
			return 0, err
		}
		defer clients[i].CloseIdleConnections()
	}
	err = some(watchers*watchesPer, 4, func(i int) error {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
		if err != nil {
			return err
		}
		response, err := clients[i%watchers].Do(request)
		if err != nil {
			return err
		}
		if response.StatusCode != http.StatusOK {
			return fmt.Errorf("watch: status %d", response.StatusCode)
		}
		go func() {
			_, _ = io.Copy(io.Discard, response.Body)
			_ = response.Body.Close()
		}()
		return nil
	})
	if err != nil {
		return 0, err
	}
	return c.heap(ctx)
}

// heap waits until garbage has been collected twice, which large lists hasten.
func (c *costs) heap(ctx context.Context) (float64, error) {
	from, err := c.metric(ctx, "go_gc_duration_seconds_count")
	if err != nil {
		return 0, err
	}
	for now := from; now < from+2; {
		if _, err := c.admin.get(ctx, "/api/v1/pods", plain); err != nil {
			return 0, err
		}
		if now, err = c.metric(ctx, "go_gc_duration_seconds_count"); err != nil {
			return 0, err
		}
	}
	return c.metric(ctx, "go_memstats_next_gc_bytes")
}

func (c *costs) metric(ctx context.Context, name string) (float64, error) {
	text, err := c.client.CoreV1().RESTClient().Get().AbsPath("/metrics").DoRaw(ctx)
	if err != nil {
		return 0, err
	}
	lines := bufio.NewScanner(strings.NewReader(string(text)))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		if value, is := strings.CutPrefix(lines.Text(), name+" "); is {
			return strconv.ParseFloat(value, 64)
		}
	}
	return 0, fmt.Errorf("no metric %s", name)
}
