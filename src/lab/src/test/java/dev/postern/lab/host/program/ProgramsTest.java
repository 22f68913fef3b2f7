package dev.postern.lab.host.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;
import dev.postern.json.JsonText;
import dev.postern.lab.host.FakeWorkings;
import dev.postern.lab.host.Result;
import dev.postern.lab.host.machine.Bench;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

@Timeout(60)
class ProgramsTest {
    private final Bench bench = new Bench();

    @AfterEach
    void stop() {
        bench.close();
    }

    private void put(String path, String content) {
        bench.host.files().put(path, content.getBytes(StandardCharsets.UTF_8), 0644, 0, 0);
    }

    private String content(String path) {
        return new String(bench.host.files().content(path).orElseThrow(), StandardCharsets.UTF_8);
    }

    private static String status(String format, String path) {
        return "find " + path + " -maxdepth 0 -printf '" + format + "\\n'";
    }

    private void does(String line, String output) {
        Result result = bench.root(line);
        assertThat(result.complaint()).as(line).isEmpty();
        assertThat(result.text()).as(line).isEqualTo(output);
        assertThat(result.exit()).as(line).isZero();
    }

    private void fails(String line, int exit, String complaint) {
        Result result = bench.root(line);
        assertThat(result.complaint()).as(line).isEqualTo(complaint + "\n");
        assertThat(result.exit()).as(line).isEqualTo(exit);
    }

    private JsonValue json(String line) {
        Result result = bench.root(line);
        assertThat(result.exit()).as(line).isZero();
        return JsonText.parse(result.output()) instanceof Outcome.Ok<JsonValue>(JsonValue v)
                ? v
                : JsonValue.nothing();
    }

    // ---- looking around

    @Test
    void small_looks() {
        does("true", "");
        does("nproc", "8\n");
        does("uname -r", "6.1.0-28-amd64\n");
        does("date +%s", Bench.START.getEpochSecond() + "\n");
        does("printenv SSH_CONNECTION", "203.0.113.5 40000 10.0.0.11 22\n");
        assertThat(bench.run("printenv NOTHING").exit()).isEqualTo(1);
        assertThat(bench.root("cat -- /proc/meminfo").text())
                .startsWith("MemTotal:       33554432 kB\n")
                .contains("MemAvailable:    4194304 kB\n");
        does("which -- nft ss sudo", "/usr/sbin/nft\n/usr/bin/ss\n/usr/bin/sudo\n");
        Result which = bench.run("which -- cat kubectl");
        assertThat(which.text()).isEqualTo("/usr/bin/cat\n");
        assertThat(which.exit()).isEqualTo(1);
    }

    @Test
    void what_postern_never_sends_is_refused_and_the_known_form_is_named() {
        fails("uname -a", 1, "uname: this lab's hosts know only: uname -r");
        fails("date", 1, "date: this lab's hosts know only: date +%s");
        fails("cat", 1, "cat: this lab's hosts know only: cat -- FILE…");
        fails("ip route", 1, "ip: this lab's hosts know only: ip -j addr show");
    }

    @Test
    void addresses_of_the_host() {
        JsonValue links = json("ip -j addr show");
        assertThat(links.items().getFirst().text("ifname")).contains("lo");
        assertThat(links.items().get(1).items("addr_info").getFirst().text("local"))
                .contains("10.0.0.11");
    }

    @Test
    void free_space_of_two_file_systems() {
        assertThat(bench.run("df -P -- /etc").text())
                .startsWith("Filesystem     1024-blocks     Used Available Capacity Mounted on\n")
                .containsPattern("/dev/vda1 +41943040 +5242880 +36700160 +13% /\n");
        assertThat(bench.run("df -P -- /run").text()).containsPattern("tmpfs +65536 .* /run\n");
        bench.host.files().full("/etc", true);
        assertThat(bench.run("df -P -- /").text()).containsPattern(" 0 +100% /\n");
        fails("df -P -- /none", 1, "df: /none: No such file or directory");
    }

    // ---- files

