# shellcheck shell=bash
# Hosts that are not as they should be: what Postern says, and that it leaves them as they were.
# None of these needs the storm.

# lever NAME OPTION…: a one-step playbook, unattended.
lever() { echo run "$@" --cluster ground --reason drill --confirm ground --no-input; }

last_run() { at_desk runs list -o json | sed -n 's/.*"run" : "\(.*\)",/\1/p' | head -1; }

undo_last() { at_desk runs undo "$(last_run)" --no-input >>"$STATE/undo.log" 2>&1 || { echo "  undo: exit $?"; return 1; }; }

# No nft on the only host: a herd that cannot be fenced is not begun with.
case_cannot_be_fenced() {
    local ok=0
    inside cp1 mount --bind /dev/null /usr/sbin/nft
    # shellcheck disable=SC2046
    expect '[1348]' 'nft' $(lever block-api) || ok=1
    inside cp1 umount /usr/sbin/nft
    no_fence && same_manifests && [ "$ok" = 0 ]
}

# The disk below /var/lib/postern is full: its copy goes to /run, and the gap is said.
case_disk_full() {
    local ok=0
    inside cp1 mount -t tmpfs -o size=64k tmpfs /var/lib/postern
    inside cp1 sh -c 'head -c 1000000 /dev/zero >/var/lib/postern/full' 2>/dev/null || true
    # shellcheck disable=SC2046
    expect 9 'gap: no safe copy on ground/cp1' $(lever freeze-controllers) || ok=1
    inside cp1 test -d "/run/postern/$(last_run)" || { echo "  no copy on the host"; ok=1; }
    undo_last || ok=1
    inside cp1 umount /var/lib/postern
    controllers_come_back && same_manifests && [ "$ok" = 0 ]
}

controllers_come_back() { await 120 "the controllers" controllers_run; }

# The fleet's door names somebody else's address: the one that our SSH session comes from is let in all the same.
case_not_in_the_door() {
    local ok=0
    cp "$STATE/home/fleet.yaml" "$STATE/fleet.kept"
    sed -i 's/^operator-door:.*/operator-door: ["10.97.0.99"]/' "$STATE/home/fleet.yaml"
    # shellcheck disable=SC2046
    expect 9 'operator door proven' $(lever block-api) || ok=1
    at operator timeout 5 bash -c "</dev/tcp/$(address_of cp1)/6443" || { echo "  we are shut out"; ok=1; }
    at herd timeout 5 bash -c "</dev/tcp/$(address_of cp1)/6443" 2>/dev/null && { echo "  the herd is let in"; ok=1; }
    undo_last || ok=1
    mv "$STATE/fleet.kept" "$STATE/home/fleet.yaml"
    no_fence && [ "$ok" = 0 ]
}

# sudo waits 20 s each time, as it does where its directory service is dead: said once, and all goes on. Needs a quarter of an hour.
case_sudo_takes_20_seconds() {
    local ok=0 began=$SECONDS
    inside cp1 sed -i '1i account required pam_exec.so quiet /bin/sleep 20' /etc/pam.d/sudo
    # shellcheck disable=SC2046
    expect 9 'sudo takes its time' $(lever freeze-controllers) || ok=1
    echo "  frozen after $((SECONDS - began)) s"
    inside cp1 sed -i '1d' /etc/pam.d/sudo
    undo_last || ok=1
    controllers_come_back && same_manifests && [ "$ok" = 0 ]
}

# The operator has no IPv4 address: hosts, door and fence are reached and meant by IPv6, for both families.
case_ipv6_only() {
    local ok=0 h
    cp "$STATE/home/fleet.yaml" "$STATE/fleet.kept"
    for h in $(control_planes); do sed -i "s/address: $(address_of "$h")}*,/address: \"$(address6_of "$h")\",/" "$STATE/home/fleet.yaml"; done
    sed -i 's/^operator-door:.*/operator-door: ["fd97::5"]/' "$STATE/home/fleet.yaml"
    nsenter -t "$(pid_of operator)" -n ip -4 addr flush dev eth0
    # shellcheck disable=SC2046
    expect 9 'operator door proven' $(lever block-api) || ok=1
    at operator timeout 5 bash -c "</dev/tcp/$(address6_of cp1)/6443" || { echo "  we are shut out"; ok=1; }
    at herd timeout 5 bash -c "</dev/tcp/$(address_of cp1)/6443" 2>/dev/null && { echo "  the herd is let in by IPv4"; ok=1; }
    inside w1 timeout 5 bash -c "</dev/tcp/$(address6_of cp1)/6443" 2>/dev/null && { echo "  a worker is let in by IPv6"; ok=1; }
    undo_last || ok=1
    inside w1 timeout 5 bash -c "</dev/tcp/$(address6_of cp1)/6443" || { echo "  a worker is still shut out"; ok=1; }
    nsenter -t "$(pid_of operator)" -n ip addr add "$OPERATOR/16" dev eth0
    mv "$STATE/fleet.kept" "$STATE/home/fleet.yaml"
    no_fence && [ "$ok" = 0 ]
}

# The identity's certificate has expired: said with its name and date, and nothing is sent with it.
case_certificate_expired() {
    local ok=0
    inside cp1 sh -c 'cd /etc/kubernetes && cp -p super-admin.conf super-admin.kept && kubeadm kubeconfig user --config ground.yaml \
        --client-name kubernetes-super-admin --org system:masters --validity-period 1s >new.conf 2>/dev/null && mv new.conf super-admin.conf && sleep 2'
    # shellcheck disable=SC2046
    expect '[134]' 'certificate of kubernetes-super-admin has expired' $(lever jail-client --set workload=telemetry/daemonset/agent) || ok=1
    inside cp1 sh -c 'cd /etc/kubernetes && mv super-admin.kept super-admin.conf'
    [ "$ok" = 0 ]
}

# The API server accepts connections and never answers: it is told from one that is down.
case_api_never_answers() {
    local ok=0
    inside cp1 pkill -STOP -x kube-apiserver
    # shellcheck disable=SC2046
    expect '[148]' 'TCP answers, TLS does not' $(lever jail-client --set workload=telemetry/daemonset/agent) || ok=1
    inside cp1 pkill -CONT -x kube-apiserver
    await 120 "the API server" api_ready
    [ "$ok" = 0 ]
}
