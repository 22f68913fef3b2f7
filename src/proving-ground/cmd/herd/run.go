package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/netip"
	"os"
	"strings"
	"sync"
	"time"
)

// herd is all nodes of the process.
type herd struct {
	clients                   int
	servers, first, ca, stats string
}

// report is what the file tells; requests count since the herd began.
type report struct {
	Time     time.Time `json:"time"`
	Nodes    int       `json:"nodes"`
	Synced   int       `json:"synced"`
	Leases   int       `json:"leases"`
	Requests int64     `json:"requests"`
	Lists    int64     `json:"lists"`
	Watches  int64     `json:"watches"`
	Refused  int64     `json:"refused"`
	Failed   int64     `json:"failed"`
	Dials    int64     `json:"dials"`
}

func (h *herd) run(ctx context.Context) error {
	signer, err := readAuthority(h.ca)
	if err != nil {
		return err
	}
	address, err := netip.ParseAddr(h.first)
	if err != nil {
		return err
	}
	servers := strings.Split(h.servers, ",")
	var nodes []*node
	var all sync.WaitGroup
	for i := 1; i <= h.clients; i++ {
		certificate, key, err := signer.node(nodeName(i), int64(i))
		if err != nil {
			return err
		}
		n, err := newNode(nodeName(i), address, servers[i%len(servers)], signer.pem, certificate, key)
		if err != nil {
			return err
		}
		nodes = append(nodes, n)
		address = address.Next()
	}
	for i, n := range nodes {
		all.Add(1)
		go func() {
			defer all.Done()
			// Nodes were not all started in the same instant.
			select {
			case <-ctx.Done():
			case <-time.After(time.Duration(i) * 20 * time.Millisecond):
				n.live(ctx)
			}
		}()
	}
	tick := time.NewTicker(2 * time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			all.Wait()
			return nil
		case <-tick.C:
			if err := h.tell(nodes); err != nil {
				return err
			}
		}
	}
}

func (h *herd) tell(nodes []*node) error {
	r := report{Time: time.Now(), Nodes: len(nodes)}
	for _, n := range nodes {
		if n.isSynced() {
			r.Synced++
		}
		if time.Since(time.Unix(0, n.traffic.leased.Load())) < 40*time.Second {
			r.Leases++
		}
		r.Requests += n.traffic.requests.Load()
		r.Lists += n.traffic.lists.Load()
		r.Watches += n.traffic.watches.Load()
		r.Refused += n.traffic.refused.Load()
		r.Failed += n.traffic.failed.Load()
		r.Dials += n.traffic.dials.Load()
	}
	text, err := json.Marshal(r)
	if err != nil {
		return err
	}
	if h.stats == "" {
		_, err = fmt.Println(string(text))
		return err
	}
	if err := os.WriteFile(h.stats+".new", append(text, '\n'), 0o644); err != nil {
		return err
	}
	return os.Rename(h.stats+".new", h.stats)
}
