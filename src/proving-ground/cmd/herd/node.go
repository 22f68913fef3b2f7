package main

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync/atomic"
	"time"

	corev1 "k8s.io/api/core/v1"
	nodev1 "k8s.io/api/node/v1"
	storagev1 "k8s.io/api/storage/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/fields"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/cache"
	"k8s.io/component-helpers/apimachinery/lease"
	"k8s.io/utils/clock"
)

// traffic counts what one node sends.
type traffic struct {
	requests, lists, watches, refused, failed, dials, leased atomic.Int64
}

// node is what a kubelet is to the API: five reflectors, a lease, and its own readiness.
type node struct {
	name       string
	client     *kubernetes.Clientset
	leases     *kubernetes.Clientset
	traffic    *traffic
	reflectors []*cache.Reflector
	self       cache.Store
}

func newNode(name string, source netip.Addr, server string, ca, certificate, key []byte) (*node, error) {
	n := &node{name: name, traffic: &traffic{}, self: cache.NewStore(cache.MetaNamespaceKeyFunc)}
	dialer := &net.Dialer{
		Timeout: 30 * time.Second, KeepAlive: 30 * time.Second,
		LocalAddr: &net.TCPAddr{IP: source.AsSlice()},
	}
	config := &rest.Config{
		Host:            "https://" + server,
		UserAgent:       "herd/1.0",
		TLSClientConfig: rest.TLSClientConfig{CAData: ca, CertData: certificate, KeyData: key},
		ContentConfig:   rest.ContentConfig{ContentType: "application/vnd.kubernetes.protobuf"},
		// A kubelet's own limits.
		QPS: 50, Burst: 100,
		Dial: func(ctx context.Context, network, address string) (net.Conn, error) {
			n.traffic.dials.Add(1)
			return dialer.DialContext(ctx, network, address)
		},
	}
	config.Wrap(n.traffic.counted)
	var err error
	if n.client, err = kubernetes.NewForConfig(config); err != nil {
		return nil, err
	}
	// As a kubelet's: the client of its lease gives up after ten seconds.
	config.Timeout = 10 * time.Second
	if n.leases, err = kubernetes.NewForConfig(config); err != nil {
		return nil, err
	}
	n.reflect(&corev1.Pod{}, n.client.CoreV1().RESTClient(), "pods", fields.OneTermEqualSelector("spec.nodeName", name), nil)
	n.reflect(&corev1.Node{}, n.client.CoreV1().RESTClient(), "nodes", fields.OneTermEqualSelector(metav1.ObjectNameField, name), n.self)
	n.reflect(&corev1.Service{}, n.client.CoreV1().RESTClient(), "services", fields.Everything(), nil)
	n.reflect(&storagev1.CSIDriver{}, n.client.StorageV1().RESTClient(), "csidrivers", fields.Everything(), nil)
	n.reflect(&nodev1.RuntimeClass{}, n.client.NodeV1().RESTClient(), "runtimeclasses", fields.Everything(), nil)
	return n, nil
}

func (n *node) reflect(kind runtime.Object, client cache.Getter, resource string, which fields.Selector, store cache.Store) {
	if store == nil {
		store = cache.NewStore(cache.MetaNamespaceKeyFunc)
	}
	source := cache.NewListWatchFromClient(client, resource, metav1.NamespaceAll, which)
	n.reflectors = append(n.reflectors, cache.NewReflector(source, kind, store, 0))
}

// live goes on until the context ends.
func (n *node) live(ctx context.Context) {
	for _, r := range n.reflectors {
		go r.RunWithContext(ctx)
	}
	go lease.NewController(clock.RealClock{}, n.leases, n.name, 40, nil, 10*time.Second, n.name, corev1.NamespaceNodeLease, nil).Run(ctx)
	tick := time.NewTicker(10 * time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			n.sayReady(ctx)
		}
	}
}

// sayReady posts the node's status where the API has it otherwise, as a kubelet does.
func (n *node) sayReady(ctx context.Context) {
	item, known, err := n.self.GetByKey(n.name)
	if err != nil || !known {
		return
	}
	seen := item.(*corev1.Node)
	for _, c := range seen.Status.Conditions {
		if c.Type == corev1.NodeReady && c.Status == corev1.ConditionTrue {
			return
		}
	}
	changed := seen.DeepCopy()
	changed.Status.Conditions = readiness()
	// What fails now is tried again with the next tick.
	_, _ = n.leases.CoreV1().Nodes().UpdateStatus(ctx, changed, metav1.UpdateOptions{})
}

func readiness() []corev1.NodeCondition {
	now := metav1.Now()
	return []corev1.NodeCondition{{
		Type: corev1.NodeReady, Status: corev1.ConditionTrue, Reason: "KubeletReady",
		Message: "the herd says so", LastHeartbeatTime: now, LastTransitionTime: now,
	}}
}

// isSynced is whether every reflector has listed at least once.
func (n *node) isSynced() bool {
	for _, r := range n.reflectors {
		if r.LastSyncResourceVersion() == "" {
			return false
		}
	}
	return true
}

// counted wraps a transport; a watch is counted when it is opened.
func (t *traffic) counted(next http.RoundTripper) http.RoundTripper {
	return roundTrip(func(r *http.Request) (*http.Response, error) {
		t.requests.Add(1)
		isLease := strings.Contains(r.URL.Path, "/leases/")
		switch {
		case r.URL.Query().Get("watch") != "":
			t.watches.Add(1)
		case r.Method == http.MethodGet && !isLease:
			t.lists.Add(1)
		}
		answer, err := next.RoundTrip(r)
		switch {
		case err != nil:
			t.failed.Add(1)
		case answer.StatusCode == http.StatusTooManyRequests:
			t.refused.Add(1)
		case answer.StatusCode >= 500:
			t.failed.Add(1)
		case isLease && r.Method == http.MethodPut:
			t.leased.Store(time.Now().UnixNano())
		}
		return answer, err
	})
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
