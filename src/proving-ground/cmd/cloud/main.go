// Command cloud is the ground's cloud: the query API of one Auto Scaling group, as far as Postern uses
// it. It keeps what is wanted; whoever looks after the ground's workers makes it so, and says in a file
// which there are. What it does not know it refuses, as the real one does.
package main

import (
	"flag"
	"log"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
)

func main() {
	listen := flag.String("listen", "127.0.0.1:8077", "address and port")
	dir := flag.String("dir", "", "where wanted (written) and instances (read) are")
	name := flag.String("group", "workers", "the group's name")
	size := flag.Int("size", 2, "its size at the start, and the most that it may have")
	flag.Parse()
	if *dir == "" {
		log.Fatal("-dir is missing")
	}
	g := &group{name: *name, dir: *dir, most: *size, desired: *size}
	if err := g.keep(); err != nil {
		log.Fatal(err)
	}
	// Who ends it needs no search for it.
	if err := os.WriteFile(filepath.Join(*dir, "pid"), []byte(strconv.Itoa(os.Getpid())), 0o600); err != nil {
		log.Fatal(err)
	}
	log.Fatal(http.ListenAndServe(*listen, g))
}
