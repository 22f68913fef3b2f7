// Command herd is the rest of the fleet: many nodes in one process, each with an address of its own,
// a node's certificate, the reflectors and the lease of a kubelet, all of them client-go's own.
//
//	herd fill   makes the nodes, their pods and some ballast in the API
//	herd run    lets the nodes live, and says every few seconds how they are
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	if len(os.Args) < 2 {
		log.Fatal("herd fill|run")
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	flags := flag.NewFlagSet("herd", flag.ExitOnError)
	clients := flags.Int("clients", 200, "how many nodes")
	var err error
	switch os.Args[1] {
	case "fill":
		f := filling{}
		flags.StringVar(&f.kubeconfig, "kubeconfig", "", "of somebody who may do everything")
		flags.IntVar(&f.pods, "pods", 10, "of each node")
		flags.IntVar(&f.bytes, "bytes", 4000, "of padding in each pod and config map")
		flags.IntVar(&f.ballast, "ballast", 500, "how many config maps")
		flags.DurationVar(&f.toleration, "toleration", 0, "how long pods tolerate a lost node; 0: the default")
		_ = flags.Parse(os.Args[2:])
		f.nodes = *clients
		err = f.do(ctx)
	case "run":
		h := herd{}
		flags.StringVar(&h.servers, "servers", "", "addresses of API servers, host:port, separated by commas")
		flags.StringVar(&h.first, "first", "10.97.8.1", "the address of the first node")
		flags.StringVar(&h.ca, "ca", "", "directory of the cluster's ca.crt and ca.key")
		flags.StringVar(&h.stats, "stats", "", "file that says how they are, replaced every few seconds")
		_ = flags.Parse(os.Args[2:])
		h.clients = *clients
		err = h.run(ctx)
	default:
		err = fmt.Errorf("herd fill|run, not %q", os.Args[1])
	}
	if err != nil && ctx.Err() == nil {
		log.Fatal(err)
	}
}

// nodeName is the same in both halves; numbers begin at 1.
func nodeName(i int) string { return fmt.Sprintf("herd-%03d", i) }
