# shellcheck shell=bash
# Ugly cases: what Postern must say and must not do. None of them needs the storm.

# expect CODE TEXT COMMAND…: the console's exit code, and what it must say.
expect() {
    local code=$1 text=$2 got=0 out
    shift 2
    out=$(at_desk "$@" 2>&1) || got=$?
    if [[ $got =~ ^$code$ ]] && grep -qE "$text" <<<"$out"; then
        echo "  exit $got: $(grep -E "$text" <<<"$out" | head -1 | cut -c1-200)"
        return 0
    fi
    printf '  exit %s, expected %s and /%s/:\n%s\n' "$got" "$code" "$text" "$(tail -15 <<<"$out")"
    return 1
}

break_it() {
    echo run break-lockout --cluster ground --set workload=telemetry/daemonset/agent --set putback=now --answer source=yes \
        --reason drill --confirm ground --no-input
}

# A host whose sudo refuses cannot be fenced: nothing is begun.
case_sudo_refused() {
    local ok=0
    inside cp1 sh -c 'printf "ops ALL=(ALL) ALL\n" >/etc/sudoers.d/ops'
    # shellcheck disable=SC2046
    expect 3 'cannot fence|sudo' $(break_it) || ok=1
    inside cp1 sh -c 'printf "ops ALL=(ALL) NOPASSWD: ALL\n" >/etc/sudoers.d/ops'
    no_fence && same_manifests && [ "$ok" = 0 ]
}

# A host key that is not the pinned one: nothing is sent to that host.
case_host_key_changed() {
    local ok=0
    inside cp1 sh -c 'cd /etc/ssh && mv ssh_host_ed25519_key old && mv ssh_host_ed25519_key.pub old.pub && ssh-keygen -q -t ed25519 -N "" -f ssh_host_ed25519_key && systemctl restart sshd'
    # shellcheck disable=SC2046
    expect 3 'host key|untrusted' $(break_it) || ok=1
    inside cp1 sh -c 'cd /etc/ssh && mv -f old ssh_host_ed25519_key && mv -f old.pub ssh_host_ed25519_key.pub && systemctl restart sshd'
    no_fence && same_manifests && [ "$ok" = 0 ]
}

# The only host does not answer.
case_host_dead() {
    local ok=0
    inside cp1 systemctl stop sshd
    # shellcheck disable=SC2046
    expect '[34]' 'unreachable|refused|cannot fence' $(break_it) || ok=1
    inside cp1 systemctl start sshd
    [ "$ok" = 0 ]
}

# An undo leaves the firewall and the files as they were, byte for byte.
case_undo() {
    local before after run ok=0
    before=$(inside cp1 nft list ruleset 2>/dev/null | grep -v 'packets'; inside cp1 sh -c 'cd /etc/kubernetes && find . -type f -exec sha256sum {} + | sort; stat -c "%a %u %g %n" manifests/*')
    # What a single lever changed stays open: exit 9.
    at_desk run block-api --cluster ground --reason drill --confirm ground --no-input >"$STATE/undo.log" 2>&1 || [ $? = 9 ] || ok=1
    inside cp1 nft list table inet postern >/dev/null || { echo "  there is no fence to undo"; ok=1; }
    run=$(at_desk runs list -o json | sed -n 's/.*"run" : "\(.*\)",/\1/p' | head -1)
    at_desk runs undo "$run" --no-input >>"$STATE/undo.log" 2>&1 || { echo "  undo: exit $?"; ok=1; }
    at_desk run freeze-controllers --cluster ground --reason drill --confirm ground --no-input >>"$STATE/undo.log" 2>&1 || [ $? = 9 ] || ok=1
    run=$(at_desk runs list -o json | sed -n 's/.*"run" : "\(.*\)",/\1/p' | head -1)
    at_desk runs undo "$run" --no-input >>"$STATE/undo.log" 2>&1 || { echo "  undo: exit $?"; ok=1; }
    after=$(inside cp1 nft list ruleset 2>/dev/null | grep -v 'packets'; inside cp1 sh -c 'cd /etc/kubernetes && find . -type f -exec sha256sum {} + | sort; stat -c "%a %u %g %n" manifests/*')
    [ "$before" = "$after" ] || { diff <(echo "$before") <(echo "$after") | head -20; ok=1; }
    holds "no change is open" no_open_changes
    [ "$ok" = 0 ] && [ "$FAILED" = 0 ]
}

# The operator's link is cut while the fence is in force: it lifts by itself.
case_link_cut() {
    local ok=0 began=$SECONDS share
    at_desk run block-api --cluster ground --set expires=1m --detach --reason drill --confirm ground --no-input >"$STATE/link.log" 2>&1 || true
    await 60 "the fence" inside cp1 nft list table inet postern
    nsenter -t "$(pid_of switch)" -n ip link set p-operator down
    for share in 0 1 5 20; do
        await 400 "the fence to lift past $share %" past "$share"
        echo "  past $share % after $((SECONDS - began)) s: herd with leases $(figure leases) of $HERD"
    done
    await 120 "the herd" herd_is_back
    nsenter -t "$(pid_of switch)" -n ip link set p-operator up
    at_desk runs undo "$(at_desk runs list -o json | sed -n 's/.*"run" : "\(.*\)",/\1/p' | head -1)" --no-input >>"$STATE/link.log" 2>&1 || ok=1
    no_fence && [ "$ok" = 0 ]
}

# past SHARE: whether the set that holds this share has no element left.
past() {
    local set shown
    case $1 in 0) set=hold ;; *) set=lift$1 ;; esac
    shown=$(inside cp1 nft list set inet postern "$set") && [[ $shown != *expires* ]]
}