    @Test
    void a_file_is_replaced_as_reach_ssh_does_it() {
        put("/etc/kubernetes/manifests/kube-apiserver.yaml", "old\n");
        String staging = "/etc/kubernetes/.postern";
        String tmp = staging + "/.kube-apiserver.yaml.new";
        String path = "/etc/kubernetes/manifests/kube-apiserver.yaml";
        String only = " -maxdepth 0 ";
        does(
                "find "
                        + path
                        + only
                        + "-printf '%m %U %G %s\\n' -size -16777217c -exec cat -- '{}' +",
                "644 0 0 4\nold\n");
        does("install -d -m 700 -- " + staging, "");
        does(status("%m %U %G", staging), "700 0 0\n");
        assertThat(bench.root("dd of=" + tmp + " conv=fsync status=none", "new content\n").exit())
                .isZero();
        does(
                "find "
                        + tmp
                        + only
                        + "-exec chown 0:0 -- '{}' ';' -exec chmod 600 -- '{}' ';'"
                        + " -exec sha256sum -- '{}' ';'",
                "1c3ef9a7c817b4642bcb3cb1456fbce92a6f992df2e1d6ad9d8a2dfb4fdf42f6  " + tmp + "\n");
        does(
                "find "
                        + tmp
                        + only
                        + "-exec mv -fT -- '{}' "
                        + path
                        + " ';' -printf 'moved\\n' -exec sync -- /etc/kubernetes/manifests ';'"
                        + " -printf 'synced\\n'",
                "moved\nsynced\n");
        does(status("%m %U %G %s", path), "600 0 0 12\n");
        assertThat(content(path)).isEqualTo("new content\n");
        assertThat(bench.workings.changes).containsSubsequence(tmp, tmp, path);
        does("find " + staging + " -mindepth 1 -maxdepth 1 -printf '%f\\0'", "");
        does("rm -f -- " + path + " " + tmp, "");
        fails(status("%m", path), 1, "find: '" + path + "': No such file or directory");
    }

    @Test
    void a_lease_is_made_once() {
        put("/run/postern/a", "1");
        put("/run/postern/b", "2");
        does("ln -T -- /run/postern/a /run/postern/lease", "");
        fails(
                "ln -T -- /run/postern/b /run/postern/lease",
                1,
                "ln: failed to create hard link '/run/postern/lease': File exists");
        fails(
                "ln -T -- /run/postern/none /run/postern/x",
                1,
                "ln: failed to access '/run/postern/none': No such file or directory");
        does("rm -f -- /run/postern/a", "");
        assertThat(content("/run/postern/lease")).isEqualTo("1");
    }

    @Test
    void names_and_tails() {
        put("/var/log/b", "0123456789");
        put("/var/log/a", "");
        does("find /var/log -mindepth 1 -maxdepth 1 -printf '%f\\0'", "a\0b\0");
        does("tail -c 4 -- /var/log/b", "6789");
        bench.workings.live("/var/log/kubernetes/audit.log", "a line\nanother\n");
        does("tail -c 8 -- /var/log/kubernetes/audit.log", "another\n");
        assertThat(bench.run("tail -c 8 -- /var/log/kubernetes/audit.log").complaint())
                .contains("Permission denied");
        fails(
                "find /none -mindepth 1 -maxdepth 1 -printf '%f\\0'",
                1, "find: '/none': No such file or directory");
        fails("find / -delete", 1, "find: unknown predicate `-delete'");
    }

    @Test
    void a_full_disk_and_a_read_only_one_are_felt() {
        put("/etc/kubernetes/x", "x");
        bench.host.files().full("/etc", true);
        assertThat(bench.root("dd of=/etc/y conv=fsync status=none", "12").complaint())
                .isEqualTo("dd: error writing '/etc/y': No space left on device\n");
        assertThat(bench.root("dd of=/run/y conv=fsync status=none", "12").exit()).isZero();
        fails(
                "install -d -m 700 -- /etc/new",
                1,
                "install: cannot create directory '/etc/new': No space left on device");
        does("mv -fT -- /etc/kubernetes/x /etc/kubernetes/z", "");
        bench.host.files().full("/etc", false);
        bench.host.files().readOnly("/etc", true);
        fails(
                "mv -fT -- /etc/kubernetes/z /etc/kubernetes/x",
                1,
                "mv: cannot move '/etc/kubernetes/z' to '/etc/kubernetes/x': Read-only file"
                        + " system");
        assertThat(bench.root("dd of=/etc/y conv=fsync status=none", "1").complaint())
                .isEqualTo("dd: failed to open '/etc/y': Read-only file system\n");
        fails(
                "rm -f -- /etc/kubernetes/z",
                1,
                "rm: cannot remove '/etc/kubernetes/z': Read-only file system");
    }

