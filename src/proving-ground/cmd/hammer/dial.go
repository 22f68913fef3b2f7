package main

import (
	"context"
	"net"
	"time"
)

func newDialer() func(context.Context, string, string) (net.Conn, error) {
	return (&net.Dialer{Timeout: 5 * time.Second, KeepAlive: 30 * time.Second}).DialContext
}
