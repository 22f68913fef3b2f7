// Command hammer is the offender: each of its loops lists everything of some kinds, unpaginated and
// at resourceVersion "" (so that the answer must be the newest), and begins again. It backs off from
// nothing and goes on when the API is gone, as the workloads of the outages did.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"strings"
	"sync/atomic"
	"time"

	utilnet "k8s.io/apimachinery/pkg/util/net"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
)

const (
	account = "/var/run/secrets/kubernetes.io/serviceaccount/"
	// Many answers that take one seat keep more of them running at a time than few that take ten.
	leases = "/apis/coordination.k8s.io/v1/leases"
)

func main() {
	servers := flag.String("servers", "", "addresses of API servers, host:port, separated by commas")
	loops := flag.Int("loops", 8, "how many list at the same time, per server")
	pause := flag.Duration("pause", 0, "between two lists of one loop")
	retry := flag.Duration("retry", 200*time.Millisecond, "after a list that failed")
	fresh := flag.Bool("fresh", true, "whether each list has a connection of its own, as that of a client made anew has")
	paths := flag.String("paths", leases+",/api/v1/nodes,"+leases+",/api/v1/nodes,"+leases+",/api/v1/nodes,"+leases+",/api/v1/pods", "what is listed")
	flag.Parse()
	if *servers == "" {
		log.Fatal("-servers is missing")
	}
	var done, failed, size atomic.Int64
	for _, server := range strings.Split(*servers, ",") {
		for i := range *loops {
			go hammer(server, strings.Split(*paths, ","), i, *pause, *retry, *fresh, &done, &failed, &size)
		}
	}
	for range time.Tick(10 * time.Second) {
		fmt.Printf("lists=%d failed=%d megabytes=%d\n", done.Load(), failed.Load(), size.Load()>>20)
	}
}

func hammer(server string, paths []string, at int, pause, retry time.Duration, fresh bool, done, failed, size *atomic.Int64) {
	// Each loop has connections of its own: client-go shares one per equal configuration.
	config := &rest.Config{
		Host:            "https://" + server,
		BearerTokenFile: account + "token",
		TLSClientConfig: rest.TLSClientConfig{CAFile: account + "ca.crt"},
		UserAgent:       "hammer/1.0",
		QPS:             -1,
		Timeout:         60 * time.Second,
	}
	// A dialer of its own makes client-go give it a transport of its own.
	config.Dial = newDialer()
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		log.Fatal(err)
	}
	transport := client.CoreV1().RESTClient().(*rest.RESTClient).Client.Transport
	for ; ; at++ {
		n, err := list(client, paths[at%len(paths)])
		size.Add(n)
		if fresh {
			utilnet.CloseIdleConnectionsFor(transport)
		}
		if err != nil {
			failed.Add(1)
			time.Sleep(retry)
			continue
		}
		done.Add(1)
		time.Sleep(pause)
	}
}

// list reads the whole answer and throws it away: what costs is the server's side.
func list(client *kubernetes.Clientset, path string) (int64, error) {
	body, err := client.CoreV1().RESTClient().Get().AbsPath(path).MaxRetries(0).Stream(context.Background())
	if err != nil {
		return 0, err
	}
	defer func() { _ = body.Close() }()
	return io.Copy(io.Discard, body)
}