    @Test
    void moving_to_another_file_system_copies() {
        put("/run/postern/x", "x");
        does("chmod 640 -- /run/postern/x", "");
        does("mv -fT -- /run/postern/x /tmp/x", "");
        does(status("%m", "/tmp/x"), "640\n");
        assertThat(bench.host.files().content("/run/postern/x")).isEmpty();
    }

    @Test
    void rights_count_for_those_who_are_not_root() {
        put("/etc/kubernetes/admin.conf", "secret");
        does("chmod 600 -- /etc/kubernetes/admin.conf", "");
        assertThat(bench.run("cat -- /etc/kubernetes/admin.conf").complaint())
                .isEqualTo("cat: /etc/kubernetes/admin.conf: Permission denied\n");
        assertThat(bench.run("rm -f -- /etc/kubernetes/admin.conf").exit()).isEqualTo(1);
        assertThat(bench.run("chown 1000:1000 -- /etc/kubernetes/admin.conf").complaint())
                .contains("Operation not permitted");
        assertThat(bench.run("dd of=/tmp/mine conv=fsync status=none", "x").exit()).isZero();
        does(status("%U %G", "/tmp/mine"), "1000 1000\n");
        assertThat(bench.run("nft -j list table inet postern").complaint())
                .contains("you must be root");
        assertThat(bench.run("crictl ps -o json").exit()).isEqualTo(1);
    }

    // ---- firewall and sockets

    @Test
    void the_table_comes_and_goes() {
        fails(
                "nft -j list table inet postern",
                1,
                "Error: No such file or directory\nlist table inet postern\n"
                        + "                ^^^^^^^");
        String text = "table inet postern {\n\tcounter shut { }\n}\n";
        assertThat(bench.root("nft -f -", text).exit()).isZero();
        assertThat(bench.host.firewall().present()).isTrue();
        assertThat(json("nft -j list table inet postern").items("nftables")).hasSize(3);
        does("nft delete table inet postern", "");
        fails(
                "nft delete table inet postern",
                1,
                "Error: Could not process rule: No such file or directory\n"
                        + "delete table inet postern\n                  ^^^^^^^");
        assertThat(bench.workings.firewallChanges).isEqualTo(2);
        fails("nft", 1, "nft: no command specified");
    }

    @Test
    void sockets_are_shown_and_closed_by_filter() {
        bench.workings.socket("10.0.1.7", 40001);
        bench.workings.socket("10.0.200.17", 5);
        bench.workings.socket("192.0.2.1", 40003);
        bench.workings.socket("fd00::7", 40004);
        String all =
                "0      0      [::ffff:10.0.0.11]:6443    [::ffff:10.0.1.7]:40001\n"
                        + "0      0      [::ffff:10.0.0.11]:6443 [::ffff:10.0.200.17]:5\n"
                        + "0      0      [::ffff:10.0.0.11]:6443   [::ffff:192.0.2.1]:40003\n"
                        + "0      0      [::ffff:10.0.0.11]:6443            [fd00::7]:40004\n";
        does("ss -Htn state established '( sport = :6443 )'", all);
        does(
                "ss -K -Htn state established '( sport = :6443 and not dst 10.0.0.0/8 and not dst"
                        + " 192.0.2.1 )'",
                "0      0      [::ffff:10.0.0.11]:6443 [fd00::7]:40004\n");
        does(
                "ss -K -Htn state established '( sport = :6443 and ( dst 192.0.2.1/32 or dst"
                        + " 10.0.1.7/32 ) )'",
                "0      0      [::ffff:10.0.0.11]:6443  [::ffff:10.0.1.7]:40001\n"
                        + "0      0      [::ffff:10.0.0.11]:6443 [::ffff:192.0.2.1]:40003\n");
        assertThat(bench.workings.sockets).hasSize(1);
        does("ss -Htn state established '( sport = :9 )'", "");
        assertThat(bench.run("ss -K -Htn state established '( sport = :6443 )'").text()).isEmpty();
        assertThat(bench.workings.sockets).hasSize(1);
        fails("ss -Htn state nonsense '( sport = :1 )'", 255, "ss: wrong state name: nonsense");
        fails(
                "ss -Htn state established '( sport = :6443 and )'",
                255,
                "ss: bison bellows (while parsing filter): \"syntax error!\" Sorry.");
        fails(
                "ss -Htn state established '( sport = :6443 and dst foo/ )'",
                1,
                "Error: an inet prefix is expected rather than \"foo/\".\n"
                        + "Cannot parse dst/src address.");
    }

