package main

import (
	"context"
	"strings"
	"testing"
)

func TestWhatItDoesNotKnowIsRefusedByName(t *testing.T) {
	code, err := run(context.Background(), []string{"rmi", "all"})
	if code != usage || err == nil || !strings.Contains(err.Error(), `"rmi"`) {
		t.Fatalf("got %d, %v", code, err)
	}
}

func TestOptionsOfACommandThatIsExecutedAreItsOwn(t *testing.T) {
	g, err := parse(subcommands["exec"], []string{"0123", "etcdctl", "--endpoints=x", "-w", "json"})
	if err != nil || len(g.words) != 5 {
		t.Fatalf("got %v, %v", g.words, err)
	}
}

func TestAnUnknownOptionIsRefusedByName(t *testing.T) {
	_, err := parse(subcommands["ps"], []string{"--quiet"})
	if err == nil || !strings.Contains(err.Error(), `"--quiet"`) {
		t.Fatalf("got %v", err)
	}
}

func TestAContainerIsStoppedByItsIdOnly(t *testing.T) {
	g, err := parse(subcommands["stop"], []string{"--timeout", "30", "0123"})
	if err != nil || g.flags["--timeout"] != "30" || len(g.words) != 1 {
		t.Fatalf("got %v, %v", g, err)
	}
	code, err := stopContainers(context.Background(), nil, given{})
	if code != usage || err == nil {
		t.Fatalf("got %d, %v", code, err)
	}
}
