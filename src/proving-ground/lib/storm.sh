# shellcheck shell=bash
# The load: ballast in the API, a herd of nodes, and the offender.

fill() {
    inside cp1 cat /etc/kubernetes/super-admin.conf >"$STATE/super-admin.conf"
    chmod 600 "$STATE/super-admin.conf"
    at herd "$BIN/herd" fill -kubeconfig "$STATE/super-admin.conf" -clients "$HERD" -pods "$PODS" ${TOLERATION:+-toleration "$TOLERATION"} >&2
}

# at NAME COMMAND…: in the network and cgroups of the herd or the operator, with the machine's files.
at() {
    local name=$1 c
    shift
    (
        for c in $CONTROLLERS; do
            echo "$BASHPID" >"/sys/fs/cgroup/$c/$CGROUP/$name/cgroup.procs"
        done
        exec nsenter -t "$(pid_of "$name")" -n -m -- "$@"
    )
}

herd_on() {
    mkdir -p "$STATE/herd"
    inside cp1 cat /etc/kubernetes/pki/ca.crt >"$STATE/herd/ca.crt"
    inside cp1 cat /etc/kubernetes/pki/ca.key >"$STATE/herd/ca.key"
    chmod 600 "$STATE/herd/ca.key"
    herd_run
    await 120 "the herd to be in" herd_synced
}

herd_run() {
    at herd setsid "$BIN/herd" run -servers "$(servers)" -ca "$STATE/herd" -clients "$HERD" -first "$HERD_FIRST" \
        -stats "$STATE/herd/stats.json" >"$STATE/herd/log" 2>&1 </dev/null &
}

herd_synced() { [ "$(figure synced)" = "$HERD" ]; }
figure() { sed -n "s/.*\"$1\":\([0-9]*\).*/\1/p" "$STATE/herd/stats.json"; }

# EVERYWHERE=1: its pods run on the control plane's hosts too, but not on the herd's, which run nothing.
offender() {
    sed -e "s/@TOLERATIONS@/[${EVERYWHERE:+{key: node-role.kubernetes.io\/control-plane, operator: Exists\}}]/" -e "s/@SERVERS@/$(servers)/" -e "s/@LOOPS@/${LOOPS:-1000}/" -e "s#@REPOSITORY@#$REPOSITORY#" "$GROUND/manifests/offender.yaml"
}

# An API that does not answer is no answer.
no_offender() {
    [ "$(kubectl_super -n telemetry get daemonset,pods -o name 2>/dev/null || echo unknown)" = "" ]
}

storm() {
    local h
    recall
    case $1 in
        on) offender | kubectl_super apply -f - >&2 ;;
        off)
            # The ground is no console: it takes the wires out first, and needs no luck.
            for h in $(workers); do nsenter -t "$(pid_of switch)" -n ip link set "p-$h" down; done
            await 300 "the API server" api_ready
            kubectl_super -n telemetry delete daemonset agent --ignore-not-found --cascade=background --wait=false >&2
            for h in $(workers); do nsenter -t "$(pid_of switch)" -n ip link set "p-$h" up; done
            await 300 "the offender's end" offender_ends
            ;;
        *) die "storm on, or storm off" ;;
    esac
}

# Each kubelet has to hear of it through the crowd that its own pod makes; the ground need not wait for that.
offender_ends() {
    local h
    no_offender && return 0
    for h in $(control_planes) $(workers); do inside "$h" pkill -KILL -x hammer || true; done
    return 1
}

keep_manifests() {
    local h
    for h in $(control_planes); do
        inside "$h" sh -c 'cd /etc/kubernetes/manifests && sha256sum *' >"$STATE/hosts/$h/manifests.sha256"
    done
}

# The inventory as an operator would write it: literal addresses, pinned host keys, credentials by reference.
write_fleet() {
    local h
    mkdir -p "$STATE/home/playbooks"
    inside cp1 cat /etc/kubernetes/pki/ca.crt >"$STATE/ca.crt"
    {
        cat <<FLEET
fleet: proving-ground
operator-door: ["$OPERATOR", "fd97::5"]
defaults:
  ssh: {user: ops, keys: [{file: "$STATE/ops_key"}], privilege: sudo}
  api:
    server-name: kubernetes
    ca: {file: "$STATE/ca.crt"}
    identities: [{host: /etc/kubernetes/super-admin.conf}]
clusters:
  - name: ground
    kubernetes: "$KUBERNETES"
    hosts:
FLEET
        for h in $(control_planes); do
            echo "      - {name: $h, address: $(address_of "$h"), ssh: {host-keys: [\"$(cut -d' ' -f1,2 "$STATE/hosts/$h/etc/ssh/ssh_host_ed25519_key.pub")\"]}}"
        done
    } >"$STATE/home/fleet.yaml"
}

# The console, at the operator's desk.
at_desk() { at_desk_within 0 "$@"; }
at_desk_within() {
    local seconds=$1
    shift
    at operator env POSTERN_BUILD="${POSTERN_BUILD:-never}" timeout --foreground "$seconds" "$GROUND/../../postern" --home "$STATE/home" "$@"
}

status() {
    local h
    recall
    for h in $(control_planes) $(workers); do
        printf '%-4s %-12s %s\n' "$h" "$(address_of "$h")" \
            "$(inside "$h" crictl pods -o json 2>/dev/null | grep -c SANDBOX_READY || true) pods, kubelet $(inside "$h" systemctl is-active kubelet || true), names asked for: $(names_asked "$h")"
    done
    printf 'herd %s\n' "$(cat "$STATE/herd/stats.json" 2>/dev/null)"
}
