# shellcheck shell=bash
# What the controllers do to a herd behind the fence, while they are frozen and while they are not.

# Frozen first: that half has to leave the herd as it was. Needs a quarter of an hour, and ten minutes more with the default tolerations.
case_without_freeze() {
    local ok=0 run frozen=0 free=0
    # shellcheck disable=SC2046
    expect 9 'freeze@ground' $(lever freeze-controllers) || ok=1
    run=$(last_run)
    behind_the_fence frozen "frozen controllers" || ok=1
    at_desk runs undo "$run" --no-input >>"$STATE/undo.log" 2>&1 || { echo "  undo of the freeze: exit $?"; ok=1; }
    controllers_come_back
    behind_the_fence free "controllers that run" || ok=1
    # No node of the herd ends a pod: what was evicted is taken away for it, and made again.
    ending_pods | xargs -r -n 100 | while read -r names; do
        # shellcheck disable=SC2086
        kubectl_super -n herd delete --force --grace-period=0 pod $names >/dev/null 2>&1 </dev/null || echo "  pods that do not go"
    done
    fill 2>/dev/null
    no_fence && same_manifests && [ "$ok" = 0 ] && [ "$frozen" = 0 ] && [ "$free" -gt 0 ]
}

# behind_the_fence VARIABLE WHO: fenced out, and nothing else, for as long as the first evictions need; how many there were.
behind_the_fence() {
    local ok=0 before run seconds
    # A node is lost after 50 s. Of a zone that is lost for the most part one node is tainted in 100 s.
    seconds=$((200 + $(toleration)))
    before=$(evictions)
    # shellcheck disable=SC2046
    expect 9 'operator door proven' $(lever block-api) || ok=1
    run=$(last_run)
    sleep "$seconds"
    printf -v "$1" '%s' $(($(evictions) - before))
    echo "  $2, $seconds s behind the fence: $(lost_nodes) nodes are marked as lost, $(tainted_nodes) of them for eviction; ${!1} pods evicted, $(ending_pods | grep -c .) pods are ending"
    at_desk runs undo "$run" --no-input >>"$STATE/undo.log" 2>&1 || { echo "  undo of the fence: exit $?"; ok=1; }
    await 300 "the herd" herd_is_back
    await 120 "every node to be ready" all_nodes_ready
    return "$ok"
}

# How long a pod of the herd tolerates a lost node, s.
toleration() {
    kubectl_super -n herd get pod ballast-00000 -o 'jsonpath={.spec.tolerations[?(@.key=="node.kubernetes.io/unreachable")].tolerationSeconds}'
}

# Pods that controllers have deleted since the ground was made, as the audit logs have it.
evictions() {
    local h
    for h in $(control_planes); do inside "$h" sh -c 'cat /var/log/kubernetes/audit*.log'; done |
        grep '"verb":"delete","user":{"username":"system:serviceaccount:kube-system:\(node-controller\|taint-eviction-controller\|pod-garbage-collector\)' |
        grep -c '"resource":"pods","namespace":"herd"' || true
}

ending_pods() {
    kubectl_super -n herd get pods -o 'jsonpath={range .items[?(@.metadata.deletionTimestamp)]}{.metadata.name}{"\n"}{end}'
}

lost_nodes() {
    kubectl_super get nodes -o 'jsonpath={range .items[*]}{.status.conditions[?(@.type=="Ready")].status}{"\n"}{end}' | grep -vc True || true
}
all_nodes_ready() { [ "$(lost_nodes)" = 0 ]; }

tainted_nodes() {
    kubectl_super get nodes -o 'jsonpath={range .items[*]}{.spec.taints[?(@.effect=="NoExecute")].key}{"\n"}{end}' | grep -c 'node.kubernetes.io' || true
}
