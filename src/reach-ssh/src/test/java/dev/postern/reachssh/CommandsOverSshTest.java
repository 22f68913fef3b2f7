package dev.postern.reachssh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.reach.Command;
import dev.postern.core.reach.Executed;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Failure.Kind;
import dev.postern.core.value.Outcome;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;

/** Commands on a session, and what a session that is lost does to them. */
class CommandsOverSshTest extends OverSsh {
    @Test
    void output_errors_and_exit_status_come_apart() {
        Executed e = run(Command.of("sh", "-c", "echo out; echo err >&2; exit 3"));

        assertThat(e.text()).isEqualTo("out\n");
        assertThat(e.complaint()).isEqualTo("err");
        assertThat(e.exit()).isEqualTo(3);
    }

    @Test
    void arguments_arrive_as_they_are_whatever_they_hold() {
        String nasty = "a b'c\"d$(id)`id`\\;&|*?\n\u00e4 =x";

        assertThat(run(Command.of("printf", "%s", nasty)).text()).isEqualTo(nasty);
    }

    @Test
    void input_arrives_whole_and_ends() {
        byte[] megabytes = new byte[3 << 20];
        java.util.Arrays.fill(megabytes, (byte) 'x');

        assertThat(run(Command.of("wc", "-c").input(megabytes)).text().strip())
                .isEqualTo(String.valueOf(3 << 20));
        assertThat(run(Command.of("wc", "-c")).text().strip()).isEqualTo("0");
    }

    @Test
    void a_command_that_does_not_read_its_input_still_ends() {
        assertThat(run(Command.of("true").input(new byte[4 << 20])).exit()).isZero();
    }

    @Test
    void output_beyond_the_limit_is_dropped_and_counted() {
        Executed e = run(Command.of("head", "-c", "100000", "/dev/zero").mostOutput(1000));

        assertThat(e.output()).hasSize(1000);
        assertThat(e.dropped()).isEqualTo(99000);
    }

    @Test
    void the_exit_status_is_never_missed() throws Exception {
        List<Callable<Integer>> work =
                IntStream.range(0, 200)
                        .<Callable<Integer>>mapToObj(
                                i -> () -> run(Command.of("sh", "-c", "exit " + i % 7)).exit())
                        .toList();

        List<Integer> exits = time.all("test", work);

        assertThat(exits).isEqualTo(IntStream.range(0, 200).map(i -> i % 7).boxed().toList());
        assertThat(pacer.connections).hasValue(1);
    }

    @Test
    void what_takes_too_long_is_ended_by_the_host_and_in_doubt() {
        Failure f = failure(Command.of("sleep", "30").within(Duration.ofSeconds(1)));

        assertThat(f.kind()).isEqualTo(Kind.IN_DOUBT);
        assertThat(f.what()).isEqualTo("eu-1/cp1: sleep did not end within 1s");
        assertThat(f.next()).contains("sleep 30");
    }

    @Test
    void a_command_that_is_lost_on_the_way_is_in_doubt_and_not_repeated() throws Exception {
        Thread.ofVirtual()
                .start(() -> {
                    while (host.commands.stream().noneMatch(c -> c.contains("sleep"))) {
                        Thread.onSpinWait();
                    }
                    host.dropSessions();
                });

        Failure f = failure(Command.of("sleep", "20"));

        assertThat(f.kind()).isEqualTo(Kind.IN_DOUBT);
        assertThat(f.what()).contains("connection was lost");
        assertThat(host.commands.stream().filter(c -> c.contains("sleep"))).hasSize(1);
    }

    /** More than once: whether we or the system sees first that it is gone is a race. */
    @RepeatedTest(20)
    void a_lost_session_is_opened_again_at_the_next_use() {
        run(Command.of("true"));
        host.dropSessions();

        assertThat(run(Command.of("echo", "back")).text()).isEqualTo("back\n");
        assertThat(pacer.connectionsTo("eu-1/cp1")).isEqualTo(2);
    }

    @Test
    void a_fresh_connection_is_its_own_and_is_ended() {
        run(Command.of("true"));

        assertThat(reach.shell(Given.CP1).runOnFreshConnection(Command.of("true")).isOk()).isTrue();
        assertThat(pacer.connections).hasValue(2);
        run(Command.of("true"));
        assertThat(pacer.connections).hasValue(2);
    }

    @Test
    void the_host_says_where_we_come_from() {
        assertThat(reach.shell(Given.CP1).seenFrom()).isEqualTo(Outcome.ok("127.0.0.1"));
    }
}
