package main

import (
	"context"
	"fmt"
	"net/http"
	"sync/atomic"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// Small, and asked of every identity, so that what differs is the connection and the refusal.
const small = "/api/v1/nodes/herd-001"

// refusals: each over a warm connection and, as the offender does, over a fresh one each time. What a
// connection takes is the difference; with a certificate, that to "one node by its name".
func (c *costs) refusals(ctx context.Context) error {
	certified, err := newAsker(c.config, true)
	if err != nil {
		return err
	}
	if err := c.refused(ctx, "fresh connection, certificate: one node", http.StatusOK, certified, 200); err != nil {
		return err
	}
	if err := c.jailed(ctx); err != nil {
		return err
	}
	if err := c.refusedAs(ctx, "403 to who has no role", http.StatusForbidden, "unbound"); err != nil {
		return err
	}
	gone, err := c.bearer(ctx, "gone")
	if err != nil {
		return err
	}
	if err := c.client.CoreV1().ServiceAccounts(calibration).Delete(ctx, "gone", metav1.DeleteOptions{}); err != nil {
		return err
	}
	for _, fresh := range []bool{false, true} {
		a, err := newAsker(gone, fresh)
		if err != nil {
			return err
		}
		if err := c.until(ctx, http.StatusUnauthorized, a); err != nil {
			return err
		}
		if err := c.refused(ctx, how(fresh)+"401 to an account that is gone", http.StatusUnauthorized, a, many(fresh)); err != nil {
			return err
		}
	}
	nobody, err := newAsker(c.withToken("no.such.token"), false)
	if err != nil {
		return err
	}
	return c.refused(ctx, "401 to a token that is none", http.StatusUnauthorized, nobody, 1000)
}

func how(fresh bool) string {
	if fresh {
		return "fresh connection, token: "
	}
	return ""
}

func many(fresh bool) int {
	if fresh {
		return 200
	}
	return 1000
}

func (c *costs) refusedAs(ctx context.Context, what string, status int, account string) error {
	config, err := c.bearer(ctx, account)
	if err != nil {
		return err
	}
	for _, fresh := range []bool{false, true} {
		a, err := newAsker(config, fresh)
		if err != nil {
			return err
		}
		if err := c.until(ctx, status, a); err != nil {
			return err
		}
		if err := c.refused(ctx, how(fresh)+what, status, a, many(fresh)); err != nil {
			return err
		}
	}
	return nil
}

// refused asks n times; another status is an error, but for the few that a jail lets in between two of its own.
func (c *costs) refused(ctx context.Context, what string, status int, a *asker, n int) error {
	var others atomic.Int64
	err := c.repeat(ctx, what, n, 4, func(int) (answer, error) {
		got, err := a.get(ctx, small, plain)
		if got.status != status {
			others.Add(1)
		}
		return got, err
	})
	if err == nil && int(others.Load()) > n*c.times/20 {
		err = fmt.Errorf("%s: %d of %d had another status", what, others.Load(), n*c.times)
	}
	return err
}

// until waits for the server to know what it was just told: its informers follow, and tokens are kept for ten seconds.
func (c *costs) until(ctx context.Context, status int, a *asker) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	last := "no answer"
	for {
		got, err := a.get(ctx, small, plain)
		if err == nil && got.status == status {
			return nil
		}
		if err == nil {
			last = fmt.Sprint(got.status)
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("waited in vain for status %d; the last was %s, %v", status, last, err)
		case <-time.After(200 * time.Millisecond):
		}
	}
}
