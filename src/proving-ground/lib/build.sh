# shellcheck shell=bash
# Programs: what must be on the machine, and what is built from Go modules once and kept.

PROGRAMS="kube-apiserver kube-controller-manager kube-scheduler kubelet kubeadm kubectl etcd etcdctl crictl"
CLIENTS="pause image hammer herd"

go_program() { command -v go || { [ -x /usr/local/go/bin/go ] && echo /usr/local/go/bin/go; }; }

# Every prerequisite that is missing, with the command that installs it.
prerequisites() {
    local missing="" row
    for row in containerd:containerd runc:runc sshd:openssh-server ssh-keygen:openssh-client nft:nftables ip:iproute2 \
        ss:iproute2 sudo:sudo nsenter:util-linux conntrack:conntrack mount:mount; do
        PATH=$PATH:/usr/sbin:/sbin command -v "${row%%:*}" >/dev/null || missing="$missing ${row##*:}"
    done
    [ -x /usr/lib/cni/bridge ] || missing="$missing containernetworking-plugins"
    [ -z "$missing" ] || die "missing: apt-get install -y --no-install-recommends$missing"
    go_program >/dev/null || die "missing: Go 1.25 or newer (https://go.dev/dl), in the PATH or in /usr/local/go"
    [ -d /sys/fs/cgroup/cpu ] || die "this machine has no cgroup v1 hierarchies; version 2 is not supported yet"
}

build() {
    local go module=$GROUND/kubernetes/$KUBERNETES v p
    go=$(go_program)
    [ -d "$module" ] || die "no such profile: $KUBERNETES (there is: $(ls "$GROUND/kubernetes"))"
    mkdir -p "$BIN"
    v=$(cd "$module" && "$go" list -m -f '{{.Version}}' k8s.io/kubernetes)
    local stamp="-s -w"
    for p in k8s.io/component-base/version k8s.io/client-go/pkg/version; do
        stamp="$stamp -X $p.gitVersion=$v -X $p.gitMajor=1 -X $p.gitMinor=${KUBERNETES#1.}"
    done
    for p in $PROGRAMS; do build_one "$go" "$module" "$p" "$stamp"; done
    for p in $CLIENTS; do build_one "$go" "$GROUND" "$p" "-s -w"; done
}

# One at a time and politely: the machine may be somebody's desk.
build_one() {
    local go=$1 module=$2 program=$3 flags=$4 began=$SECONDS
    [ "$BIN/$program" -nt "$module/go.sum" ] && [ -z "$(find "$module/cmd/$program" -newer "$BIN/$program" -type f)" ] && return 0
    say "building $program"
    (cd "$module" && CGO_ENABLED=0 nice -n 10 "$go" build -p "${BUILD_JOBS:-2}" -trimpath -ldflags "$flags" -o "$BIN/$program.new" "./cmd/$program")
    mv "$BIN/$program.new" "$BIN/$program"
    say "built $program in $((SECONDS - began)) s"
}
