package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Those that a group can suspend; Postern touches four of them.
var known = []string{"Launch", "Terminate", "AddToLoadBalancer", "AlarmNotification", "AZRebalance", "HealthCheck",
	"InstanceRefresh", "ReplaceUnhealthy", "ScheduledActions"}

type group struct {
	name, dir            string
	lock                 sync.Mutex
	least, desired, most int
	suspended            []string
}

// resize sets what is named; nothing of it where the three do not fit each other.
func (g *group) resize(least, desired, most *int) error {
	was := [3]int{g.least, g.desired, g.most}
	for _, set := range []struct{ to, from *int }{{&g.least, least}, {&g.desired, desired}, {&g.most, most}} {
		if set.from != nil {
			*set.to = *set.from
		}
	}
	if g.least < 0 || g.desired < g.least || g.desired > g.most {
		err := fmt.Errorf("Desired capacity:%d must be between the specified min size:%d and max size:%d", g.desired, g.least, g.most)
		g.least, g.desired, g.most = was[0], was[1], was[2]
		return err
	}
	return g.keep()
}

func (g *group) suspend(processes []string, on bool) error {
	for _, p := range processes {
		if !slices.Contains(known, p) {
			return fmt.Errorf("%s is not a process of a group", p)
		}
	}
	g.suspended = slices.DeleteFunc(g.suspended, func(p string) bool { return slices.Contains(processes, p) })
	if on {
		g.suspended = append(g.suspended, processes...)
	}
	return g.keep()
}

// keep tells who looks after the workers: how many there shall be, and what must not be done.
func (g *group) keep() error {
	path := filepath.Join(g.dir, "wanted")
	text := strconv.Itoa(g.desired) + " " + strings.Join(g.suspended, " ") + "\n"
	if err := os.WriteFile(path+".new", []byte(text), 0o600); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}

// instances are lines of "name LifecycleState".
func (g *group) instances() ([]instance, error) {
	text, err := os.ReadFile(filepath.Join(g.dir, "instances"))
	if err != nil {
		return nil, err
	}
	var all []instance
	for line := range strings.Lines(string(text)) {
		name, state, _ := strings.Cut(strings.TrimSpace(line), " ")
		if name != "" {
			all = append(all, instance{ID: "i-" + name, State: state, Health: "Healthy"})
		}
	}
	return all, nil
}
