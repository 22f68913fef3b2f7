# shellcheck shell=bash
# The main job: the lockout is shown, then broken.

# One try of somebody who is subject to priority and fairness.
delete_as_admin() {
    timeout 60 nsenter -t "$(pid_of cp1)" -a kubectl --kubeconfig /etc/kubernetes/admin.conf --request-timeout=30s \
        -n telemetry delete daemonset agent "$@"
}

# The storm, until the API server has been killed once; then nobody gets through for five minutes.
# A machine on which one gets through has too strong a server for this storm: it gets less of a processor.
case_lockout() {
    local quota h
    for quota in $HOST_QUOTA $((HOST_QUOTA * 2 / 3)) $((HOST_QUOTA * 4 / 9)); do
        for h in $(control_planes); do limit "$h" "$quota"; done
        echo "  a control-plane host has $quota % of a processor"
        locked_out && return 0
        "$GROUND/ground" storm off || return 1
    done
    return 1
}

locked_out() {
    local before end tries=0 answer=""
    before=$(api_attempt)
    "$GROUND/ground" storm on || return 1
    (await 600 "the liveness probe to kill the API server" restarted_since "$before") || return 1
    echo "  the API server was killed by its liveness probe (attempt $(api_attempt))"
    end=$((SECONDS + ${LOCKOUT:-300}))
    while [ "$SECONDS" -lt "$end" ]; do
        tries=$((tries + 1))
        if answer=$(delete_as_admin 2>&1); then
            echo "  try $tries went through: $answer"
            return 1
        fi
        sleep 1
    done
    echo "  $tries tries of kubectl delete with admin.conf in ${LOCKOUT:-300} s: none went through; the last: $(tail -1 <<<"$answer" | cut -c1-160)"
    echo "  API server: attempt $(api_attempt); herd: $(cat "$STATE/herd/stats.json")"
}

restarted_since() { [ "$(api_attempt)" -gt "$1" ]; }

# A plain restart of the API server, with the storm on, cures nothing.
case_restart_does_not_cure() {
    local id
    id=$(inside cp1 crictl ps --name '^kube-apiserver$' -o json | sed -n 's/^ *"id": *"\([0-9a-f]*\)".*/\1/p' | head -1)
    inside cp1 ctr -n k8s.io task kill -s KILL "$id" || return 1
    sleep 90
    ! delete_as_admin --dry-run=server
}

# The shipped playbook, unattended, over real SSH; then the truth.
case_break() {
    local began=$SECONDS code=0
    # A bound that only a run that hangs meets: its own waits end before.
    at_desk_within 2700 run break-lockout --cluster ground --set workload=telemetry/daemonset/agent --set putback=now \
        --answer source=yes --reason "drill on the proving ground" --confirm ground --no-input >"$STATE/break.log" 2>&1 || code=$?
    echo "  exit $code after $((SECONDS - began)) s"
    grep -E '^[0-9:]+ step ' "$STATE/break.log" | sed 's/^/  /'
    echo "  requests that the console sent, as the audit log has them:"
    console_requests "$(sed -n '1s/^run //p' "$STATE/break.log")" | sed 's/^/  /' || true
    recovered && [ "$code" = 0 ]
}
