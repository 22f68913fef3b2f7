# shellcheck shell=bash
# Namespaces, cgroups and wires: what makes hosts of one machine. Nothing of it is outside the
# ground's cgroups, its state directory, and namespaces that end with their last process.

make_cgroup() {
    local name=$1 c
    for c in $CONTROLLERS; do
        mkdir -p "/sys/fs/cgroup/$c/$CGROUP/$name"
    done
    for c in "$CGROUP" "$CGROUP/$name"; do
        cat /sys/fs/cgroup/cpuset/cpuset.cpus >"/sys/fs/cgroup/cpuset/$c/cpuset.cpus"
        cat /sys/fs/cgroup/cpuset/cpuset.mems >"/sys/fs/cgroup/cpuset/$c/cpuset.mems"
    done
    # What else the machine does must not decide how strong a server is: only its quota shall. Of the
    # ground's own, the control plane comes first, then the desk.
    echo 8192 >"/sys/fs/cgroup/cpu/$CGROUP/cpu.shares"
    case $name in
        cp*) echo 16384 >"/sys/fs/cgroup/cpu/$CGROUP/$name/cpu.shares" ;;
        operator) echo 4096 >"/sys/fs/cgroup/cpu/$CGROUP/$name/cpu.shares" ;;
    esac
}

# limit NAME PERCENT: how much of one processor, all that runs there together.
limit() { echo "$(($2 * 1000))" >"/sys/fs/cgroup/cpu/$CGROUP/$1/cpu.cfs_quota_us"; }

# spawn NAME LOG UNSHARE-OPTION… -- COMMAND…: in new namespaces and the cgroups of that name; prints
# the pid of what runs inside, once it does.
spawn() {
    local name=$1 log=$2 outer inner="" c
    shift 2
    (
        for c in $CONTROLLERS; do
            echo "$BASHPID" >"/sys/fs/cgroup/$c/$CGROUP/$name/cgroup.procs"
        done
        exec setsid unshare --fork --kill-child "$@"
    ) >>"$log" 2>&1 </dev/null &
    outer=$!
    for _ in $(seq 100); do
        inner=$(cat "/proc/$outer/task/$outer/children" 2>/dev/null || true)
        inner=${inner%% *}
        [ -n "$inner" ] && break
        kill -0 "$outer" 2>/dev/null || die "$name did not start: see $log"
        sleep 0.05
    done
    [ -n "$inner" ] || die "$name did not start: see $log"
    echo "$inner"
}

pid_of() { cat "$STATE/hosts/$1/init.pid"; }

# The switch is a namespace with a bridge in it: the machine's own network is not touched.
make_switch() {
    local pid
    mkdir -p "$STATE/hosts/switch"
    make_cgroup switch
    pid=$(spawn switch "$STATE/hosts/switch/log" --net --mount -- sleep infinity)
    echo "$pid" >"$STATE/hosts/switch/init.pid"
    nsenter -t "$pid" -n ip link add ground type bridge
    nsenter -t "$pid" -n ip link set ground up
}

# plug NAME: a wire from the switch, and its addresses.
plug() {
    local name=$1 pid
    pid=$(pid_of "$name")
    ip link add "p-$name" netns "$(pid_of switch)" type veth peer name eth0 netns "$pid"
    nsenter -t "$(pid_of switch)" -n ip link set "p-$name" master ground up
    nsenter -t "$pid" -n ip link set lo up
    nsenter -t "$pid" -n ip link set eth0 up
    if [ "$name" = herd ]; then
        nsenter -t "$pid" -n ip addr add "$PREFIX.7.254/16" dev eth0
        # Every address of the herd's is this namespace's own.
        nsenter -t "$pid" -n ip route add local "$HERD_NET" dev lo
    else
        nsenter -t "$pid" -n ip addr add "$(address_of "$name")/16" dev eth0
        nsenter -t "$pid" -n ip -6 addr add "$(address6_of "$name")/64" dev eth0 nodad
    fi
    count_names "$pid"
}

# Packets to port 53 are counted: there is no resolver, and nobody shall ask for one.
count_names() {
    nsenter -t "$1" -n nft -f - <<'RULES'
table inet ground {
	counter names { }
	chain output {
		type filter hook output priority filter - 20; policy accept;
		meta l4proto { tcp, udp } th dport 53 counter name names
	}
}
RULES
}

names_asked() {
    nsenter -t "$(pid_of "$1")" -n nft list counter inet ground names | sed -n 's/.*packets \([0-9]*\).*/\1/p'
}

# The operator's desk: where consoles run. A network of its own, the machine's files.
make_operator() {
    local name
    for name in operator herd; do
        mkdir -p "$STATE/hosts/$name"
        make_cgroup "$name"
        spawn "$name" "$STATE/hosts/$name/log" --net --mount -- \
            sh -c 'mount --bind /dev/null /etc/resolv.conf; exec sleep infinity' >"$STATE/hosts/$name/init.pid"
        plug "$name"
    done
}