    // ---- containers and services

    @Test
    void containers_as_crictl_shows_them() {
        JsonValue found = json("crictl ps -a --name '^kube-apiserver$' -o json");
        assertThat(found.items("containers")).hasSize(2);
        JsonValue first = found.items("containers").getFirst();
        assertThat(first.text("id")).contains(FakeWorkings.API_ID);
        assertThat(first.whole("metadata", "attempt")).contains(3L);
        assertThat(first.text("state")).contains("CONTAINER_RUNNING");
        assertThat(first.text("createdAt")).contains("1733929920000000000");
        assertThat(first.text("labels", "io.kubernetes.pod.uid")).contains("uid-kube-apiserver");
        assertThat(json("crictl ps --name '^kube-apiserver$' -o json").items("containers"))
                .hasSize(1);
        JsonValue stats =
                json("crictl stats -o json --label io.kubernetes.container.name=kube-apiserver");
        assertThat(stats.items("stats").getFirst().text("cpu", "usageCoreNanoSeconds", "value"))
                .contains("123456789000");
        Result log = bench.root("crictl logs --tail 2 " + FakeWorkings.API_ID);
        assertThat(log.complaint()).isEqualTo("E1211 two\nE1211 three\n");
        assertThat(log.exit()).isZero();
        assertThat(bench.root("crictl logs --tail 2 ffff").complaint()).contains("NotFound");
    }

    @Test
    void a_pod_is_stopped_then_removed() {
        String id = FakeWorkings.POD_ID;
        JsonValue pods = json("crictl pods --namespace telemetry --name '^agent-' -o json");
        assertThat(pods.items("items")).hasSize(1);
        assertThat(bench.root("crictl rmp " + id).complaint()).contains("stop it before removing");
        does("crictl stopp " + id, "Stopped sandbox " + id + "\n");
        does("crictl stopp " + id, "Stopped sandbox " + id + "\n");
        assertThat(
                        json("crictl pods --namespace telemetry --name . -o json")
                                .items("items")
                                .getFirst()
                                .text("state"))
                .contains("SANDBOX_NOTREADY");
        does("crictl rmp " + id, "Removed sandbox " + id + "\n");
        assertThat(bench.root("crictl stopp " + id).exit()).isEqualTo(1);
    }

    @Test
    void a_container_is_stopped_by_its_id() {
        does("crictl stop --timeout 30 " + FakeWorkings.API_ID, FakeWorkings.API_ID + "\n");
        assertThat(bench.workings.changes).containsExactly("stopped " + FakeWorkings.API_ID);
        assertThat(bench.root("crictl stop --timeout 30 ffff").complaint()).contains("NotFound");
        assertThat(bench.root("crictl stop " + FakeWorkings.API_ID).complaint())
                .contains("know only");
    }

    @Test
    void kubeadm_renews_what_is_there_and_what_it_can_sign() {
        assertThat(bench.root("kubeadm certs renew all --kubeconfig /dev/null").text())
                .contains("MISSING!")
                .contains("Done renewing certificates.");
        assertThat(bench.run("kubeadm certs renew all").exit()).isEqualTo(1);
        assertThat(bench.root("kubeadm init").complaint()).contains("know only");
    }

