package main

import (
	"context"
	"net/http"
	"time"

	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/rest"
)

// A level without seats that executes nothing lets one request in whatever it asks for (queueset.go,
// canAccommodateSeatsLocked: a "quick fix"). So a jailed client that asks for one thing at a time is not
// refused at all; to measure a refusal, somebody has to be in there.
const never = "/api/v1/pods?limit=1&resourceVersion=9000000000000&resourceVersionMatch=NotOlderThan"

// jailed measures refusals while one request of the account's own waits, without work, for a revision that
// does not come: three seconds each time (cacher.go, "Too large resource version").
func (c *costs) jailed(ctx context.Context) error {
	may := &rbacv1.ClusterRoleBinding{
		ObjectMeta: metav1.ObjectMeta{Name: calibration},
		RoleRef:    rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "ClusterRole", Name: "view"},
		Subjects:   []rbacv1.Subject{{Kind: rbacv1.ServiceAccountKind, Namespace: calibration, Name: "jailed"}},
	}
	if _, err := c.client.RbacV1().ClusterRoleBindings().Create(ctx, may, metav1.CreateOptions{}); err != nil {
		return err
	}
	config, err := c.bearer(ctx, "jailed")
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	for range 2 {
		if err := occupy(ctx, config); err != nil {
			return err
		}
	}
	return c.refusedAs(ctx, "429 to who is jailed", http.StatusTooManyRequests, "jailed")
}

// occupy keeps the one place: who is refused comes again soon.
func occupy(ctx context.Context, config *rest.Config) error {
	a, err := newAsker(config, false)
	if err != nil {
		return err
	}
	go func() {
		for ctx.Err() == nil {
			if got, err := a.get(ctx, never, plain); err != nil || got.status == http.StatusTooManyRequests {
				time.Sleep(20 * time.Millisecond)
			}
		}
	}()
	return nil
}
