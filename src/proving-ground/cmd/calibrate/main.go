// Command calibrate measures on a calm ground what the lab's model takes as constants.
//
//	calibrate costs    CPU of API server and etcd for each kind of request, and memory of a watch
//	calibrate answers  what a server says from second to second, while it starts or is overloaded
//
// Costs are CPU time of the two containers' cgroups, which no quota distorts, less what they use while
// nothing is asked. Each is measured some times over; the median is said, and the least and the most.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	if len(os.Args) < 2 {
		log.Fatal("calibrate costs|answers")
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	flags := flag.NewFlagSet("calibrate", flag.ExitOnError)
	kubeconfig := flags.String("kubeconfig", "", "of somebody who may do everything")
	var err error
	switch os.Args[1] {
	case "costs":
		c := costs{}
		flags.StringVar(&c.meter.apiServer, "apiserver", "", "directory of the API server's cgroup below cpuacct")
		flags.StringVar(&c.meter.etcd, "etcd", "", "directory of etcd's cgroup below cpuacct")
		flags.StringVar(&c.only, "only", "", "one part: lists, refusals, leases or watches; empty for all")
		flags.IntVar(&c.times, "times", 3, "how often each is measured")
		_ = flags.Parse(os.Args[2:])
		c.kubeconfig = *kubeconfig
		err = c.measure(ctx)
	case "answers":
		seconds := flags.Int("seconds", 60, "how long it asks")
		_ = flags.Parse(os.Args[2:])
		ctx, cancel := context.WithTimeout(ctx, time.Duration(*seconds)*time.Second)
		defer cancel()
		err = answers(ctx, *kubeconfig)
	default:
		err = fmt.Errorf("calibrate costs|answers, not %q", os.Args[1])
	}
	if err != nil {
		log.Fatal(err)
	}
}
