# shellcheck shell=bash
# An admission webhook that nobody serves and that is asked about every write.

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
    clientConfig: {service: {namespace: idle, name: nobody, path: /}}
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

# Every write fails, ours too: the message has the command that helps, and with it all goes on.
case_webhook_fails_everything() {
    local ok=0
    idle_workload | kubectl_super apply -f - >/dev/null
    failing_webhook | kubectl_super apply -f - >/dev/null
    await 30 "the webhook to be asked" vetoed
    # shellcheck disable=SC2046
    expect '[16]' "postern remove-webhook --webhook $HOOK --cluster ground" $(lever jail-client --set workload=idle/deployment/idle) || ok=1
    hook_is_taken_away remove || ok=1
    hook_is_taken_away ignore || ok=1
    kubectl_super delete validatingwebhookconfiguration everything >/dev/null
    kubectl_super delete namespace idle --wait=false >/dev/null
    # They could not renew their leases either, and begin anew.
    controllers_come_back || ok=1
    holds "no change is open" no_open_changes
    [ "$ok" = 0 ] && [ "$FAILED" = 0 ]
}
