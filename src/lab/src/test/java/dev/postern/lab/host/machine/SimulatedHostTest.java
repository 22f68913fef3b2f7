package dev.postern.lab.host.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.reach.ShellQuoting;
import dev.postern.lab.host.HostFaults;
import dev.postern.lab.host.Result;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.List;

@Timeout(60)
class SimulatedHostTest {
    private final Bench bench = new Bench();

    @AfterEach
    void stop() {
        bench.close();
    }

    private void fails(String line, int exit, String complaint) {
        Result result = bench.run(line);
        assertThat(result.complaint()).as(line).isEqualTo(complaint);
        assertThat(result.exit()).as(line).isEqualTo(exit);
        assertThat(result.text()).as(line).isEmpty();
    }

    @Test
    void the_wire_form_is_understood() {
        bench.host.files().put("/etc/odd name's", "x".getBytes(), 0600, 0, 0);
        String line =
                "sudo -n -- "
                        + ShellQuoting.quote(
                                List.of(
                                        "env",
                                        "LC_ALL=C",
                                        "timeout",
                                        "-k",
                                        "1",
                                        "30",
                                        "cat",
                                        "--",
                                        "/etc/odd name's"));
        assertThat(bench.run(line).text()).isEqualTo("x");
    }

    @Test
    void what_is_not_there_is_refused_in_the_words_of_who_was_asked() {
        fails("foo", 127, "bash: line 1: foo: command not found\n");
        fails("/opt/foo", 127, "bash: line 1: /opt/foo: No such file or directory\n");
        fails("sudo -n -- foo", 1, "sudo: foo: command not found\n");
        fails("env 'A=B' foo", 127, "env: 'foo': No such file or directory\n");
        fails(
                "timeout -k 1 3 foo",
                127,
                "timeout: failed to run command 'foo': No such file or directory\n");
        fails(
                "timeout -k 1 x true",
                125,
                "timeout: invalid time interval 'x'\nTry 'timeout --help' for more"
                        + " information.\n");
    }

    @Test
    void nothing_is_ever_expanded() {
        fails(
                "true; rm -f -- /x",
                2,
                "bash: -c: line 1: syntax error near unexpected token `;'\n"
                        + "bash: -c: line 1: `true; rm -f -- /x'\n");
        for (String bad :
                List.of("cat $HOME", "cat `x`", "cat *", "true | true", "cat ~", "a\nb")) {
            assertThat(bench.run(bad).exit()).as(bad).isEqualTo(2);
        }
        fails("cat 'x", 2, "bash: -c: line 1: unexpected EOF while looking for matching `''\n");
        assertThat(bench.run("").exit()).isZero();
    }

    @Test
    void a_program_takes_its_time_and_no_longer_than_timeout_lets_it() {
        bench.workings.command = Duration.ofSeconds(20);
        assertThat(bench.run("timeout -k 1 30 true").exit()).isZero();
        assertThat(bench.passed()).isEqualTo(Duration.ofSeconds(20));
        assertThat(bench.root("timeout -k 1 7 dd of=/tmp/x conv=fsync status=none").exit())
                .isEqualTo(124);
        assertThat(bench.passed()).isEqualTo(Duration.ofSeconds(27));
        assertThat(bench.host.files().content("/tmp/x")).isEmpty();
        assertThat(bench.run("timeout -k 1 0 true").exit()).isZero();
    }

    @Test
    void a_command_goes_on_when_its_connection_is_lost() throws InterruptedException {
        bench.workings.command = Duration.ofSeconds(20);
        bench.host.files().put("/tmp/x", new byte[1], 0644, 1000, 1000);
        try (var _ = bench.time.enter()) {
            bench.lose("rm -f -- /tmp/x", Duration.ofSeconds(5));
            assertThat(bench.passed()).isEqualTo(Duration.ofSeconds(5));
            assertThat(bench.host.files().content("/tmp/x")).isPresent();
            bench.time.sleep(Duration.ofSeconds(16));
            assertThat(bench.host.files().content("/tmp/x")).isEmpty();
        }
    }

    @Test
    void sudo_can_be_slow_or_refuse() {
        bench.host.faults().sudoDelay(Duration.ofSeconds(12));
        assertThat(bench.root("true").exit()).isZero();
        assertThat(bench.passed()).isEqualTo(Duration.ofSeconds(12));
        assertThat(bench.run("true").exit()).isZero();
        assertThat(bench.passed()).isEqualTo(Duration.ofSeconds(12));
        bench.host.faults().sudo(HostFaults.Sudo.REFUSES);
        fails("sudo -n -- true", 1, "sudo: a password is required\n");
        fails("sudo --bogus true", 1, "sudo: invalid option -- '-bogus'\n");
    }

    @Test
    void sudo_with_a_password_prompts_and_reads_one_line() {
        bench.host.faults().sudo(HostFaults.Sudo.PASSWORD);
        bench.host.sudoPassword("tr0ub4dor");
        fails("sudo -n -- true", 1, "sudo: a password is required\n");
        String sudo = "sudo -k -S -p postern-password: -- ";
        assertThat(
                        bench.run(
                                        sudo + "dd of=/tmp/x conv=fsync status=none",
                                        "tr0ub4dor\nline 1\nline 2\n")
                                .exit())
                .isZero();
        assertThat(bench.asked).isEqualTo("postern-password:");
        assertThat(bench.host.files().content("/tmp/x").orElseThrow())
                .asString()
                .isEqualTo("line 1\nline 2\n");
        Result wrong = bench.run(sudo + "true", "guess\n");
        assertThat(wrong.exit()).isEqualTo(1);
        assertThat(wrong.complaint()).contains("1 incorrect password attempt");
        assertThat(bench.run(sudo + "true", "").complaint())
                .isEqualTo("sudo: no password was provided\n");
    }

    @Test
    void with_nobody_on_the_clock_a_command_still_runs() throws InterruptedException {
        bench.time.close();
        bench.workings.command = Duration.ofSeconds(3);
        assertThat(bench.clock.parties()).isEmpty();
        java.util.concurrent.CountDownLatch over = new java.util.concurrent.CountDownLatch(1);
        bench.host.run(
                "true",
                new dev.postern.lab.host.Login(
                        "root",
                        0,
                        new java.net.InetSocketAddress("127.0.0.1", 1),
                        new java.net.InetSocketAddress("127.0.0.1", 22)),
                new SimulatedHost.Client() {
                    @Override
                    public byte[] input() {
                        return new byte[0];
                    }

                    @Override
                    public void say(String words) {}

                    @Override
                    public void ended(Result result) {
                        over.countDown();
                    }
                });
        over.await();
        assertThat(bench.passed()).isEqualTo(Duration.ofSeconds(3));
    }
}
