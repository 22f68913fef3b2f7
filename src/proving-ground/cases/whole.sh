# shellcheck shell=bash
# All of it, from a machine without a ground back to one: what continuous integration runs.

# Needs no ground: makes one of its own, and ends it whatever comes of the cases.
alone_whole() {
    local before name failed=""
    prerequisites
    GROUND_NAME=whole
    export GROUND_NAME
    unset STATE
    # shellcheck disable=SC1091
    . "$GROUND/lib/common.sh"
    "$GROUND/ground" down || die "what an earlier run left does not go"
    before=$(machine_now)
    trap whole_ends EXIT
    trap 'exit 130' INT TERM HUP
    "$GROUND/ground" up || die "the ground did not come up"
    for name in sudo_refused host_key_changed undo lockout break; do
        "$GROUND/check" "$name" && continue
        failed="$failed $name"
        whole_shows "$name"
        # Without a lockout there is nothing to break.
        [ "$name" != lockout ] || break
    done
    trap - EXIT
    leaves_nothing "$before" || failed="$failed leaves_nothing"
    [ -z "$failed" ] || die "not as expected:$failed"
    echo "  a real control plane was locked out, freed, and taken away again"
}

whole_ends() {
    "$GROUND/ground" down || say "something of the ground is left: GROUND_NAME=$GROUND_NAME src/proving-ground/ground down"
}

# What whoever reads a red run needs, before it is gone.
whole_shows() {
    local f
    recall
    "$GROUND/ground" status || true
    for f in "$STATE/$1.log" "$STATE/hosts/cp1/log" "$STATE/hosts/cp1/var/log/ground/kubelet.log"; do
        [ ! -f "$f" ] || { echo "--- the end of ${f#"$STATE/"}"; tail -25 "$f"; }
    done
}
