# shellcheck shell=bash
# An etcd that is full: real members, a small quota, real objects.

ETCD_QUOTA=$((96 << 20))

# etcd_quota BYTES: its manifest with this quota, or without one where BYTES is empty.
etcd_quota() {
    local h
    for h in $(control_planes); do
        inside "$h" sh -c "sed '/quota-backend-bytes/d' /etc/kubernetes/manifests/etcd.yaml >/run/etcd.yaml &&
            { [ -z '$1' ] || sed -i 's/^    - etcd\$/    - etcd\n    - --quota-backend-bytes=$1/' /run/etcd.yaml; } &&
            mv /run/etcd.yaml /etc/kubernetes/manifests/etcd.yaml"
    done
    for h in $(control_planes); do await 120 "etcd of $h" etcd_has_quota "$h" "$1"; done
    for h in $(control_planes); do await 180 "the API server of $h" api_ready "$h"; done
}

etcd_has_quota() {
    inside "$1" pgrep -fx "etcd .*" >/dev/null || return 1
    if [ -n "$2" ]; then inside "$1" pgrep -f "quota-backend-bytes=$2"; else no inside "$1" pgrep -f quota-backend-bytes; fi
}

# One object of half a megabyte, rewritten until etcd refuses: what fills it is its history.
fill_etcd() {
    local n
    kubectl_super create namespace full >/dev/null
    for n in $(seq 600); do
        { printf '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"large","namespace":"full"},"data":{"v":"'
          head -c 400000 /dev/urandom | base64 -w0; printf '"}}'; } >"$STATE/large.json"
        kubectl_super apply --server-side --force-conflicts -f - <"$STATE/large.json" >"$STATE/full.log" 2>&1 || break
    done
    rm -f "$STATE/large.json"
    echo "  refused after $n writes: $(tail -1 "$STATE/full.log" | cut -c1-160)"
    grep -q 'database space exceeded' "$STATE/full.log"
}

writes_go_through() { kubectl_super -n full create configmap probe && kubectl_super -n full delete configmap probe; }

# Every write fails; diagnose names the alarm, a change the command, and that makes room and clears it.
case_etcd_is_full() {
    local ok=0 kept
    kept=$(inside cp1 cat /etc/kubernetes/manifests/etcd.yaml; echo .)
    etcd_quota "$ETCD_QUOTA"
    fill_etcd || ok=1
    expect 0 'etcd is alarmed: NOSPACE' diagnose ground --from hosts || ok=1
    # shellcheck disable=SC2046
    expect 1 'postern clear-etcd-alarm --cluster ground' $(lever hold-out --set workload=full/deployment/none) || ok=1
    # shellcheck disable=SC2046
    expect 0 'room@ground settled' $(lever clear-etcd-alarm) || ok=1
    writes_go_through >/dev/null || { echo "  a write is still refused"; ok=1; }
    kubectl_super delete namespace full --wait=false >/dev/null
    etcd_quota ""
    printf '%s' "${kept%.}" | inside cp1 sh -c 'cat >/run/etcd.yaml && mv /run/etcd.yaml /etc/kubernetes/manifests/etcd.yaml'
    await 330 "the controllers" controllers_run
    same_manifests || { echo "  a manifest is another one"; ok=1; }
    holds "no change is open" no_open_changes
    [ "$ok" = 0 ] && [ "$FAILED" = 0 ]
}