make_host() {
    local name=$1 dir=$STATE/hosts/$1
    mkdir -p "$dir"/{etc,etc-work,var,tmp}
    chmod 1777 "$dir/tmp"
    mkdir -p "$dir"/var/{lib/{kubelet,etcd,containerd,postern,cni,sudo},log/{ground,pods,containers,kubernetes},cache,tmp,empty,spool}
    ln -sfn /run "$dir/var/run"
    ln -sfn /run/lock "$dir/var/lock"
    host_etc "$name" "$dir/etc"
    make_cgroup "$name"
    # An affinity, which all that it starts inherits and nproc tells, as it would not tell a quota. A
    # cpuset cgroup would do too, but the kubelet writes all of the machine's processors into its own,
    # which is then refused.
    local cpus=0-$(($(nproc) - 1))
    case $name in cp*) cpus=$HOST_CPUS ;; esac
    spawn "$name" "$dir/log" --pid --mount --net --uts --ipc --cgroup --mount-proc -- \
        taskset -c "$cpus" "$GROUND/host/init" "$name" "$dir" "$BIN" >"$dir/init.pid"
    plug "$name"
}

# What its /etc has over the machine's.
host_etc() {
    local name=$1 etc=$2 h
    mkdir -p "$etc"/{kubernetes/manifests,containerd,cni/net.d,ssh,sudoers.d}
    : >"$etc/resolv.conf"
    {
        echo '127.0.0.1 localhost'
        for h in $(control_planes) $(workers); do echo "$(address_of "$h") $h"; done
    } >"$etc/hosts"
    echo "$name" >"$etc/hostname"
    address_of "$name" >"$etc/ground-address"
    { grep -v '^ops:' /etc/passwd; echo 'ops:x:900:900::/home/ops:/bin/bash'; } >"$etc/passwd"
    { grep -v '^ops:' /etc/group; echo 'ops:x:900:'; } >"$etc/group"
    { grep -v '^ops:' /etc/shadow; echo 'ops:*:20000:0:99999:7:::'; } >"$etc/shadow"
    chmod 640 "$etc/shadow"
    printf 'ops ALL=(ALL) NOPASSWD: ALL\n' >"$etc/sudoers.d/ops"
    chmod 440 "$etc/sudoers.d/ops"
    cp "$STATE/ops_key.pub" "$etc/ssh/ops.pub"
    ssh-keygen -q -t ed25519 -N '' -C "$name" -f "$etc/ssh/ssh_host_ed25519_key"
    cat >"$etc/ssh/sshd_config" <<'CONFIG'
HostKey /etc/ssh/ssh_host_ed25519_key
UsePAM no
PasswordAuthentication no
MaxStartups 60
MaxSessions 60
UseDNS no
CONFIG
    cat >"$etc/cni/net.d/10-ground.conflist" <<CONFIG
{"cniVersion": "1.0.0", "name": "ground", "plugins": [{"type": "bridge", "bridge": "cni0", "isGateway": true,
 "ipam": {"type": "host-local", "ranges": [[{"subnet": "10.98.$(address_of "$name" | cut -d. -f4).0/24"}]]}}]}
CONFIG
    cat >"$etc/containerd/config.toml" <<CONFIG
version = 2
disabled_plugins = ["io.containerd.snapshotter.v1.aufs", "io.containerd.snapshotter.v1.btrfs", "io.containerd.snapshotter.v1.zfs", "io.containerd.snapshotter.v1.devmapper", "io.containerd.internal.v1.opt"]
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "$REPOSITORY/pause:1"
  # The machine does not let anybody lower a process's oom_score_adj (ADR 0091).
  restrict_oom_score_adj = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
      SystemdCgroup = false
CONFIG
}

# Ends and removes everything, whatever is left of it; says what it could not.
tear_down() {
    local c pid pids="" path left=0
    for _ in $(seq 50); do
        pids=$(for c in freezer pids; do
            find "/sys/fs/cgroup/$c/$CGROUP" -name cgroup.procs -exec cat {} + 2>/dev/null || true
        done | sort -un)
        [ -n "$pids" ] || break
        for pid in $pids; do kill -9 "$pid" 2>/dev/null || true; done
        sleep 0.2
    done
    [ -z "$pids" ] || { say "processes that do not end: $pids"; left=1; }
    for c in $CONTROLLERS; do
        for _ in $(seq 25); do
            [ -d "/sys/fs/cgroup/$c/$CGROUP" ] || break
            find "/sys/fs/cgroup/$c/$CGROUP" -depth -type d -exec rmdir {} + 2>/dev/null || sleep 0.2
        done
        [ ! -d "/sys/fs/cgroup/$c/$CGROUP" ] || { say "cgroup that does not go: $c/$CGROUP"; left=1; }
    done
    path=$(readlink -f "$STATE" 2>/dev/null || true)
    if [ -n "$path" ] && grep -q " $path/" /proc/self/mountinfo; then
        say "still mounted:"
        grep " $path/" /proc/self/mountinfo >&2
        return 1
    fi
    # An overlay's work directory has a subdirectory that nobody may enter; root may remove it.
    rm -rf --one-file-system "$STATE"
    [ ! -e "$STATE" ] || { say "files that do not go: $STATE"; left=1; }
    return "$left"
}
