# shellcheck shell=bash
# The workers as a node group of a cloud: cmd/cloud answers for it, and what it wants is done to real hosts.

cloud_on() {
    local h
    mkdir -p "$STATE/cloud"
    for h in $(workers); do touch "$STATE/hosts/$h/joined"; done
    tell_instances
    at operator setsid "$BIN/cloud" -dir "$STATE/cloud" -size "$(workers | wc -l)" >"$STATE/cloud/log" 2>&1 </dev/null &
    await 10 "the cloud" test -f "$STATE/cloud/pid"
    follow_the_cloud >"$STATE/cloud/follow.log" 2>&1 &
    echo $! >"$STATE/cloud/follow.pid"
    cp "$STATE/home/fleet.yaml" "$STATE/cloud/fleet.yaml"
    cat >>"$STATE/home/fleet.yaml" <<'FLEET'
    node-groups:
      - {name: workers, aws: {group: workers, region: eu-central-1, endpoint: "http://127.0.0.1:8077"}}
FLEET
}

# Once it has all its workers again.
cloud_off() {
    local pid
    (await 300 "the workers of the cloud" all_serve) || true
    for pid in follow.pid pid; do kill "$(cat "$STATE/cloud/$pid")" 2>/dev/null || true; done
    mv "$STATE/cloud/fleet.yaml" "$STATE/home/fleet.yaml"
    rm -rf "$STATE/cloud"
}

lives() { kill -0 "$(pid_of "$1" 2>/dev/null)" 2>/dev/null; }
serves() { lives "$1" && [ -f "$STATE/hosts/$1/joined" ]; }
all_serve() { local h; for h in $(workers); do serves "$h" || return 1; done; }

tell_instances() {
    local h
    for h in $(workers); do ! serves "$h" || echo "$h InService"; done >"$STATE/cloud/instances.new"
    mv "$STATE/cloud/instances.new" "$STATE/cloud/instances"
}

# Does what the cloud wants, until it is ended: who is one too many loses its power, and who is missing comes as a new host.
follow_the_cloud() {
    local n suspended h
    trap 'exit 0' TERM
    while :; do
        read -r n suspended <"$STATE/cloud/wanted"
        for h in $(workers); do
            if lives "$h"; then
                [ "${h#w}" -le "$n" ] || is_suspended Terminate || kill -9 "$(pid_of "$h")"
            elif [ "${h#w}" -le "$n" ] && ! is_suspended Launch; then
                new_worker "$h"
            fi
        done
        tell_instances
        sleep 1
    done
}

is_suspended() { case " $suspended " in *" $1 "*) ;; *) return 1 ;; esac; }

# Under the old one's name, for there is no more than the name that it could have.
new_worker() {
    rm -rf --one-file-system "$STATE/hosts/$1"
    make_host "$1"
    await 30 "$1" inside "$1" test -e /run/ground/up
    import_images "$1"
    limit "$1" "${WORKER_QUOTA:-60}"
    join_worker "$1"
    touch "$STATE/hosts/$1/joined"
}
