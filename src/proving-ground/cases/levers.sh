# shellcheck shell=bash
# Each lever by itself against the storm: what it does while nothing else is done. Needs half an hour and more.

# Pulled until its own time-out; what it changed stays open for the measurement.
LEVERS="nothing relax freeze jail revoke fence scale"

case_levers() {
    local lever ok=0
    for lever in ${ONLY_LEVERS:-$LEVERS}; do
        lever_alone "$lever" || ok=1
    done
    [ "$ok" = 0 ]
}

lever_alone() {
    local began code=0 run=""
    locked_in || { echo "  $1: there was no lockout to pull it in"; "$GROUND/ground" storm off; return 1; }
    began=$SECONDS
    [ "$1" != scale ] || cloud_on
    if [ "$1" != nothing ]; then
        # shellcheck disable=SC2046
        at_desk_within 600 $(pull "$1") >"$STATE/lever-$1.log" 2>&1 || code=$?
        run=$(last_run)
    fi
    echo "  $1: exit $code after $((SECONDS - began)) s"
    measured 150
    [ -z "$run" ] || at_desk runs undo "$run" --no-input >>"$STATE/lever-$1.log" 2>&1 || echo "  $1: undo: exit $?"
    [ "$1" != scale ] || cloud_off
    "$GROUND/ground" storm off >/dev/null 2>&1 || { echo "    the storm did not end"; return 1; }
    await 600 "the herd" herd_is_back
    await 600 "the controllers" controllers_run
}

pull() {
    case $1 in
        relax) lever raise-apiserver ;;
        freeze) lever freeze-controllers ;;
        jail) lever jail-client --set workload=telemetry/daemonset/agent ;;
        revoke) lever revoke-client --set workload=telemetry/daemonset/agent ;;
        fence) lever block-api ;;
        scale) lever scale-down --set groups=workers --set to="${SCALE_TO:-0}" ;;
    esac
}

# The storm, until its liveness probe has killed the server and no node of the herd renews its lease.
locked_in() {
    local before
    before=$(kills)
    "$GROUND/ground" storm on >/dev/null 2>&1
    (await 600 "the liveness probe to kill the API server" killed_since "$before") || return 1
    (await 300 "every lease to be overdue" nobody_renews)
}

# How often the kubelets have killed an API server for its liveness probe.
kills() {
    local h sum=0
    for h in $(control_planes); do
        sum=$((sum + $(grep -c 'probe="liveness" status="unhealthy" pod="kube-system/kube-apiserver' "$STATE/hosts/$h/var/log/ground/kubelet.log" || true)))
    done
    echo "$sum"
}
killed_since() { [ "$(kills)" -gt "$1" ]; }
nobody_renews() { [ "$(figure leases)" = 0 ]; }

# measured SECONDS: what an admin who is subject to priority and fairness, the kubelet and the herd meet in that time.
measured() {
    local end=$((SECONDS + $1)) before tries=0 through=0 best=0
    before=$(kills)
    while [ "$SECONDS" -lt "$end" ]; do
        tries=$((tries + 1))
        ! delete_as_admin --dry-run=server >/dev/null 2>&1 || through=$((through + 1))
        [ "$(figure leases)" -le "$best" ] || best=$(figure leases)
        sleep 1
    done
    echo "    in $1 s: $through of $tries deletes with admin.conf got through; the server was killed $(($(kills) - before)) times; at most $best of $HERD leases were fresh, at the end $(figure leases); $(figure synced) were in step"
}