    @Test
    void etcd_answers_inside_its_container() {
        String options =
                " etcdctl --endpoints=https://127.0.0.1:2379"
                        + " --cacert=/etc/kubernetes/pki/etcd/ca.crt"
                        + " --cert=/etc/kubernetes/pki/etcd/healthcheck-client.crt"
                        + " --key=/etc/kubernetes/pki/etcd/healthcheck-client.key";
        String exec = "crictl exec " + FakeWorkings.ETCD_ID;
        does(quoted(exec + options + " endpoint status --cluster -w json"), "Status[]\n");
        does(
                quoted(exec + options + " endpoint status -w json"),
                "OwnStatus[endpoint=https://127.0.0.1:2379]\n");
        does(quoted(exec + options + " compact 4180001"), "Compact[revision=4180001]\n");
        does(quoted(exec + options + " alarm disarm"), "Disarm[]\n");
        does(
                quoted(
                        exec
                                + options.replace("127.0.0.1", "10.0.0.12")
                                + " defrag --command-timeout=300s"),
                "Defragment[endpoint=https://10.0.0.12:2379]\n");
        Result health = bench.root(quoted(exec + options + " endpoint health --cluster -w json"));
        assertThat(health.exit()).isEqualTo(1);
        assertThat(health.text()).isEqualTo("Health[]\n");
        assertThat(health.complaint()).isEqualTo("Error: unhealthy cluster\n");
        assertThat(bench.root(quoted(exec + options + " alarm list")).complaint())
                .contains("know only");
        assertThat(bench.root(exec + " etcdctl alarm disarm").exit()).isEqualTo(1);
        assertThat(bench.root(exec + " sh").complaint()).contains("know only");
    }

    private static String quoted(String line) {
        return line.replaceAll("(--[a-z]+=\\S+)", "'$1'");
    }

    @Test
    void services() {
        does("systemctl is-active kubelet", "active\n");
        Result other = bench.root("systemctl is-active nosuch");
        assertThat(other.text()).isEqualTo("inactive\n");
        assertThat(other.exit()).isEqualTo(3);
        does("systemctl restart kubelet", "");
        assertThat(bench.workings.restarts).isEqualTo(1);
        fails(
                "systemctl restart nosuch",
                5,
                "Failed to restart nosuch.service: Unit nosuch.service not found.");
        assertThat(bench.run("systemctl restart kubelet").exit()).isEqualTo(1);
    }

    @Test
    void a_transient_timer_moves_a_file_back_unless_it_is_stopped() throws Exception {
        String run = "systemd-run --collect '--unit=postern-thaw-x' '--on-active=60' mv -nT -- ";
        put("/etc/held", "held");
        try (var _ = bench.time.enter()) {
            assertThat(bench.root(run + "/etc/held /etc/active").complaint())
                    .isEqualTo(
                            "Running timer as unit: postern-thaw-x.timer\n"
                                    + "Will run service as unit: postern-thaw-x.service\n");
            fails(
                    run + "/etc/held /etc/active",
                    1,
                    "Failed to start transient timer unit: Unit postern-thaw-x.timer was already"
                            + " loaded or has a fragment file.");
            does("systemctl is-active postern-thaw-x.timer", "active\n");
            bench.time.sleep(Duration.ofSeconds(61));
            assertThat(content("/etc/active")).isEqualTo("held");
            assertThat(bench.workings.changes).contains("/etc/active");
            fails(
                    "systemctl stop postern-thaw-x.timer",
                    5,
                    "Failed to stop postern-thaw-x.timer: Unit postern-thaw-x.timer not loaded.");
            put("/etc/held", "other");
            assertThat(bench.root(run + "/etc/held /etc/active").exit()).isZero();
            does("systemctl stop postern-thaw-x.timer", "");
            bench.time.sleep(Duration.ofSeconds(61));
            assertThat(content("/etc/active")).isEqualTo("held");
            does("mv -nT -- /etc/held /etc/active", "");
            assertThat(content("/etc/active")).isEqualTo("held");
        }
    }
}
