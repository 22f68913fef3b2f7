# shellcheck shell=bash
# Offenders that do not stay where the main job meets them.

# Something re-creates the workload whenever it is gone: it is held out until a person says that its source is mended.
case_recreated_from_its_source() {
    local ok=0 code=0 source run
    LOOPS=1 "$GROUND/ground" storm on >/dev/null 2>&1
    await 180 "the offender" offender_heard
    from_its_source >"$STATE/source.log" 2>&1 &
    source=$!
    # shellcheck disable=SC2046
    at_desk_within 1800 $(break_it | sed 's/source=yes/source=no/') >"$STATE/source-run.log" 2>&1 || code=$?
    run=$(last_run)
    echo "  exit $code where the source is not mended: $(grep -m1 'still in force' "$STATE/source-run.log" | cut -c1-160)"
    [ "$code" = 9 ] || ok=1
    await 60 "the source to be refused" grep -q 'denied' "$STATE/source.log"
    echo "  the source was refused: $(grep -m1 denied "$STATE/source.log" | cut -c1-200)"
    holds "the workload is gone while its source tries" no_workload
    kill "$source" 2>/dev/null || true
    wait "$source" 2>/dev/null || true
    code=0
    at_desk_within 900 runs resume "$run" --answer source=yes --no-input >>"$STATE/source-run.log" 2>&1 || code=$?
    echo "  resumed with a mended source: exit $code"
    [ "$code" = 0 ] || ok=1
    recovered && [ "$ok" = 0 ]
}

# As a GitOps controller on a node does: with an admin's rights, every five seconds, for half an hour at most.
from_its_source() {
    local end=$((SECONDS + 1800))
    trap 'exit 0' TERM
    while [ "$SECONDS" -lt "$end" ]; do
        LOOPS=1 offender | at herd "$BIN/kubectl" --kubeconfig "$STATE/super-admin.conf" --request-timeout=10s apply -f - || true
        sleep 5 &
        wait $!
    done
}

# Its pods run on the control plane's hosts too: they come through the loopback, which no fence shuts, and are jailed,
# revoked and ended beside a server that answers the console all the same.
case_offender_on_the_control_plane() {
    local before
    before=$(kills)
    EVERYWHERE=1 "$GROUND/ground" storm on >/dev/null 2>&1
    (await 600 "the liveness probe to kill the API server" killed_since "$before") || return 1
    (await 120 "the offender on the control plane and on a worker" offender_on_both) || return 1
    case_break
}

# A worker whose kubelet is kept out by the crowd never hears of its pod.
offender_on_both() {
    local h
    for h in $(control_planes); do hammers "$h" || return 1; done
    for h in $(workers); do ! hammers "$h" || return 0; done
    return 1
}
hammers() { inside "$1" pgrep -x hammer; }
