# shellcheck shell=bash
# An admission webhook that is asked about every write, and that nobody serves, or that hangs.

HOOK=everything.example.com

# What it stands before: a workload that runs nothing.
idle_workload() {
    cat <<YAML
apiVersion: v1
kind: Namespace
metadata: {name: idle}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: idle, namespace: idle}
spec:
  replicas: 0
  selector: {matchLabels: {app: idle}}
  template:
    metadata: {labels: {app: idle}}
    spec: {containers: [{name: idle, image: idle}]}
YAML
}

# failing_webhook CLIENT: nobody, or one that accepts no packet.
failing_webhook() {
    cat <<YAML
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: everything, labels: {kept: "yes"}}
webhooks:
  - name: $HOOK
    failurePolicy: Fail
    sideEffects: None
    admissionReviewVersions: [v1]
    clientConfig: $1
    rules: [{operations: ["*"], apiGroups: ["*"], apiVersions: ["*"], resources: ["*"]}]
YAML
}

vetoed() { no kubectl_super -n idle create configmap probe --dry-run=server; }

# The configuration, but for what the server makes of itself.
webhook_kept() {
    kubectl_super get validatingwebhookconfiguration everything -o json |
        sed '/"uid"\|"resourceVersion"\|"creationTimestamp"\|"generation"/d'
}

# hook_is_taken_away HOW: what it failed goes through then, and its undo brings it back as it was.
hook_is_taken_away() {
    local how=$1 ok=0 run before
    before=$(webhook_kept)
    # shellcheck disable=SC2046
    expect 9 'webhook@ground' $(lever remove-webhook --set webhook="$HOOK" --set how="$how") || ok=1
    run=$(last_run)
    await 30 "the server to have heard of it" no vetoed
    # shellcheck disable=SC2046
    expect 9 'jail@ground' $(lever jail-client --set workload=idle/deployment/idle) || ok=1
    undo_last || ok=1
    at_desk runs undo "$run" --no-input >>"$STATE/undo.log" 2>&1 || { echo "  undo of remove-webhook: exit $?"; ok=1; }
    await 30 "the webhook to be asked again" vetoed
    [ "$before" = "$(webhook_kept)" ] || { diff <(echo "$before") <(webhook_kept) | head; ok=1; }
    [ "$ok" = 0 ]
}

jail_names_it() {
    # shellcheck disable=SC2046
    expect 1 "postern remove-webhook --webhook $HOOK --cluster ground" $(lever jail-client --set workload=idle/deployment/idle)
}

# Every write fails, ours too: the message has the command that helps, and with it all goes on.
case_webhook_fails_everything() {
    local ok=0
    idle_workload | kubectl_super apply -f - >/dev/null
    failing_webhook '{service: {namespace: idle, name: nobody, path: /}}' | kubectl_super apply -f - >/dev/null
    await 30 "the webhook to be asked" vetoed
    jail_names_it || ok=1
    hook_is_taken_away remove || ok=1
    hook_is_taken_away ignore || ok=1
    # One that hangs: the server gives it up after 10 s, and that is waited for.
    inside w1 nft -f - <<<'table inet hang { chain in { type filter hook input priority -10; tcp dport 9443 drop; }; }'
    failing_webhook "{url: 'https://$(address_of w1):9443/'}" | kubectl_super apply -f - >/dev/null
    jail_names_it || ok=1
    inside w1 nft delete table inet hang
    kubectl_super delete validatingwebhookconfiguration everything >/dev/null
    kubectl_super delete namespace idle --wait=false >/dev/null
    # They could not renew their leases either, and begin anew; the kubelet's back-off grows to five minutes.
    await 330 "the controllers" controllers_run
    holds "no change is open" no_open_changes
    [ "$ok" = 0 ] && [ "$FAILED" = 0 ]
}
