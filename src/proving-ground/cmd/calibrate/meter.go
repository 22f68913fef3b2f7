package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// meter reads the CPU time of two containers.
type meter struct {
	apiServer, etcd string
	// Cores that both use while nothing is asked.
	idleServer, idleEtcd float64
}

// used is CPU time in seconds, since some moment or of something.
type used struct {
	server, etcd float64
	at           time.Time
}

func (m *meter) read() (used, error) {
	u := used{at: time.Now()}
	var err error
	if u.server, err = cpuSeconds(m.apiServer); err != nil {
		return u, err
	}
	u.etcd, err = cpuSeconds(m.etcd)
	return u, err
}

func cpuSeconds(cgroup string) (float64, error) {
	text, err := os.ReadFile(filepath.Join(cgroup, "cpuacct.usage"))
	if err != nil {
		return 0, err
	}
	nanoseconds, err := strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64)
	return float64(nanoseconds) / 1e9, err
}

// idle learns what both use while nothing is asked: leases of the herd, probes, controllers.
func (m *meter) idle(ctx context.Context, d time.Duration) error {
	before, err := m.read()
	if err != nil {
		return err
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
	}
	after, err := m.read()
	wall := after.at.Sub(before.at).Seconds()
	m.idleServer = (after.server - before.server) / wall
	m.idleEtcd = (after.etcd - before.etcd) / wall
	return err
}

// of is what the work takes beside what is used anyway.
func (m *meter) of(work func() error) (used, error) {
	before, err := m.read()
	if err != nil {
		return used{}, err
	}
	if err := work(); err != nil {
		return used{}, err
	}
	after, err := m.read()
	wall := after.at.Sub(before.at).Seconds()
	return used{
		server: after.server - before.server - wall*m.idleServer,
		etcd:   after.etcd - before.etcd - wall*m.idleEtcd,
	}, err
}

// sample is what one thing took, measured some times.
type sample struct{ server, etcd []float64 }

func (s *sample) add(u used, pieces int) {
	s.server = append(s.server, u.server/float64(pieces))
	s.etcd = append(s.etcd, u.etcd/float64(pieces))
}

// both is the median of API server and etcd together: they share a host's processor.
func (s *sample) both() float64 { return median(s.server) + median(s.etcd) }

func (s *sample) String() string {
	return fmt.Sprintf("%9.3f (%.3f–%.3f) %8.3f (%.3f–%.3f)", 1e3*median(s.server), 1e3*slices.Min(s.server),
		1e3*slices.Max(s.server), 1e3*median(s.etcd), 1e3*slices.Min(s.etcd), 1e3*slices.Max(s.etcd))
}

func median(of []float64) float64 {
	sorted := slices.Sorted(slices.Values(of))
	return (sorted[(len(sorted)-1)/2] + sorted[len(sorted)/2]) / 2
}
