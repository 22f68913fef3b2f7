package main

import (
	"context"
	"fmt"
	"strings"

	authenticationv1 "k8s.io/api/authentication/v1"
	corev1 "k8s.io/api/core/v1"
	flowcontrolv1 "k8s.io/api/flowcontrol/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/rest"
	"k8s.io/utils/ptr"
)

// calibration is the prefix of all that it makes in the API.
const calibration = "calibration"

// point is a namespace of config maps of one size, for the fit of cost over count and bytes.
type point struct{ count, bytes int }

var points = []point{{100, 1000}, {600, 1000}, {600, 4000}, {600, 10000}}

func (p point) namespace() string { return fmt.Sprintf("%s-%dx%d", calibration, p.count, p.bytes) }
func (p point) path() string      { return "/api/v1/namespaces/" + p.namespace() + "/configmaps" }
func (p point) lists() int        { return 30_000 / p.count }
func (p point) name(accept string) string {
	encoding := "JSON"
	if accept == protobuf {
		encoding = "protobuf"
	}
	return fmt.Sprintf("%d config maps of %d bytes, %s", p.count, p.bytes, encoding)
}

func (c *costs) provide(ctx context.Context) error {
	if err := c.space(ctx, calibration); err != nil {
		return err
	}
	for _, p := range points {
		if err := c.space(ctx, p.namespace()); err != nil {
			return err
		}
		err := some(p.count, 4, func(i int) error {
			m := &corev1.ConfigMap{
				ObjectMeta: metav1.ObjectMeta{Name: fmt.Sprintf("ballast-%04d", i)},
				Data:       map[string]string{"padding": padding(i, p.bytes)},
			}
			_, err := c.client.CoreV1().ConfigMaps(p.namespace()).Create(ctx, m, metav1.CreateOptions{})
			return err
		})
		if err != nil {
			return err
		}
	}
	for _, name := range []string{"jailed", "unbound", "gone"} {
		account := &corev1.ServiceAccount{ObjectMeta: metav1.ObjectMeta{Name: name}}
		if _, err := c.client.CoreV1().ServiceAccounts(calibration).Create(ctx, account, metav1.CreateOptions{}); err != nil && !apierrors.IsAlreadyExists(err) {
			return err
		}
	}
	return c.jail(ctx)
}

func (c *costs) space(ctx context.Context, name string) error {
	s := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: name}}
	_, err := c.client.CoreV1().Namespaces().Create(ctx, s, metav1.CreateOptions{})
	return err
}

// jail is what Postern's jail-client makes: a level without seats that rejects.
func (c *costs) jail(ctx context.Context) error {
	level := &flowcontrolv1.PriorityLevelConfiguration{
		ObjectMeta: metav1.ObjectMeta{Name: calibration},
		Spec: flowcontrolv1.PriorityLevelConfigurationSpec{
			Type: flowcontrolv1.PriorityLevelEnablementLimited,
			Limited: &flowcontrolv1.LimitedPriorityLevelConfiguration{
				NominalConcurrencyShares: ptr.To(int32(0)), LendablePercent: ptr.To(int32(0)), BorrowingLimitPercent: ptr.To(int32(0)),
				LimitResponse: flowcontrolv1.LimitResponse{Type: flowcontrolv1.LimitResponseTypeReject},
			},
		},
	}
	if _, err := c.client.FlowcontrolV1().PriorityLevelConfigurations().Create(ctx, level, metav1.CreateOptions{}); err != nil {
		return err
	}
	schema := &flowcontrolv1.FlowSchema{
		ObjectMeta: metav1.ObjectMeta{Name: calibration},
		Spec: flowcontrolv1.FlowSchemaSpec{
			PriorityLevelConfiguration: flowcontrolv1.PriorityLevelConfigurationReference{Name: calibration},
			MatchingPrecedence:         90,
			Rules: []flowcontrolv1.PolicyRulesWithSubjects{{
				Subjects: []flowcontrolv1.Subject{{
					Kind:           flowcontrolv1.SubjectKindServiceAccount,
					ServiceAccount: &flowcontrolv1.ServiceAccountSubject{Namespace: calibration, Name: "jailed"},
				}},
				ResourceRules: []flowcontrolv1.ResourcePolicyRule{{
					Verbs: []string{"*"}, APIGroups: []string{"*"}, Resources: []string{"*"}, Namespaces: []string{"*"}, ClusterScope: true,
				}},
			}},
		},
	}
	_, err := c.client.FlowcontrolV1().FlowSchemas().Create(ctx, schema, metav1.CreateOptions{})
	return err
}

// takeAway leaves the ground as it was; namespaces end by themselves.
func (c *costs) takeAway() {
	ctx := context.Background()
	_ = c.client.RbacV1().ClusterRoleBindings().Delete(ctx, calibration, metav1.DeleteOptions{})
	_ = c.client.FlowcontrolV1().FlowSchemas().Delete(ctx, calibration, metav1.DeleteOptions{})
	_ = c.client.FlowcontrolV1().PriorityLevelConfigurations().Delete(ctx, calibration, metav1.DeleteOptions{})
	for _, p := range points {
		_ = c.client.CoreV1().Namespaces().Delete(ctx, p.namespace(), metav1.DeleteOptions{})
	}
	_ = c.client.CoreV1().Namespaces().Delete(ctx, calibration, metav1.DeleteOptions{})
}

// bearer is a service account's client: as the offender's, a token and no certificate.
func (c *costs) bearer(ctx context.Context, account string) (*rest.Config, error) {
	got, err := c.client.CoreV1().ServiceAccounts(calibration).CreateToken(ctx, account, &authenticationv1.TokenRequest{}, metav1.CreateOptions{})
	if err != nil {
		return nil, err
	}
	return c.withToken(got.Status.Token), nil
}

func (c *costs) withToken(token string) *rest.Config {
	own := rest.AnonymousClientConfig(c.config)
	own.BearerToken = token
	return own
}

// padding is not all the same letter, or compression would make it free.
func padding(i, bytes int) string {
	var b strings.Builder
	for x := uint64(i) + 1; b.Len() < bytes; {
		x = x*6364136223846793005 + 1442695040888963407
		fmt.Fprintf(&b, "%016x", x)
	}
	return b.String()[:bytes]
}
