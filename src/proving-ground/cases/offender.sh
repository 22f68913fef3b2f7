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

# Its pods run on the control plane's hosts too: they come through the loopback, which no fence shuts. Where they are
# a crowd, a fence would hold nobody: refused before anything is touched. Paused by hand, as the guide says, they are
# no crowd, and the playbook ends them with the rest.
case_offender_on_the_control_plane() {
    local ok=0 h c
    EVERYWHERE=1 "$GROUND/ground" storm on >/dev/null 2>&1
    await 300 "the offender's crowd on the loopback" crowd_on_the_loopback
    # shellcheck disable=SC2046
    expect 3 'connections come from the loopback' $(break_it) || ok=1
    no_fence && same_manifests || { echo "  something was touched"; ok=1; }
    for h in $(control_planes); do
        for c in $(inside "$h" ctr -n k8s.io containers ls | awk '/hammer/ {print $1}'); do
            inside "$h" ctr -n k8s.io tasks pause "$c" || ok=1
        done
    done
    # The server gives up what a paused client does not read.
    await 300 "the loopback's crowd to go" no crowd_on_the_loopback
    case_break && [ "$ok" = 0 ]
}

crowd_on_the_loopback() {
    [ "$(inside cp1 ss -Htn state established "( sport = :6443 and dst $(address_of cp1) )" | wc -l)" -gt 500 ]
}
