package main

import (
	"context"
	"fmt"

	coordinationv1 "k8s.io/api/coordination/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/utils/ptr"
)

// leases are renewed as a kubelet does it: an update, of which the answer is the next one's beginning.
func (c *costs) leases(ctx context.Context) error {
	const n = 4
	client := c.client.CoordinationV1().Leases(calibration)
	held := make(chan *coordinationv1.Lease, n)
	for i := range n {
		l, err := client.Create(ctx, &coordinationv1.Lease{
			ObjectMeta: metav1.ObjectMeta{Name: fmt.Sprintf("lease-%d", i)},
			Spec:       coordinationv1.LeaseSpec{HolderIdentity: ptr.To("calibrate"), LeaseDurationSeconds: ptr.To(int32(40))},
		}, metav1.CreateOptions{})
		if err != nil {
			return err
		}
		held <- l
	}
	return c.repeat(ctx, "a lease is renewed", 400, n, func(int) (answer, error) {
		l := <-held
		l.Spec.RenewTime = ptr.To(metav1.NowMicro())
		renewed, err := client.Update(ctx, l, metav1.UpdateOptions{})
		if err != nil {
			held <- l
			return answer{}, err
		}
		held <- renewed
		return answer{}, nil
	})
}
