# shellcheck shell=bash
# Certificates that have ended: real authorities, real servers, and kubeadm's own renewal.

# How long the certificates of the case last: enough to start everything with them once.
SHORT=75

# Files that kubeadm renews, with their modes, owners and sums; those that it does not, too.
credentials_of() {
    inside "$1" sh -c 'cd /etc/kubernetes && find pki ./*.conf -type f | sort | xargs stat -c "%a %u:%g %n" && find pki ./*.conf -type f | sort | xargs sha256sum'
}

container_of() { inside "$1" crictl ps --name "^$2\$" -o json | sed -n 's/^ *"id": *"\([0-9a-f]*\)".*/\1/p' | head -1; }

stop_component() {
    local id
    id=$(container_of "$1" "$2")
    [ -z "$id" ] || inside "$1" crictl stop --timeout 5 "$id" >/dev/null
}

# All that kubeadm renews is renewed for so many seconds.
short_lived() {
    inside "$1" sh -c "sed 's/^clusterName: .*/&\ncertificateValidityPeriod: ${SHORT}s/' /etc/kubernetes/ground.yaml >/run/short.yaml &&
        kubeadm certs renew all --config /run/short.yaml" >>"$STATE/certificates.log" 2>&1
}

has_ended() { inside "$1" sh -c 'kubeadm certs check-expiration --config /etc/kubernetes/ground.yaml 2>/dev/null | grep -cE "<invalid>|invalid"' | grep -qx 11; }

gets_through() { inside "$1" timeout 20 kubectl --kubeconfig "/etc/kubernetes/$2" get --raw /readyz; }

# leads COMPONENT: somebody has renewed its lease within the last 15 s.
leads() {
    local at
    at=$(kubectl_super -n kube-system get lease "$1" -o 'jsonpath={.spec.renewTime}') && [ -n "$at" ] &&
        [ $(($(date +%s) - $(date -d "$at" +%s))) -le 15 ]
}

# Nobody gets through with anything, and no server starts: renewed unattended, undone, renewed again.
case_certificates_expired_everywhere() {
    local ok=0 h c began before run
    FAILED=0
    : >"$STATE/certificates.log"
    for h in $(control_planes); do short_lived "$h" || return 1; done
    for h in $(control_planes); do
        for c in kube-apiserver kube-controller-manager kube-scheduler; do stop_component "$h" "$c"; done
    done
    for h in $(control_planes); do await 60 "a container that runs from them on $h" container_of "$h" kube-scheduler; done
    for h in $(control_planes); do await 120 "the certificates of $h to have ended" has_ended "$h"; done
    # As after a power cut: what starts now finds nothing that holds, members of etcd not each other.
    for h in $(control_planes); do
        for c in etcd kube-apiserver; do stop_component "$h" "$c"; done
    done
    for h in $(control_planes); do
        for c in admin.conf super-admin.conf; do
            no gets_through "$h" "$c" >/dev/null || { echo "  $c of $h still gets through"; ok=1; }
        done
    done
    for h in $(control_planes); do note_leaves "$h"; done
    before=$(for h in $(control_planes); do credentials_of "$h"; done)
    began=$SECONDS
    # shellcheck disable=SC2046
    expect 0 'renew@ground/cp1 settled' $(lever renew-certificates) || ok=1
    echo "  renewed after $((SECONDS - began)) s"
    run=$(last_run)
    for h in $(control_planes); do
        holds "admin.conf of $h gets through" gets_through "$h" admin.conf
        holds "$h has all of the former certificates, and they are root's alone" kept "$h"
    done
    await 90 "the controllers" leads kube-controller-manager
    await 90 "the scheduler" leads kube-scheduler
    holds "the controllers run" controllers_run
    holds "the manifests are byte-equal to before" same_manifests
    holds "no change is open" no_open_changes
    holds "no private key is in the run's directory" no_keys
    began=$SECONDS
    expect 0 'undone|put back' runs undo "$run" --include renew --no-input || ok=1
    echo "  undone after $((SECONDS - began)) s"
    [ "$before" = "$(for h in $(control_planes); do credentials_of "$h"; done)" ] || { echo "  other files than before"; ok=1; }
    no gets_through cp1 admin.conf >/dev/null || { echo "  admin.conf still gets through"; ok=1; }
    began=$SECONDS
    # shellcheck disable=SC2046
    expect 0 'renew@ground/cp1 settled' $(lever renew-certificates) || ok=1
    echo "  renewed again after $((SECONDS - began)) s"
    await 60 "the API server" api_ready
    await 90 "the controllers" leads kube-controller-manager
    [ "$ok" = 0 ] && [ "$FAILED" = 0 ]
}

# The certificates and keys of now, as sha256sum -c wants them.
note_leaves() {
    inside "$1" sh -c 'cd / && find etc/kubernetes/*.conf etc/kubernetes/pki -type f ! -name kubelet.conf ! -name "*ca.*" ! -name "sa.*" -exec sha256sum {} + >/run/leaves.sums'
}

# kept HOST: whether a directory that is root's alone has each of those.
kept() {
    # shellcheck disable=SC2016
    inside "$1" sh -c 'cd /etc/kubernetes/.postern/certificates && [ "$(stat -c "%a %u:%g" .)" = "700 0:0" ] &&
        for d in *; do (cd "$d" && sha256sum -c --quiet /run/leaves.sums) && exit 0; done; exit 1'
}

no_keys() { no grep -rlE 'PRIVATE KEY|client-key-data' "$STATE/home/runs"; }
