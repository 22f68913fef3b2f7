# shellcheck shell=bash
# What the lab's model takes as constants, measured on a calm ground; docs/calibration.md says what came of it.

# Needs 25 minutes. CPU is measured with the whole of a processor, which changes no cost, only how long it takes;
# what is a time, with the host's own quota.
case_calibrate() {
    local h ok=0
    for h in $(control_planes); do limit "$h" 100; done
    costs_of_requests || ok=1
    costs_of_the_herd || ok=1
    for h in $(control_planes); do limit "$h" "$HOST_QUOTA"; done
    times_to_start || ok=1
    times_to_kill || ok=1
    await 600 "the herd" herd_is_back
    await 600 "the controllers" controllers_run
    [ "$ok" = 0 ]
}

calibrate() { local what=$1; shift; at operator "$BIN/calibrate" "$what" -kubeconfig "$STATE/super-admin.conf" "$@"; }

costs_of_requests() { calibrate costs -apiserver "$(cgroup_of kube-apiserver)" -etcd "$(cgroup_of etcd)" | sed -u 's/^/  /'; }

# cgroup_of PROGRAM: the directory with the CPU time of the container on cp1 whose first process it is.
cgroup_of() { echo "/sys/fs/cgroup/cpuacct$(sed -n 's/^[0-9]*:[^:]*cpuacct[^:]*://p' "/proc/$(process_of "$1")/cgroup")"; }

# process_of PROGRAM: its process on cp1, by the machine's own number.
process_of() {
    local p
    for p in $(find "/sys/fs/cgroup/pids/$CGROUP/cp1" -name cgroup.procs -exec cat {} + 2>/dev/null); do
        [ "$(cat "/proc/$p/comm" 2>/dev/null)" != "$1" ] || { echo "$p"; return; }
    done
    return 1
}

# cpu_of CGROUP: CPU time of all that ran in it since it was made, in milliseconds.
cpu_of() { echo $(($(cat "$1/cpuacct.usage") / 1000000)); }

# The herd stands still, runs on, and begins anew: what the server uses without it, with it, and for its relist.
costs_of_the_herd() {
    local server etcd host quiet busy i began from
    server=$(cgroup_of kube-apiserver) etcd=$(cgroup_of etcd) host=/sys/fs/cgroup/cpuacct/$CGROUP/cp1
    for i in 1 2 3; do
        herd_gets STOP
        quiet=$(used_in 15 "$server" "$etcd" "$host")
        herd_gets CONT
        await 60 "the herd's leases" herd_is_back
        busy=$(used_in 15 "$server" "$etcd" "$host")
        echo "  idle for 15 s, ms of CPU of API server, etcd, whole host: $quiet without the herd; $busy with $HERD nodes"
    done
    for i in 1 2 3; do
        herd_gets KILL
        await 60 "the herd's end" no herd_runs
        # What the one before said is not what this one says.
        rm -f "$STATE/herd/stats.json"
        began="$(cpu_of "$server") $(cpu_of "$etcd") $(cpu_of "$host")" from=$SECONDS
        herd_on
        echo "  the herd began anew: $(since "$began" "$server" "$etcd" "$host") ms of CPU of API server, etcd, whole host for $HERD nodes in $((SECONDS - from)) s"
    done
}

herd_runs() { [ -n "$(processes_of_herd)" ]; }
processes_of_herd() {
    local p
    for p in $(cat "/sys/fs/cgroup/pids/$CGROUP/herd/cgroup.procs"); do
        [ "$(cat "/proc/$p/comm" 2>/dev/null)" != herd ] || echo "$p"
    done
}
herd_gets() { local p; for p in $(processes_of_herd); do kill "-$1" "$p"; done; }

# used_in SECONDS CGROUP…: milliseconds of each in that time.
used_in() {
    local began seconds=$1 c
    shift
    began=$(for c in "$@"; do printf '%s ' "$(cpu_of "$c")"; done)
    sleep "$seconds"
    since "$began" "$@"
}

since() {
    local c before
    read -r -a before <<<"$1"
    shift
    for c in "$@"; do
        printf '%s ' "$(($(cpu_of "$c") - before[0]))"
        before=("${before[@]:1}")
    done
}

# The server is killed three times; what it says from its end on, to somebody who is subject to priority and fairness.
times_to_start() {
    local i pid from
    inside cp1 cat /etc/kubernetes/admin.conf >"$STATE/admin.conf"
    chmod 600 "$STATE/admin.conf"
    for i in 1 2 3; do
        from=$(date +%s.%N)
        at operator "$BIN/calibrate" answers -kubeconfig "$STATE/admin.conf" -seconds 120 >"$STATE/answers-$i.log" 2>&1 &
        pid=$(process_of kube-apiserver)
        kill -KILL "$pid"
        (await 110 "the API server's process" another_server "$pid") || return 1
        echo "  start $i: killed; the next process was there after $(awk -v now="$(date +%s.%N)" -v from="$from" 'BEGIN {printf "%.1f", now - from}') s"
        wait $!
        sed 's/^/    /' "$STATE/answers-$i.log"
        await 300 "the herd" herd_is_back
    done
}

another_server() { local now; now=$(process_of kube-apiserver) && [ "$now" != "$1" ]; }

# The server stands still; when the kubelet says so, and when its process is gone.
times_to_kill() {
    local i pid before began said
    for i in 1 2 3; do
        # Before its startup probe has succeeded, no liveness probe asks.
        await 300 "the kubelet to call the API server started" server_started
        pid=$(process_of kube-apiserver)
        before=$(kills)
        began=$SECONDS
        kill -STOP "$pid"
        (await 300 "the liveness probe to fail" killed_since "$before") || { kill -CONT "$pid" || true; return 1; }
        said=$((SECONDS - began))
        await 120 "its end" gone "$pid"
        echo "  stopped: unhealthy after $said s, its process gone after $((SECONDS - began)) s"
        await 600 "the API server" api_ready
        await 300 "the herd" herd_is_back
    done
}

gone() { [ ! -d "/proc/$1" ]; }

server_started() {
    [ "$(kubectl_super -n kube-system get pod kube-apiserver-cp1 -o 'jsonpath={.status.containerStatuses[0].started}')" = true ] &&
        [ "$(kubectl_super -n kube-system get pod kube-apiserver-cp1 -o 'jsonpath={.status.containerStatuses[0].restartCount}')" = "$(api_attempt)" ]
}
