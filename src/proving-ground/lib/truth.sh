# shellcheck shell=bash
# What the ground itself sees, asking nobody's console.

FAILED=0
# holds SENTENCE COMMAND…: whether it is so, said either way.
holds() {
    local sentence=$1
    shift
    if "$@" >/dev/null 2>&1; then
        printf '  holds: %s\n' "$sentence"
    else
        printf '  FAILS: %s\n' "$sentence"
        FAILED=$((FAILED + 1))
    fi
}

no() { ! "$@" 2>/dev/null; }
no_workload() { no_offender; }
no_processes() { local h; for h in $(control_planes) $(workers); do no inside "$h" pgrep -x hammer || return 1; done; }
no_fence() { local h; for h in $(control_planes); do no inside "$h" nft list table inet postern >/dev/null || return 1; done; }
same_manifests() {
    local h
    for h in $(control_planes); do
        inside "$h" sh -c 'cd /etc/kubernetes/manifests && sha256sum *' | cmp -s - "$STATE/hosts/$h/manifests.sha256" || return 1
    done
}
controllers_run() {
    local h c
    for h in $(control_planes); do
        for c in kube-controller-manager kube-scheduler; do
            inside "$h" crictl ps --name "^$c\$" -o json | grep CONTAINER_RUNNING >/dev/null || return 1
        done
    done
}
no_names() { local h; for h in operator $(control_planes); do [ "$(names_asked "$h")" = 0 ] || return 1; done; }
no_open_changes() { at_desk runs list -o json | grep '"openChanges" : 0' >/dev/null && no grep -q '"openChanges" : [1-9]' <(at_desk runs list -o json); }
herd_is_back() { [ "$(figure synced)" = "$HERD" ] && [ "$(figure leases)" -ge $((HERD * 9 / 10)) ]; }

# Restarts of the API server's container, of the pod of now.
api_attempt() { inside cp1 crictl ps -a --name '^kube-apiserver$' -o json | sed -n 's/.*"attempt": *\([0-9]*\).*/\1/p' | sort -n | tail -1; }

# console_requests RUN: how many requests that run sent, as the API server's audit log has it.
console_requests() {
    local h
    for h in $(control_planes); do
        inside "$h" sh -c 'cat /var/log/kubernetes/audit*.log' | grep "\"userAgent\":\"postern[^\"]*$1" |
            sed 's/.*"requestURI":"\([^"?]*\).*"verb":"\([^"]*\)".*/\2 \1/' | sort | uniq -c | sort -rn
    done
}

# The truth after a recovery: every line of it, whatever came before.
recovered() {
    FAILED=0
    holds "the API is ready" api_ready
    holds "the workload and its pods are gone from the API" no_workload
    holds "no process of the workload runs" no_processes
    holds "there is no fence" no_fence
    holds "the manifests are byte-equal to before" same_manifests
    holds "the controllers run" controllers_run
    holds "no change is open" no_open_changes
    holds "the herd is back" herd_is_back
    holds "nobody asked for a name (port 53)" no_names
    [ "$FAILED" = 0 ]
}
