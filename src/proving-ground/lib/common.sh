# shellcheck shell=bash
# What every part of the ground needs: where things are, names and numbers, words.
# shellcheck disable=SC2034 # read by the other parts
# Sourced; the caller has set -euo pipefail and GROUND (this directory's parent).

: "${KUBERNETES:=1.34}"
# Grounds of different names do not know of each other; what is built they share.
: "${GROUND_NAME:=ground}"
: "${STATE:=${XDG_STATE_HOME:-$HOME/.local/state}/postern/$GROUND_NAME}"
# Programs and images of a profile; stamps are what each kept file was made of.
profile() {
    CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/postern-ground/$KUBERNETES
    BIN=$CACHE/bin
    STAMPS=$CACHE/stamps
}
profile
# Everything that the ground starts is in here, so that down finds it whatever became of up.
CGROUP=postern-$GROUND_NAME
CONTROLLERS="cpu cpuacct cpuset memory devices freezer blkio pids systemd"
# The repository of images that nobody can pull from.
REPOSITORY=ground.invalid
PREFIX=10.97
OPERATOR=$PREFIX.0.5
HERD_FIRST=$PREFIX.8.1
HERD_NET=$PREFIX.8.0/21

say() { printf 'ground: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

# address_of NAME: cp1 is .0.11, w1 is .0.21.
address_of() {
    case $1 in
        cp*) echo "$PREFIX.0.$((10 + ${1#cp}))" ;;
        w*) echo "$PREFIX.0.$((20 + ${1#w}))" ;;
        operator) echo "$OPERATOR" ;;
        balancer) echo "$PREFIX.0.30" ;;
        *) die "no such host: $1" ;;
    esac
}

address6_of() {
    case $1 in
        cp*) echo "fd97::$((10 + ${1#cp}))" ;;
        w*) echo "fd97::$((20 + ${1#w}))" ;;
        operator) echo "fd97::5" ;;
        balancer) echo "fd97::30" ;;
        *) die "no such host: $1" ;;
    esac
}

# What up was asked for, for the commands that come after it.
remember() { printf '%s=%q\n' "$1" "$2" >>"$STATE/settings"; }
recall() {
    [ -f "$STATE/settings" ] || die "there is no ground in $STATE: ground up"
    # shellcheck disable=SC1091
    . "$STATE/settings"
    profile
}

control_planes() { seq -f 'cp%g' 1 "${HOSTS:-1}"; }
workers() { seq -f 'w%g' 1 "${WORKERS:-2}"; }

servers() {
    local h all=""
    for h in $(control_planes); do all="$all${all:+,}$(address_of "$h"):6443"; done
    echo "$all"
}

# inside NAME COMMAND…: in that host's namespaces and cgroups.
inside() {
    local name=$1 c
    shift
    (
        for c in $CONTROLLERS; do
            echo "$BASHPID" >"/sys/fs/cgroup/$c/$CGROUP/$name/cgroup.procs"
        done
        exec nsenter -t "$(cat "$STATE/hosts/$name/init.pid")" -a -- \
            env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TERM="${TERM:-dumb}" "$@"
    )
}

# kubectl as nobody can shut it out: super-admin.conf, on the first host.
kubectl_super() { inside cp1 kubectl --kubeconfig /etc/kubernetes/super-admin.conf "$@"; }

# await SECONDS WHAT COMMAND…: until it succeeds.
await() {
    local end=$((SECONDS + $1)) what=$2
    shift 2
    until "$@" >/dev/null 2>&1; do
        [ "$SECONDS" -lt "$end" ] || die "waited in vain for $what"
        sleep 1
    done
}
