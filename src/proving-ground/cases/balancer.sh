# shellcheck shell=bash
# A balancer between the herd and the API that forwards with its own address: no fence on a host can tell the herd's nodes apart.

# A host that forwards port 6443 to cp1 as itself; the herd's own traffic is bent to it, so that its nodes know of nothing.
balancer_on() {
    local pid dir=$STATE/hosts/balancer
    mkdir -p "$dir"
    make_cgroup balancer
    spawn balancer "$dir/log" --net --mount -- sleep infinity >"$dir/init.pid"
    plug balancer
    pid=$(pid_of balancer)
    nsenter -t "$pid" -n sh -c 'echo 1 >/proc/sys/net/ipv4/ip_forward'
    nsenter -t "$pid" -n nft -f - <<RULES
table ip balancer {
	chain in { type nat hook prerouting priority dstnat; ip daddr $(address_of balancer) tcp dport 6443 dnat to $(address_of cp1); }
	chain out { type nat hook postrouting priority srcnat; masquerade; }
}
RULES
    nsenter -t "$(pid_of herd)" -n nft -f - <<RULES
table ip balancer {
	chain out { type nat hook output priority -100; ip daddr $(address_of cp1) tcp dport 6443 dnat to $(address_of balancer); }
}
RULES
    herd_connects_again
}

# Also where nothing, or only a part, was made.
balancer_off() {
    nsenter -t "$(pid_of herd)" -n nft delete table ip balancer 2>/dev/null || true
    [ ! -f "$STATE/hosts/balancer/init.pid" ] || kill -9 "$(pid_of balancer)" 2>/dev/null || true
    rm -rf "$STATE/hosts/balancer"
    herd_connects_again
}

herd_connects_again() {
    inside cp1 ss -K -Htn state established "( sport = :6443 and ( dst $HERD_NET or dst $(address_of balancer) ) )" >/dev/null || true
}

# Connections to cp1 that come from the balancer, and from the herd's own addresses.
connected_from() { inside cp1 ss -Htn state established "( sport = :6443 and dst $1 )" | grep -c . || true; }
herd_is_behind_it() { [ "$(connected_from "$HERD_NET")" = 0 ] && [ "$(connected_from "$(address_of balancer)")" -ge "$HERD" ] && herd_is_back; }

# The inventory need not know of it, for the audit log tells; where it does, the sockets do.
case_behind_a_balancer() {
    local ok=0
    balancer_on
    await 180 "the herd to be behind the balancer" herd_is_behind_it
    echo "  $(connected_from "$(address_of balancer)") connections come from the balancer, $(connected_from "$HERD_NET") from the herd's own addresses"
    # shellcheck disable=SC2046
    expect 3 'fence at the balancer' $(break_it) || ok=1
    # shellcheck disable=SC2046
    expect 3 'fence at the balancer' $(lever block-api) || ok=1
    with_it_in_the_inventory || ok=1
    balancer_off
    await 180 "the herd" herd_is_back
    no_fence && same_manifests && [ "$ok" = 0 ]
}

with_it_in_the_inventory() {
    local ok=0
    cp "$STATE/home/fleet.yaml" "$STATE/fleet.kept"
    sed -i "s/^    kubernetes: .*/&\n    api: {load-balancer: $(address_of balancer)}/" "$STATE/home/fleet.yaml"
    # shellcheck disable=SC2046
    expect 3 'fence at the balancer' $(break_it) || ok=1
    mv "$STATE/fleet.kept" "$STATE/home/fleet.yaml"
    return "$ok"
}

# The usual layout: kubelets by the balancer, the offender's pods by the servers' own addresses, with thousands of connections.
case_lockout_behind_a_balancer() {
    local ok=0
    balancer_on
    await 180 "the herd to be behind the balancer" herd_is_behind_it
    locked_in || { echo "  there was no lockout"; ok=1; }
    echo "  $(connected_from "$(address_of balancer)") connections come from the balancer, $(inside cp1 ss -Htn state established "( sport = :6443 )" | grep -c . || true) in all"
    # shellcheck disable=SC2046
    expect 3 'fence at the balancer' $(break_it) || ok=1
    "$GROUND/ground" storm off >/dev/null 2>&1 || ok=1
    balancer_off
    await 300 "the herd" herd_is_back
    await 330 "the controllers" controllers_run
    no_fence && same_manifests && [ "$ok" = 0 ]
}
