package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"time"

	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
)

// costs measures what each kind of request takes.
type costs struct {
	meter      meter
	kubeconfig string
	times      int
	only       string

	config    *rest.Config
	client    *kubernetes.Clientset
	admin     *asker
	measured  map[string]*sample
	wireBytes map[string]int64
}

func dialer() func(context.Context, string, string) (net.Conn, error) {
	return (&net.Dialer{Timeout: 5 * time.Second, KeepAlive: 30 * time.Second}).DialContext
}

func (c *costs) measure(ctx context.Context) error {
	var err error
	if c.config, err = clientcmd.BuildConfigFromFlags("", c.kubeconfig); err != nil {
		return err
	}
	c.config.QPS = -1
	if c.client, err = kubernetes.NewForConfig(c.config); err != nil {
		return err
	}
	if c.admin, err = newAsker(c.config, false); err != nil {
		return err
	}
	c.measured, c.wireBytes = map[string]*sample{}, map[string]int64{}
	// Whatever comes of it: what it made is taken away again.
	defer c.takeAway()
	if err := c.provide(ctx); err != nil {
		return err
	}
	fmt.Printf("%-56s %6s %-25s %-23s %s\n", "milliseconds of CPU each", "", "API server (least–most)", "etcd (least–most)", "bytes")
	for _, p := range []part{{"lists", c.lists}, {"refusals", c.refusals}, {"leases", c.leases}, {"watches", c.watches}} {
		if c.only != "" && c.only != p.name {
			continue
		}
		if err := p.do(ctx); err != nil {
			return err
		}
	}
	return nil
}

// part is some rows of the table.
type part struct {
	name string
	do   func(context.Context) error
}

// repeat measures n pieces of one thing, some times over, and says what one took.
func (c *costs) repeat(ctx context.Context, what string, n, atOnce int, do func(i int) (answer, error)) error {
	s := &sample{}
	var size int64
	for range c.times {
		if err := c.meter.idle(ctx, 4*time.Second); err != nil {
			return err
		}
		u, err := c.meter.of(func() error {
			return some(n, atOnce, func(i int) error {
				a, err := do(i)
				if i == 0 {
					size = a.bytes
				}
				return err
			})
		})
		if err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
		s.add(u, n)
	}
	c.measured[what], c.wireBytes[what] = s, size
	fmt.Printf("%-56s %6d %s %9d\n", what, n, s, size)
	return nil
}

// expect makes an answer of another status an error.
func expect(status int, a answer, err error) (answer, error) {
	if err == nil && a.status != status {
		err = fmt.Errorf("status %d, not %d", a.status, status)
	}
	return a, err
}

func (c *costs) list(ctx context.Context, what, path, accept string, n int) error {
	return c.repeat(ctx, what, n, 2, func(int) (answer, error) {
		a, err := c.admin.get(ctx, path, accept)
		return expect(http.StatusOK, a, err)
	})
}

// row is one LIST of the table.
type row struct {
	what, path, accept string
	n                  int
}

func (c *costs) lists(ctx context.Context) error {
	rows := []row{
		{"one node by its name", "/api/v1/nodes/herd-001", protobuf, 1000},
		{"all pods, JSON", "/api/v1/pods", plain, 6},
		{"all pods, JSON, resourceVersion=0", "/api/v1/pods?resourceVersion=0", plain, 6},
		{"all pods, protobuf", "/api/v1/pods", protobuf, 12},
		{"all pods, protobuf, resourceVersion=0", "/api/v1/pods?resourceVersion=0", protobuf, 12},
		{"all nodes, JSON", "/api/v1/nodes", plain, 50},
		{"all leases, JSON", "/apis/coordination.k8s.io/v1/leases", plain, 100},
		{"pods of one node, protobuf, resourceVersion=0", "/api/v1/pods?resourceVersion=0&fieldSelector=spec.nodeName%3Dherd-001", protobuf, 300},
		{"pods that failed (none): a scan", "/api/v1/pods?resourceVersion=0&fieldSelector=status.phase%3DFailed", protobuf, 200},
	}
	for _, p := range points {
		rows = append(rows,
			row{p.name(plain), p.path(), plain, p.lists()},
			row{p.name(protobuf), p.path(), protobuf, p.lists()})
	}
	for _, r := range rows {
		if err := c.list(ctx, r.what, r.path, r.accept, r.n); err != nil {
			return err
		}
	}
	return c.fit()
}
