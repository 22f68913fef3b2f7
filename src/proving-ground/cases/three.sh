# shellcheck shell=bash
# One host of three is not as the others. None of these needs the storm.

# Its SSH is down and its API server serves: fencing two of three would throw the herd on it.
case_one_of_three_refuses_ssh() {
    local ok=0
    [ "${HOSTS:-1}" = 3 ] || { echo "  needs three hosts: ground up --hosts 3"; return 1; }
    inside cp3 systemctl stop sshd
    # shellcheck disable=SC2046
    expect 3 'api.covered|cannot fence' $(break_it) || ok=1
    inside cp3 systemctl start sshd
    no_fence && same_manifests && [ "$ok" = 0 ]
}

# Its wire is out: nobody reaches its API server, so the two others are all there is to fence.
case_one_of_three_gone() {
    local ok=0
    [ "${HOSTS:-1}" = 3 ] || { echo "  needs three hosts: ground up --hosts 3"; return 1; }
    nsenter -t "$(pid_of switch)" -n ip link set p-cp3 down
    # shellcheck disable=SC2046
    expect '[349]' 'ground/cp3' $(lever block-api) || ok=1
    # Down for good, as a person may know and Postern cannot: the others are fenced without it.
    rm -f "$STATE/home/fleet-without-ground-cp3.yaml"
    expect 0 'fleet-without-ground-cp3.yaml' fleet without ground/cp3 || ok=1
    # shellcheck disable=SC2046
    expect 9 'fence@ground/cp2 settled' $(lever block-api) --fleet "$STATE/home/fleet-without-ground-cp3.yaml" || ok=1
    undo_last || true
    rm -f "$STATE/home/fleet-without-ground-cp3.yaml"
    nsenter -t "$(pid_of switch)" -n ip link set p-cp3 up
    await 120 "the API server of cp3" api_ready cp3
    no_fence && same_manifests && [ "$ok" = 0 ]
}
