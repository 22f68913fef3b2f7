package main

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/utils/ptr"
)

const (
	namespace = "herd"
	// HerdOnly keeps real pods off nodes that are no machines.
	herdOnly = "ground.invalid/herd"
	writers  = 16
)

// filling is what makes a LIST expensive: nodes, their pods, and ballast.
type filling struct {
	kubeconfig                  string
	nodes, pods, bytes, ballast int
	toleration                  time.Duration
}

func (f *filling) do(ctx context.Context) error {
	config, err := clientcmd.BuildConfigFromFlags("", f.kubeconfig)
	if err != nil {
		return err
	}
	config.QPS = -1
	config.ContentType = "application/vnd.kubernetes.protobuf"
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	space := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: namespace}}
	if _, err := client.CoreV1().Namespaces().Create(ctx, space, metav1.CreateOptions{}); ignoreExisting(err) != nil {
		return err
	}
	account := &corev1.ServiceAccount{ObjectMeta: metav1.ObjectMeta{Name: "default", Namespace: namespace}}
	if _, err := client.CoreV1().ServiceAccounts(namespace).Create(ctx, account, metav1.CreateOptions{}); ignoreExisting(err) != nil {
		return err
	}
	if err := f.each(ctx, f.nodes, func(i int) error { return f.node(ctx, client, i+1) }); err != nil {
		return err
	}
	if err := f.each(ctx, f.nodes*f.pods, func(i int) error { return f.pod(ctx, client, i) }); err != nil {
		return err
	}
	if err := f.each(ctx, f.ballast, func(i int) error { return f.configMap(ctx, client, i) }); err != nil {
		return err
	}
	fmt.Printf("nodes=%d pods=%d configmaps=%d bytes=%d\n", f.nodes, f.nodes*f.pods, f.ballast, f.bytes)
	return nil
}

// each does it for 0 to n-1, some at the same time; the first error ends it.
func (f *filling) each(ctx context.Context, n int, do func(int) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	numbers := make(chan int)
	var all sync.WaitGroup
	for range writers {
		all.Add(1)
		go func() {
			defer all.Done()
			for i := range numbers {
				if err := do(i); err != nil {
					cancel(err)
				}
			}
		}()
	}
	for i := range n {
		select {
		case numbers <- i:
		case <-ctx.Done():
		}
	}
	close(numbers)
	all.Wait()
	return context.Cause(ctx)
}

func (f *filling) node(ctx context.Context, client *kubernetes.Clientset, i int) error {
	wanted := &corev1.Node{
		ObjectMeta: metav1.ObjectMeta{Name: nodeName(i), Labels: map[string]string{herdOnly: "true"}},
		Spec:       corev1.NodeSpec{Taints: []corev1.Taint{{Key: herdOnly, Effect: corev1.TaintEffectNoSchedule}}},
	}
	made, err := client.CoreV1().Nodes().Create(ctx, wanted, metav1.CreateOptions{})
	if apierrors.IsAlreadyExists(err) {
		return nil
	}
	if err != nil {
		return err
	}
	made.Status.Conditions = readiness()
	made.Status.Capacity = corev1.ResourceList{
		corev1.ResourceCPU: resource.MustParse("4"), corev1.ResourceMemory: resource.MustParse("16Gi"),
		corev1.ResourcePods: resource.MustParse("110"),
	}
	made.Status.Allocatable = made.Status.Capacity
	_, err = client.CoreV1().Nodes().UpdateStatus(ctx, made, metav1.UpdateOptions{})
	return ignoreConflict(err)
}

func (f *filling) pod(ctx context.Context, client *kubernetes.Clientset, i int) error {
	pod := &corev1.Pod{
		ObjectMeta: metav1.ObjectMeta{Name: fmt.Sprintf("ballast-%05d", i), Namespace: namespace},
		Spec: corev1.PodSpec{
			NodeName:                     nodeName(i%f.nodes + 1),
			AutomountServiceAccountToken: ptr.To(false),
			Containers: []corev1.Container{{
				Name: "none", Image: "ground.invalid/none:1",
				Env: []corev1.EnvVar{{Name: "PADDING", Value: f.padding(i)}},
			}},
		},
	}
	if f.toleration > 0 {
		for _, taint := range []string{corev1.TaintNodeUnreachable, corev1.TaintNodeNotReady} {
			pod.Spec.Tolerations = append(pod.Spec.Tolerations, corev1.Toleration{
				Key: taint, Operator: corev1.TolerationOpExists, Effect: corev1.TaintEffectNoExecute,
				TolerationSeconds: ptr.To(int64(f.toleration.Seconds())),
			})
		}
	}
	_, err := client.CoreV1().Pods(namespace).Create(ctx, pod, metav1.CreateOptions{})
	return ignoreExisting(err)
}

func (f *filling) configMap(ctx context.Context, client *kubernetes.Clientset, i int) error {
	m := &corev1.ConfigMap{
		ObjectMeta: metav1.ObjectMeta{Name: fmt.Sprintf("ballast-%05d", i), Namespace: namespace},
		Data:       map[string]string{"padding": f.padding(i)},
	}
	_, err := client.CoreV1().ConfigMaps(namespace).Create(ctx, m, metav1.CreateOptions{})
	return ignoreExisting(err)
}

// padding is not all the same letter, or compression would make it free.
func (f *filling) padding(i int) string {
	var b strings.Builder
	for x := uint64(i) + 1; b.Len() < f.bytes; {
		x = x*6364136223846793005 + 1442695040888963407
		fmt.Fprintf(&b, "%016x", x)
	}
	return b.String()[:f.bytes]
}

func ignoreExisting(err error) error {
	if apierrors.IsAlreadyExists(err) {
		return nil
	}
	return err
}

func ignoreConflict(err error) error {
	if apierrors.IsConflict(err) {
		return nil
	}
	return err
}
