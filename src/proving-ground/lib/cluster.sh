# shellcheck shell=bash
# The cluster on the hosts: laid out by kubeadm's own phases, run by kubelets from static pods.

version() { "$BIN/kubeadm" version -o short; }

make_images() {
    local v=$1 images=$CACHE/images b
    mkdir -p "$images"
    for b in kube-apiserver kube-controller-manager kube-scheduler; do
        image "$b:$v" "$b" "$b"
    done
    image "etcd:ground" etcd etcd etcdctl
    image "pause:1" pause pause
    image "hammer:1" hammer hammer
}

# image NAME:TAG ENTRYPOINT PROGRAM…: unless it has been made of these programs already.
image() {
    local to=$CACHE/images/${1%%:*}.tar name=$1 entry=$2 inputs
    shift 2
    inputs=$(echo "$REPOSITORY/$name" "$entry" "$@"; cd "$STAMPS" && cat image "$@")
    [ -f "$to" ] && same_stamp "${to##*/}" "$inputs" && return 0
    rm -f "$STAMPS/${to##*/}"
    "$BIN/image" "$REPOSITORY/$name" "$entry" "${@/#/$BIN/}" >"$to.new"
    mv "$to.new" "$to"
    stamp "${to##*/}" "$inputs"
}

# The images of a host: those of a control plane, or what a worker needs.
import_images() {
    local name=$1 f
    await 60 "containerd on $name" inside "$name" ctr version
    for f in "$CACHE"/images/*.tar; do
        case $name:${f##*/} in
            w*:kube-* | w*:etcd.tar) continue ;;
        esac
        inside "$name" ctr -n k8s.io images import --local - <"$f" >>"$STATE/hosts/$name/images.log" 2>&1 ||
            inside "$name" ctr -n k8s.io images import - <"$f" >>"$STATE/hosts/$name/images.log" 2>&1 ||
            die "$name: cannot import ${f##*/}: see $STATE/hosts/$name/images.log"
    done
}

# v1beta4 came with 1.31; what matters here is that before it arguments are a map.
kubeadm_api() { case $KUBERNETES in 1.30) echo v1beta3 ;; *) echo v1beta4 ;; esac; }
argument() {
    case $(kubeadm_api) in
        v1beta3) printf '%s: "%s"' "$1" "$2" ;;
        *) printf -- '- {name: %s, value: "%s"}' "$1" "$2" ;;
    esac
}

kubeadm_config() {
    local name=$1 h cluster=""
    for h in $(control_planes); do cluster="$cluster${cluster:+,}$h=https://$(address_of "$h"):2380"; done
    cat <<CONFIG
apiVersion: kubeadm.k8s.io/$(kubeadm_api)
kind: InitConfiguration
localAPIEndpoint: {advertiseAddress: $(address_of "$name"), bindPort: 6443}
nodeRegistration: {name: $name, criSocket: "unix:///run/containerd/containerd.sock"}
---
apiVersion: kubeadm.k8s.io/$(kubeadm_api)
kind: ClusterConfiguration
clusterName: ground
kubernetesVersion: $(version)
imageRepository: $REPOSITORY
controlPlaneEndpoint: "$(address_of "$name"):6443"
networking: {serviceSubnet: 10.96.0.0/16, podSubnet: 10.98.0.0/16}
apiServer:
  certSANs: [$(for h in $(control_planes); do printf '"%s","%s",' "$(address_of "$h")" "$(address6_of "$h")"; done)"127.0.0.1","::1"]
  extraArgs:
    $(argument audit-log-path /var/log/kubernetes/audit.log)
    $(argument audit-policy-file /etc/kubernetes/audit.yaml)
    $(argument audit-log-maxsize 200)
    $(argument audit-log-maxbackup 2)
  extraVolumes:
    - {name: audit, hostPath: /var/log/kubernetes, mountPath: /var/log/kubernetes, pathType: DirectoryOrCreate}
    - {name: audit-policy, hostPath: /etc/kubernetes/audit.yaml, mountPath: /etc/kubernetes/audit.yaml, readOnly: true, pathType: File}
etcd:
  local:
    imageTag: ground
    dataDir: /var/lib/etcd
    extraArgs:
      $(argument initial-cluster "$cluster")
      $(argument initial-cluster-state new)
CONFIG
}

