# shellcheck shell=bash
# How a herd that has lost its watches is let in again: by share and by the clock, as an operator without a console would, and by readmit.
# Needs half an hour. COLD=yes lets the nodes begin anew behind the fence, with empty caches; UNFROZEN=yes leaves out the freeze.

# The share of each wave, in percent; gated is Postern's own.
WAVES="100 50 10 gated"
# From one wave to the next, s.
WAVE_EVERY=30

case_waves() {
    local wave ok=0
    printf '  %s nodes with %s pods each, a control-plane host with %s %% of a processor, Kubernetes %s\n' "$HERD" "$PODS" "$HOST_QUOTA" "$KUBERNETES"
    for wave in ${ONLY_WAVES:-$WAVES}; do
        herd_returns "$wave" || ok=1
    done
    no_fence && same_manifests && [ "$ok" = 0 ]
}

herd_returns() {
    local wave=$1 ok=0 back h run freeze="" fence kills lists refused failed began watcher opener
    # As the playbook has it: frozen, fenced, and a server that was restarted behind the fence and knows of no
    # earlier watch, so that every node lists again. Probes are the ordinary ones.
    if [ -z "${UNFROZEN:-}" ]; then
        # shellcheck disable=SC2046
        expect 9 'freeze@ground' $(lever freeze-controllers) >/dev/null || return 1
        freeze=$(last_run)
    fi
    # shellcheck disable=SC2046
    expect 9 'operator door proven' $(lever block-api) >/dev/null || return 1
    fence=$(last_run)
    restart_api_servers
    [ -z "${COLD:-}" ] || herd_begins_anew
    [ -z "${UNFROZEN:-}" ] || (await 180 "every node to be marked as lost" all_are_lost) || ok=1
    (await 300 "every lease to be overdue" nobody_renews) || ok=1
    (await 300 "the API server" answers_ready) || ok=1
    kills=$(kills) lists=$(figure lists) refused=$(figure refused) failed=$(figure failed)
    watch_readiness >"$STATE/wave-$wave.ready" &
    watcher=$!
    began=$SECONDS
    let_in "$wave" &
    opener=$!
    back=$(since_when_all_are_back "$began")
    wait "$opener" || ok=1
    kill "$watcher"
    wait "$watcher" 2>/dev/null || true
    printf '  %-5s %s; not ready for %s s at most, %s s in all; killed %s times; %s lists, %s refused, %s failed\n' \
        "$wave" "$back" "$(longest_outage "$wave")" "$(grep -c not "$STATE/wave-$wave.ready" || true)" "$(($(kills) - kills))" \
        "$(($(figure lists) - lists))" "$(($(figure refused) - refused))" "$(($(figure failed) - failed))"
    for run in $fence $freeze; do
        at_desk runs undo "$run" --no-input >>"$STATE/undo.log" 2>&1 || { echo "  undo of $run: exit $?"; ok=1; }
    done
    # A herd that does not come back by itself is not what the next wave should begin with.
    for h in $(control_planes); do limit "$h" 100; done
    (await 300 "the herd" everybody_renews) || ok=1
    (await 330 "the controllers" controllers_run) || ok=1
    for h in $(control_planes); do limit "$h" "$HOST_QUOTA"; done
    return "$ok"
}

all_are_lost() { [ "$(lost_nodes)" -ge "$HERD" ]; }

# Kubelets that were restarted, which somebody without a console often tries: they know nothing, and list all.
herd_begins_anew() {
    kill "$(pgrep -fx "$BIN/herd run .*-ca $STATE/herd .*")"
    rm -f "$STATE/herd/stats.json"
    herd_run
    await 60 "the herd to begin" test -f "$STATE/herd/stats.json"
}

restart_api_servers() {
    local h id
    for h in $(control_planes); do
        id=$(inside "$h" crictl ps --name '^kube-apiserver$' -o json | sed -n 's/^ *"id": *"\([0-9a-f]*\)".*/\1/p' | head -1)
        inside "$h" ctr -n k8s.io task kill -s KILL "$id" || echo "  the API server of $h was not restarted"
    done
}

# let_in WAVE: with readmit, or by a rule before the fence's own, whatever the server says to it.
let_in() {
    local share=0
    if [ "$1" = gated ]; then
        # shellcheck disable=SC2046
        at_desk_within 1800 $(lever readmit) >"$STATE/wave-gated.log" 2>&1 || [ $? = 9 ] || { echo "  gated: exit $?"; return 1; }
        return
    fi
    while [ $((share += $1)) -lt 100 ]; do
        on_each_host nft insert rule inet postern share0 jhash ip saddr mod 10000 seed 0x5eed '<' "$((share * 100))" accept
        sleep "$WAVE_EVERY"
    done
    on_each_host nft insert rule inet postern share0 accept
}
on_each_host() { local h; for h in $(control_planes); do inside "$h" "$@"; done; }

# Since when every lease is renewed, once that has held for a minute: lists come after the leases, and may end it again.
since_when_all_are_back() {
    local since=$SECONDS end=$((SECONDS + ${WAVES_WITHIN:-600}))
    until [ $((SECONDS - since)) -ge 60 ]; do
        everybody_renews || since=$((SECONDS + 1))
        [ "$SECONDS" -lt "$end" ] || { echo "NOT all back after $((SECONDS - $1)) s ($(figure leases) of $HERD are)"; return; }
        sleep 1
    done
    echo "all are back after $((since - $1)) s"
}

everybody_renews() { [ "$(figure leases)" = "$HERD" ] && herd_synced; }

# The desk is let in by the fence.
answers_ready() { at operator timeout 4 "$BIN/kubectl" --kubeconfig "$STATE/super-admin.conf" --request-timeout=3s get --raw /readyz >/dev/null 2>&1; }

# A line a second, or where an answer takes longer one for each second of it.
watch_readiness() {
    local last=$SECONDS state
    trap 'exit 0' TERM
    while :; do
        if answers_ready; then state=ready; else state=not; fi
        while :; do
            echo "$state"
            last=$((last + 1))
            [ "$last" -lt "$SECONDS" ] || break
        done
        while [ "$SECONDS" -lt "$last" ]; do sleep 0.1; done
    done
}

longest_outage() { uniq -c "$STATE/wave-$1.ready" | sed -n 's/ *\([0-9]*\) not/\1/p' | sort -n | tail -1 | grep . || echo 0; }
