// Command crictl is a stand-in for kubernetes-sigs/cri-tools' crictl, whose module the Go checksum
// database did not know when this was built (ADR 0092). It speaks to containerd through the client
// that crictl itself uses (k8s.io/cri-client), prints the same protobuf JSON, and knows exactly the
// subcommands that Postern sends; every other one is refused by name.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"time"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/protoadapt"
	corev1 "k8s.io/api/core/v1"
	internalapi "k8s.io/cri-api/pkg/apis"
	pb "k8s.io/cri-api/pkg/apis/runtime/v1"
	remote "k8s.io/cri-client/pkg"
	"k8s.io/cri-client/pkg/logs"
	"k8s.io/klog/v2"
	utilexec "k8s.io/utils/exec"
)

const (
	endpoint = "unix:///run/containerd/containerd.sock"
	usage    = 2
)

func main() {
	code, err := run(context.Background(), os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "FATA[0000] "+err.Error())
		if code == 0 {
			code = 1
		}
	}
	os.Exit(code)
}

func run(ctx context.Context, args []string) (int, error) {
	if len(args) == 0 {
		return usage, errors.New("no command")
	}
	sub, ok := subcommands[args[0]]
	if !ok {
		return usage, fmt.Errorf("the proving ground's crictl does not know %q", args[0])
	}
	given, err := parse(sub, args[1:])
	if err != nil {
		return usage, fmt.Errorf("%s: %w", args[0], err)
	}
	quiet := klog.Background()
	service, err := remote.NewRemoteRuntimeService(endpoint, 10*time.Second, nil, &quiet)
	if err != nil {
		return 1, fmt.Errorf("validate service connection: %w", err)
	}
	return sub.act(ctx, service, given)
}

// subcommand is one verb: the flags that it takes (true: with a value), and what it does.
type subcommand struct {
	flags map[string]bool
	// rest is whether everything after the first word is passed on as it is.
	rest bool
	act  func(context.Context, internalapi.RuntimeService, given) (int, error)
}

type given struct {
	flags map[string]string
	words []string
}

var subcommands = map[string]subcommand{
	"ps":    {flags: map[string]bool{"-a": false, "--name": true, "-o": true}, act: ps},
	"pods":  {flags: map[string]bool{"--namespace": true, "--name": true, "-o": true}, act: pods},
	"stats": {flags: map[string]bool{"-o": true, "--label": true}, act: stats},
	"logs":  {flags: map[string]bool{"--tail": true}, act: showLogs},
	"stop":  {flags: map[string]bool{"--timeout": true}, act: stopContainers},
	"stopp": {act: stopPods},
	"rmp":   {act: removePods},
	"exec":  {rest: true, act: execute},
}

func parse(sub subcommand, args []string) (given, error) {
	g := given{flags: map[string]string{}}
	for i := 0; i < len(args); i++ {
		a := args[i]
		takesValue, known := sub.flags[a]
		switch {
		case sub.rest && len(g.words) > 0, len(a) == 0 || a[0] != '-':
			g.words = append(g.words, a)
		case !known:
			return g, fmt.Errorf("the proving ground's crictl does not know the option %q", a)
		case !takesValue:
			g.flags[a] = "true"
		case i+1 == len(args):
			return g, fmt.Errorf("flag needs an argument: %s", a)
		default:
			i++
			g.flags[a] = args[i]
		}
	}
	if o, asked := g.flags["-o"]; asked && o != "json" {
		return g, fmt.Errorf("the proving ground's crictl prints json only, not %q", o)
	}
	return g, nil
}

func matches(pattern, text string) bool {
	ok, err := regexp.MatchString(pattern, text)
	return err == nil && ok
}

func ps(ctx context.Context, s internalapi.RuntimeService, g given) (int, error) {
	filter := &pb.ContainerFilter{}
	if g.flags["-a"] == "" {
		filter.State = &pb.ContainerStateValue{State: pb.ContainerState_CONTAINER_RUNNING}
	}
	all, err := s.ListContainers(ctx, filter)
	if err != nil {
		return 1, fmt.Errorf("listing containers: %w", err)
	}
	shown := []*pb.Container{}
	for _, c := range all {
		if matches(g.flags["--name"], c.GetMetadata().GetName()) {
			shown = append(shown, c)
		}
	}
	sort.Slice(shown, func(i, j int) bool { return shown[i].CreatedAt > shown[j].CreatedAt })
	return 0, show(os.Stdout, &pb.ListContainersResponse{Containers: shown})
}

func pods(ctx context.Context, s internalapi.RuntimeService, g given) (int, error) {
	all, err := s.ListPodSandbox(ctx, &pb.PodSandboxFilter{})
	if err != nil {
		return 1, fmt.Errorf("listing pod sandboxes: %w", err)
	}
	shown := []*pb.PodSandbox{}
	for _, p := range all {
		if matches(g.flags["--name"], p.GetMetadata().GetName()) &&
			matches(g.flags["--namespace"], p.GetMetadata().GetNamespace()) {
			shown = append(shown, p)
		}
	}
	sort.Slice(shown, func(i, j int) bool { return shown[i].CreatedAt > shown[j].CreatedAt })
	return 0, show(os.Stdout, &pb.ListPodSandboxResponse{Items: shown})
}