kubelet_config() {
    # 1.30 does not know that it could refuse cgroup version 1.
    [ "$KUBERNETES" = 1.30 ] || echo 'failCgroupV1: false'
    cat <<'CONFIG'
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
staticPodPath: /etc/kubernetes/manifests
cgroupDriver: cgroupfs
failSwapOn: false
authentication: {anonymous: {enabled: false}, webhook: {enabled: true}, x509: {clientCAFile: /etc/kubernetes/pki/ca.crt}}
authorization: {mode: Webhook}
containerRuntimeEndpoint: unix:///run/containerd/containerd.sock
resolvConf: /etc/resolv.conf
clusterDomain: cluster.local
clusterDNS: [10.96.0.10]
rotateCertificates: false
# Nobody may lower oom scores on this machine (ADR 0091).
oomScoreAdj: 0
evictionHard: {memory.available: 100Mi, nodefs.available: 1%, imagefs.available: 1%, nodefs.inodesFree: 1%}
imageGCHighThresholdPercent: 100
CONFIG
}

lay_out_control_plane() {
    local name=$1 phase
    inside "$name" tee /etc/kubernetes/ground.yaml >/dev/null < <(kubeadm_config "$name")
    inside "$name" tee /etc/kubernetes/audit.yaml >/dev/null <<'POLICY'
apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
rules: [{level: Metadata}]
POLICY
    if [ "$name" != cp1 ]; then
        # The authorities are one; all else is the host's own.
        inside cp1 tar -C /etc/kubernetes/pki -cf - ca.crt ca.key sa.key sa.pub front-proxy-ca.crt front-proxy-ca.key \
            etcd/ca.crt etcd/ca.key | inside "$name" sh -c 'mkdir -p /etc/kubernetes/pki && tar -C /etc/kubernetes/pki -xf -'
    fi
    {
        for phase in "certs all" "kubeconfig all" "control-plane all" "etcd local"; do
            # shellcheck disable=SC2086
            inside "$name" kubeadm init phase $phase --config /etc/kubernetes/ground.yaml
        done
    } >"$STATE/hosts/$name/kubeadm.log" 2>&1 || die "kubeadm on $name: see $STATE/hosts/$name/kubeadm.log"
    start_kubelet "$name"
}

start_kubelet() {
    inside "$1" tee /var/lib/kubelet/ground.conf.new >/dev/null < <(kubelet_config)
    inside "$1" mv /var/lib/kubelet/ground.conf.new /var/lib/kubelet/ground.conf
}

# A worker joins with a certificate that cp1 signs, as its bootstrap would have got it.
join_worker() {
    local name=$1 server=cp1
    inside "$name" mkdir -p /etc/kubernetes/pki
    inside cp1 cat /etc/kubernetes/pki/ca.crt | inside "$name" tee /etc/kubernetes/pki/ca.crt >/dev/null
    inside "$server" kubeadm kubeconfig user --config /etc/kubernetes/ground.yaml --client-name "system:node:$name" \
        --org system:nodes --validity-period 24h 2>/dev/null | inside "$name" tee /etc/kubernetes/kubelet.conf >/dev/null
    start_kubelet "$name"
}

api_ready() { inside "${1:-cp1}" kubectl --kubeconfig /etc/kubernetes/super-admin.conf get --raw /readyz; }

node_ready() {
    [ "$(kubectl_super get node "$1" -o 'jsonpath={.status.conditions[?(@.type=="Ready")].status}')" = True ]
}

# What kubeadm init would have done in the API, as far as it matters here.
after_init() {
    local h
    kubectl_super create clusterrolebinding kubeadm:cluster-admins --clusterrole=cluster-admin --group=kubeadm:cluster-admins >/dev/null
    for h in $(control_planes); do
        await 90 "node $h" kubectl_super get node "$h"
        kubectl_super label node "$h" node-role.kubernetes.io/control-plane= --overwrite >/dev/null
        kubectl_super taint node "$h" node-role.kubernetes.io/control-plane=:NoSchedule --overwrite >/dev/null
    done
}
