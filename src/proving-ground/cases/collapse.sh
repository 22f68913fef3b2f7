# shellcheck shell=bash
# How strong an offender has to be to lock the ground out: what the lab's model is held against.

# Halves between a number of loops that does not lock out and one that does; needs half an hour and more.
case_collapse_point() {
    local low=${LOW:-400} high=${HIGH:-2000} within=${WITHIN:-200} loops
    while [ $((high - low)) -gt "$within" ]; do
        loops=$(((low + high) / 2))
        if locks_out "$loops"; then high=$loops; else low=$loops; fi
        calm_again || return 1
    done
    echo "  between $low loops, which do not lock out, and $high, which do ($low and $high are assumed where no line says so)"
}

# locks_out LOOPS: whether so many loops, on all workers together, let the liveness probe kill the API
# server while no lease of the herd is fresh, both within ten minutes.
locks_out() {
    local loops=$1 before began=$SECONDS end least=$HERD killed="" now answer="does not lock out" server used spent=0 attempts="0 0"
    before=$(kills)
    server=$(cgroup_of kube-apiserver)
    used=$(cpu_of "$server")
    end=$((SECONDS + ${COLLAPSE_WITHIN:-600}))
    LOOPS=$((loops / WORKERS)) "$GROUND/ground" storm on >/dev/null 2>&1
    while [ "$SECONDS" -lt "$end" ]; do
        now=$(figure leases)
        [ "$now" -ge "$least" ] || least=$now
        if [ -z "$killed" ]; then
            attempts=$(attempts_of_offender)
            spent=$(($(cpu_of "$server") - used))
            ! killed_since "$before" || killed=$((SECONDS - began))
        fi
        if [ -n "$killed" ] && [ "$now" = 0 ]; then
            answer="locks out"
            break
        fi
        sleep 1
    done
    echo "  $loops loops: $answer after $((SECONDS - began)) s; first killed after ${killed:-—} s, $(($(kills) - before)) times; at least $least of $HERD leases were fresh"
    echo "    until then ${attempts% *} attempts and ${attempts#* } lists, and $spent ms of the API server's CPU"
    [ "$answer" = "locks out" ]
}

# Attempts and those that got their list, of all pods of the offender that run now, as they said last.
attempts_of_offender() {
    local h
    for h in $(workers); do tail -qn 1 "$STATE/hosts/$h"/var/log/pods/telemetry_agent-*/agent/*.log 2>/dev/null; done |
        sed -n 's/.*lists=\([0-9]*\) failed=\([0-9]*\) .*/\1 \2/p' | awk '{l += $1; f += $2} END {print l + f, l + 0}'
}

calm_again() {
    "$GROUND/ground" storm off >/dev/null 2>&1 || return 1
    await 600 "the herd" herd_is_back
    await 600 "the controllers" controllers_run
}
