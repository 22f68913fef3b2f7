# shellcheck shell=bash
# Programs: what must be on the machine, and what is built from Go modules once and kept.

PROGRAMS="kube-apiserver kube-controller-manager kube-scheduler kubelet kubeadm kubectl etcd etcdctl crictl"
CLIENTS="pause image hammer herd calibrate cloud"
# The oldest Go that the modules build with; no toolchain is fetched in its stead.
GO_NEEDED=1.25
export GOTOOLCHAIN=local

# The first Go that is new enough: the PATH's, or where https://go.dev/dl says to put it.
go_program() {
    local go version
    for go in "$(command -v go || true)" /usr/local/go/bin/go; do
        [ -x "$go" ] || continue
        version=$("$go" env GOVERSION) || continue
        printf '%s\n' "$GO_NEEDED" "${version#go}" | sort -CV && { echo "$go"; return; }
    done
    return 1
}

# What Go there is, for whoever has to install another.
go_found() {
    local go
    for go in "$(command -v go || true)" /usr/local/go/bin/go; do
        [ ! -x "$go" ] || printf ', %s is %s' "$go" "$("$go" env GOVERSION)"
    done
}

# Every prerequisite that is missing, with the command that installs it.
prerequisites() {
    local packages
    packages=$(missing_packages)
    [ -z "$packages" ] || die "missing: apt-get install -y --no-install-recommends$packages"
    go_program >/dev/null || die "missing: Go $GO_NEEDED or newer (https://go.dev/dl), in the PATH or in /usr/local/go$(go_found)"
    [ -d /sys/fs/cgroup/cpu ] || die "this machine has no cgroup version 1 hierarchies (/sys/fs/cgroup/cpu); version 2 is not supported yet"
}

# Debian's packages of which something is not there.
missing_packages() {
    local row
    for row in containerd:containerd runc:runc sshd:openssh-server ssh-keygen:openssh-client nft:nftables ip:iproute2 \
        ss:iproute2 sudo:sudo nsenter:util-linux conntrack:conntrack mount:mount; do
        PATH=$PATH:/usr/sbin:/sbin command -v "${row%%:*}" >/dev/null || printf ' %s' "${row##*:}"
    done
    [ -x /usr/lib/cni/bridge ] || printf ' containernetworking-plugins'
}

# Programs and images; whoever else wants them waits.
provide() {
    mkdir -p "$BIN" "$STAMPS"
    exec 9>"$CACHE/lock"
    flock 9
    build
    make_images "$(version)"
    exec 9>&-
}

build() {
    local go module=$GROUND/kubernetes/$KUBERNETES v p
    go=$(go_program)
    [ -d "$module" ] || die "no such profile: $KUBERNETES (there is: $(ls "$GROUND/kubernetes"))"
    v=$(cd "$module" && "$go" list -m -f '{{.Version}}' k8s.io/kubernetes)
    local flags="-s -w"
    for p in k8s.io/component-base/version k8s.io/client-go/pkg/version; do
        flags="$flags -X $p.gitVersion=$v -X $p.gitMajor=1 -X $p.gitMinor=${KUBERNETES#1.}"
    done
    for p in $PROGRAMS; do
        # crictl speaks to containerd, whatever the Kubernetes: one for all.
        if [ -d "$module/cmd/$p" ]; then build_one "$go" "$module" "$p" "$flags"; else build_one "$go" "$GROUND/kubernetes/1.34" "$p" "-s -w"; fi
    done
    for p in $CLIENTS; do build_one "$go" "$GROUND" "$p" "-s -w"; done
}

# One at a time and politely: the machine may be somebody's desk. A program is kept while the content
# of what it was made of is the same, wherever and whenever that was checked out; without its stamp Go
# decides, which builds nothing that is up to date.
build_one() {
    local go=$1 module=$2 program=$3 flags=$4 began=$SECONDS inputs
    inputs=$(inputs_of "$go" "$module" "$program" "$flags")
    [ -x "$BIN/$program" ] && same_stamp "$program" "$inputs" && return 0
    say "building $program"
    rm -f "$STAMPS/$program"
    # No revision goes into it: each commit would make another program.
    (cd "$module" && CGO_ENABLED=0 nice -n "${BUILD_NICE:-10}" "$go" build -p "${BUILD_JOBS:-2}" -buildvcs=false -trimpath \
        -ldflags "$flags" -o "$BIN/$program" "./cmd/$program")
    stamp "$program" "$inputs"
    say "built $program in $((SECONDS - began)) s"
}

# All that decides what a program is: sources, versions and checksums of modules, flags, compiler.
inputs_of() {
    local go=$1 module=$2 program=$3 flags=$4
    echo "$flags"
    "$go" env GOVERSION GOOS GOARCH
    (cd "$module" && find go.mod go.sum "cmd/$program" -type f ! -name '*_test.go' -print0 | sort -z | xargs -0 sha256sum)
}

# A stamp is the content of what a kept file was made of.
stamp() { sha256sum <<<"$2" >"$STAMPS/$1.new" && mv "$STAMPS/$1.new" "$STAMPS/$1"; }
same_stamp() { [ "$(cat "$STAMPS/$1" 2>/dev/null)" = "$(sha256sum <<<"$2")" ]; }
