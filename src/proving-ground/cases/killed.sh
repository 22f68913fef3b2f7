# shellcheck shell=bash
# The run's process ends by SIGKILL in each step as soon as that has begun to change something, and is resumed.

# The API answers here, so the surgical step jails it, and the later jail finds nothing to do.
STEPS_THAT_CHANGE="surgical freeze fence relax revoke hold remove settle readmit thaw open unjail"

# An offender that presses nobody: the steps are the same, and the server has time for them.
case_killed_in_each_step() {
    local run step killed="" code=0
    LOOPS=1 "$GROUND/ground" storm on
    await 180 "the offender" offender_heard
    # shellcheck disable=SC2046
    at_desk $(break_it) --detach >"$STATE/killed.log" 2>&1 || [ $? = 5 ] || { tail -5 "$STATE/killed.log"; return 1; }
    run=$(sed -n 's/^run \([0-9a-f-]*\).*/\1/p' "$STATE/killed.log" | head -1)
    for step in $STEPS_THAT_CHANGE; do
        await_step 900 "$run" "$step" || { echo "  killed in:$killed; then never in $step"; tail -3 "$STATE/home/runs/$run/journal.ndjson" | cut -c1-300; return 1; }
        kill -9 "$(run_process "$run")" || { echo "  the run's process was gone before it was killed in $step"; return 1; }
        killed="$killed $step"
        at_desk runs resume "$run" --no-input --detach >>"$STATE/killed.log" 2>&1 || [ $? = 5 ] || { echo "  resume after a kill in $step: exit $?"; tail -5 "$STATE/killed.log"; return 1; }
    done
    await 900 "the end of the run" run_is_closed "$run"
    code=$(sed -n 's/.*"type":"run-closed".*"exit":\([0-9]*\).*/\1/p' "$STATE/home/runs/$run/journal.ndjson" | tail -1)
    echo "  killed in:$killed; the run ended with exit $code"
    at_desk journal verify "$run" >>"$STATE/killed.log" 2>&1 || { echo "  journal verify: exit $?"; return 1; }
    recovered && [ "$code" = 0 ]
}

offender_heard() { inside cp1 sh -c 'tail -c 300000 /var/log/kubernetes/audit.log | grep -q telemetry:agent'; }
run_is_closed() { tail -1 "$STATE/home/runs/$1/journal.ndjson" | grep -q '"type":"run-closed"'; }

# The process that holds the run's lock.
run_process() {
    local at
    at=$(find /proc/[0-9]*/fd -maxdepth 1 -lname "*/runs/$1/lock" 2>/dev/null | head -n 1) || true
    [ -n "$at" ] || return 1
    at=${at#/proc/}
    echo "${at%%/*}"
}

# Until a change of this step is announced, forward or back, and the run's process lives.
await_step() {
    local end=$((SECONDS + $1))
    until grep -qE "\"type\":\"intended\",\"change\":\"$3@|\"type\":\"step-started\",\"step\":\"$3\",\"work\":\"undo\"" "$STATE/home/runs/$2/journal.ndjson" 2>/dev/null &&
        run_process "$2" >/dev/null; do
        [ "$SECONDS" -lt "$end" ] || return 1
        run_is_closed "$2" && return 1
        sleep 0.2
    done
}