func stats(ctx context.Context, s internalapi.RuntimeService, g given) (int, error) {
	filter := &pb.ContainerStatsFilter{}
	if len(g.words) > 0 {
		filter.Id = g.words[0]
	}
	if label, asked := g.flags["--label"]; asked {
		key, value, _ := strings.Cut(label, "=")
		filter.LabelSelector = map[string]string{key: value}
	}
	all, err := s.ListContainerStats(ctx, filter)
	if err != nil {
		return 1, fmt.Errorf("get container stats: %w", err)
	}
	return 0, show(os.Stdout, &pb.ListContainerStatsResponse{Stats: all})
}

func showLogs(ctx context.Context, s internalapi.RuntimeService, g given) (int, error) {
	if len(g.words) != 1 {
		return usage, errors.New("ID cannot be empty")
	}
	tail := int64(-1)
	if t := g.flags["--tail"]; t != "" {
		n, err := strconv.ParseInt(t, 10, 64)
		if err != nil {
			return usage, err
		}
		tail = n
	}
	status, err := s.ContainerStatus(ctx, g.words[0], false)
	if err != nil {
		return 1, err
	}
	path := status.GetStatus().GetLogPath()
	if path == "" {
		return 1, errors.New("the container has not set log path")
	}
	noLimit := int64(-1)
	options := logs.NewLogOptions(&corev1.PodLogOptions{TailLines: &tail, LimitBytes: &noLimit}, time.Now())
	logger := klog.Background()
	id := status.GetStatus().GetId()
	return 0, logs.ReadLogs(ctx, &logger, path, id, options, s, os.Stdout, os.Stderr)
}

// stopContainers ends containers: SIGTERM, and SIGKILL after the timeout, which is 0 unless given.
func stopContainers(ctx context.Context, s internalapi.RuntimeService, g given) (int, error) {
	timeout := int64(0)
	if t := g.flags["--timeout"]; t != "" {
		n, err := strconv.ParseInt(t, 10, 64)
		if err != nil {
			return usage, err
		}
		timeout = n
	}
	if len(g.words) == 0 {
		return usage, errors.New("ID cannot be empty")
	}
	for _, id := range g.words {
		if err := s.StopContainer(ctx, id, timeout); err != nil {
			return 1, fmt.Errorf("stopping the container %q: %w", id, err)
		}
		fmt.Println(id)
	}
	return 0, nil
}

func stopPods(ctx context.Context, s internalapi.RuntimeService, g given) (int, error) {
	for _, id := range g.words {
		if err := s.StopPodSandbox(ctx, id); err != nil {
			return 1, fmt.Errorf("stopping the pod sandbox %q: %w", id, err)
		}
		fmt.Printf("Stopped sandbox %s\n", id)
	}
	return 0, nil
}

func removePods(ctx context.Context, s internalapi.RuntimeService, g given) (int, error) {
	for _, id := range g.words {
		status, err := s.PodSandboxStatus(ctx, id, false)
		if err != nil {
			return 1, fmt.Errorf("getting sandbox status of pod %q: %w", id, err)
		}
		if status.GetStatus().GetState() == pb.PodSandboxState_SANDBOX_READY {
			return 1, fmt.Errorf("pod sandbox %q is running, please stop it first", id)
		}
		if err := s.RemovePodSandbox(ctx, id); err != nil {
			return 1, fmt.Errorf("removing the pod sandbox %q: %w", id, err)
		}
		fmt.Printf("Removed sandbox %s\n", id)
	}
	return 0, nil
}

// execute runs a command in a container and waits. crictl streams; what comes out is the same, and
// so is the exit code: 1, with the command's own in the message.
func execute(ctx context.Context, s internalapi.RuntimeService, g given) (int, error) {
	if len(g.words) < 2 {
		return usage, errors.New("ID and command cannot be empty")
	}
	out, complaint, err := s.ExecSync(ctx, g.words[0], g.words[1:], 0)
	_, _ = os.Stdout.Write(out)
	_, _ = os.Stderr.Write(complaint)
	var exit utilexec.CodeExitError
	if errors.As(err, &exit) {
		return 1, fmt.Errorf("execing command in container %s: command terminated with exit code %d", g.words[0], exit.Code)
	}
	if err != nil {
		return 1, fmt.Errorf("execing command in container %s: %w", g.words[0], err)
	}
	return 0, nil
}

func show(to io.Writer, message protoadapt.MessageV1) error {
	text, err := protojson.MarshalOptions{EmitDefaultValues: true, Indent: "  "}.Marshal(protoadapt.MessageV2Of(message))
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(to, string(text))
	return err
}
