# shellcheck shell=bash
# Grounds that a check makes for itself, from a machine without one back to one.

# What continuous integration runs.
alone_whole() {
    on_its_own whole "" sudo_refused host_key_changed undo lockout break
    echo "  a real control plane was locked out, freed, and taken away again"
}

# Three control-plane hosts on the same two processors: each gets less of one.
alone_three() {
    on_its_own three "--hosts 3 --quota ${THREE_QUOTA:-30}" undo one_of_three_refuses_ssh lockout break one_of_three_gone
    echo "  three hosts were locked out, freed, and taken away again"
}

# Nodes that are evicted from while somebody looks on.
alone_evictions() { on_its_own evictions "--toleration 20s" without_freeze; }

# All that needs one host; the lockout and what it needs come last, for without it there is nothing to break.
alone_one() {
    # shellcheck disable=SC2046
    on_its_own one "" $(all_cases | grep -vx -e 'one_of_three_.*' -e without_freeze -e lockout -e restart_does_not_cure -e break) \
        lockout restart_does_not_cure break
}

alone_all() {
    local name failed=""
    for name in one evictions three; do
        "$GROUND/check" "$name" || failed="$failed $name"
    done
    [ -z "$failed" ] || die "not as expected on these grounds:$failed"
}

# on_its_own NAME UP-OPTIONS CASE…: a ground of that name, the cases on it, and its end whatever comes of them.
on_its_own() {
    local before name failed="" options=$2
    prerequisites
    GROUND_NAME=$1
    export GROUND_NAME
    shift 2
    unset STATE
    # shellcheck disable=SC1091
    . "$GROUND/lib/common.sh"
    "$GROUND/ground" down || die "what an earlier run left does not go"
    before=$(machine_now)
    trap its_own_ends EXIT
    trap 'exit 130' INT TERM HUP
    # shellcheck disable=SC2086
    "$GROUND/ground" up $options || die "the ground did not come up"
    for name in "$@"; do
        "$GROUND/check" "$name" && continue
        failed="$failed $name"
        shows "$name"
        # Without a lockout there is nothing to break.
        [ "$name" != lockout ] || break
    done
    trap - EXIT
    leaves_nothing "$before" || failed="$failed leaves_nothing"
    [ -z "$failed" ] || die "not as expected:$failed"
}

its_own_ends() {
    "$GROUND/ground" down || say "something of the ground is left: GROUND_NAME=$GROUND_NAME src/proving-ground/ground down"
}

# What whoever reads a red run needs, before it is gone.
shows() {
    local f
    recall
    "$GROUND/ground" status || true
    for f in "$STATE/$1.log" "$STATE/hosts/cp1/log" "$STATE/hosts/cp1/var/log/ground/kubelet.log"; do
        [ ! -f "$f" ] || { echo "--- the end of ${f#"$STATE/"}"; tail -25 "$f"; }
    done
}
