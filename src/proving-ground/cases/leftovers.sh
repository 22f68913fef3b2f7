# shellcheck shell=bash
# Whether anything is left of a ground. These need the machine without one, and so are no part of "all".

# All that a ground could leave: processes of its programs, mounts, namespaces, cgroups, interfaces, rules, files.
machine_now() {
    grep -h . /proc/[0-9]*/comm 2>/dev/null | grep -xE 'kube.*|etcd|containerd.*|hammer|herd|pause|runc' | sort || true
    grep -E 'ground|containerd|kubelet' /proc/self/mountinfo || true
    find /sys/fs/cgroup -maxdepth 2 -name "$CGROUP"
    ls /run/netns 2>/dev/null || true
    ip -o link | cut -d: -f2
    nft list ruleset
    for f in vm/overcommit_memory vm/panic_on_oom kernel/panic kernel/panic_on_oops net/ipv4/ip_forward; do echo "$f $(cat /proc/sys/$f)"; done
    ls -d "$STATE" /etc/kubernetes /var/lib/kubelet /var/lib/etcd /var/lib/postern /var/lib/cni /run/containerd /run/postern 2>/dev/null || true
}

leaves_nothing() {
    local before=$1 after
    "$GROUND/ground" down || return 1
    after=$(machine_now)
    [ "$before" = "$after" ] || { diff <(echo "$before") <(echo "$after"); return 1; }
    echo "  nothing is left"
}

# Needs no ground: up is killed with -9 at several moments, then it is let finish; down each time.
alone_leaves_nothing() {
    local before at pid
    [ ! -e "$STATE" ] || die "there is a ground: ground down"
    before=$(machine_now)
    for at in 2 8 20; do
        setsid "$GROUND/ground" up --herd 20 --pods 1 >/dev/null 2>&1 &
        pid=$!
        sleep "$at"
        kill -9 "$pid" 2>/dev/null || true
        wait "$pid" 2>/dev/null || true
        echo "  up killed after $at s"
        leaves_nothing "$before" || return 1
    done
    "$GROUND/ground" up --herd 20 --pods 1 || return 1
    leaves_nothing "$before"
}
