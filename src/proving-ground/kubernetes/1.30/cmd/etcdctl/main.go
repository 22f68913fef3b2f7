// Command etcdctl is upstream's own etcdctl; it is in etcd's image, where an operator expects it.
package main

import "go.etcd.io/etcd/etcdctl/v3/ctlv3"

func main() {
	ctlv3.MustStart()
}
