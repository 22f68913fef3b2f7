package dev.postern.actions.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.action.Check;
import dev.postern.core.action.Check.Verdict;
import dev.postern.core.fleet.ClusterName;
import dev.postern.core.fleet.HostId;
import dev.postern.core.reach.Command;
import dev.postern.core.reach.Executed;
import dev.postern.core.reach.Shell;
import dev.postern.core.reach.World;
import dev.postern.core.reach.WorldThrough;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

class HostChecksTest {
    private static final HostId HOST = new HostId(new ClusterName("eu-1"), "cp1");

    private static OnHost host(int exit, String output) {
        return new OnHost(HOST, new Saying(Outcome.ok(executed(exit, output))));
    }

    private static Executed executed(int exit, String output) {
        return new Executed(
                exit, output.getBytes(StandardCharsets.UTF_8), new byte[0], 0, Duration.ZERO);
    }

    private static OnHost dark() {
        return new OnHost(
                HOST,
                new Saying(
                        Outcome.failed(
                                Failure.unchanged(Failure.Kind.UNREACHABLE, "dark", "", ""))));
    }

    private static String df(long blocks, long used, long available, int percent) {
        return "Filesystem     1024-blocks     Used Available Capacity Mounted on\n/dev/vda1 "
                + blocks
                + " "
                + used
                + " "
                + available
                + " "
                + percent
                + "% /\n";
    }

    private static Verdict room(OnHost on) {
        return HostChecks.room(on, "/etc/kubernetes/manifests").verdict();
    }

    @Test
    void aToolThatIsMissingIsNamed() {
        Check check = HostChecks.tools(host(1, "/usr/bin/ss\n"), List.of("nft", "ss"));

        assertThat(check.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(check.refusal().sentence())
                .isEqualTo("eu-1/cp1: not so that all tools are there: missing: nft");
    }

    @Test
    void aHostThatDoesNotAnswerIsUnknownAndNotWithoutTools() {
        assertThat(HostChecks.tools(dark(), List.of("nft")).verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(room(dark())).isEqualTo(Verdict.UNKNOWN);
        assertThat(HostChecks.disk(dark()).verdict()).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void aDiskThatIsNearlyFullKeepsNobodyFromARecoveryAndOneWithoutABlockDoes() {
        assertThat(room(host(0, df(1_000_000, 990_000, 10_000, 99)))).isEqualTo(Verdict.GOOD);
        assertThat(room(host(0, df(1_000_000, 998_976, 1024, 100)))).isEqualTo(Verdict.GOOD);
        assertThat(room(host(0, df(1_000_000, 998_977, 1023, 100)))).isEqualTo(Verdict.FAILED);
        assertThat(HostChecks.disk(host(0, df(1_000_000, 990_000, 10_000, 99))).verdict())
                .isEqualTo(Verdict.FAILED);
    }

    @Test
    void whatIsKeptBackForRootIsRoomForUs() {
        assertThat(room(host(0, df(1_000_000, 950_000, 0, 100)))).isEqualTo(Verdict.GOOD);
    }

    @Test
    void whatDfDoesNotSayIsUnknown() {
        for (String said : List.of("", "df: no\n", "a\nb c d\n", df(1, 2, 3, 4) + "\u001b[31m")) {
            assertThat(room(host(said.isEmpty() ? 0 : 1, said))).isEqualTo(Verdict.UNKNOWN);
        }
        assertThat(room(host(0, "head\n/dev/vda1 - - - - /\n"))).isEqualTo(Verdict.UNKNOWN);
    }

    /** A host that says one thing to everything. */
    private record Saying(Outcome<Executed> said) implements WorldThrough {
        @Override
        public World world() {
            throw new AssertionError("nothing else is asked");
        }

        @Override
        public Shell shell(HostId host) {
            return new Shell() {
                @Override
                public Outcome<Executed> run(Command command) {
                    return said;
                }

                @Override
                public Outcome<Executed> runOnFreshConnection(Command command) {
                    return said;
                }

                @Override
                public Outcome<String> seenFrom() {
                    throw new AssertionError("nobody asks that");
                }
            };
        }
    }
}
