package dev.postern.actions.fence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.actions.host.Addresses;
import dev.postern.core.fleet.ClusterName;
import dev.postern.core.fleet.Fleet;
import dev.postern.core.fleet.HostId;
import dev.postern.core.fleet.Network;
import dev.postern.core.reach.Command;
import dev.postern.core.reach.Executed;
import dev.postern.core.reach.Shell;
import dev.postern.core.reach.World;
import dev.postern.core.reach.WorldThrough;
import dev.postern.core.time.SystemTime;
import dev.postern.core.time.Time;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;
import dev.postern.testkit.TestReach;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A block never has a door without us in it. */
class OperatorDoorTest {
    private static final HostId HOST = new HostId(new ClusterName("eu-1"), "cp1");
    private static final Failure SAYS_NOTHING =
            Failure.unchanged(Failure.Kind.BROKEN, "it does not say where we come from", "", "");

    private static Outcome<List<String>> door(Outcome<String> seenFrom, String... named) {
        List<Network> fleets = Stream.of(named).flatMap(n -> Network.parse(n).stream()).toList();
        return OperatorDoor.of(HOST, new TestReach(new OneHost(seenFrom, fleets)))
                .map(Addresses::list);
    }

    @Test
    void behindAJumpHostItIsTheJumpHostsAddressThatGetsIn() {
        assertThat(door(Outcome.ok("10.0.0.9")).got()).contains(List.of("10.0.0.9"));
        assertThat(door(Outcome.ok("2001:db8::9")).got()).contains(List.of("2001:db8::9"));
    }

    @Test
    void whoNamesADoorIsStillLetInFromWhereTheyAre() {
        assertThat(door(Outcome.ok("10.0.0.9"), "192.0.2.0/24").got())
                .contains(List.of("10.0.0.9", "192.0.2.0/24"));
    }

    @Test
    void overTheLoopbackNoDoorIsNeeded() {
        assertThat(door(Outcome.ok("127.0.0.1")).got()).contains(List.of());
    }

    @Test
    void aHostThatDoesNotSayWhereWeComeFromGetsNoBlockUnlessAPersonNamedTheDoor() {
        assertThat(door(Outcome.failed(SAYS_NOTHING)).whyNot().map(Failure::kind))
                .contains(Failure.Kind.BROKEN);
        assertThat(door(Outcome.ok("fe80::1%eth0!")).whyNot().map(Failure::kind))
                .contains(Failure.Kind.BROKEN);
        assertThat(door(Outcome.failed(SAYS_NOTHING), "192.0.2.7").got())
                .contains(List.of("192.0.2.7"));
    }

    @Test
    void aHostThatCannotBeReachedIsNotTakenForOneThatSaysNothing() {
        Failure dark = Failure.unchanged(Failure.Kind.UNREACHABLE, "dark", "", "");

        assertThat(door(Outcome.failed(dark), "192.0.2.7").whyNot().map(Failure::kind))
                .contains(Failure.Kind.UNREACHABLE);
    }

    /** A host that says from where it sees us, and nothing else. */
    private record OneHost(Outcome<String> seen, List<Network> door) implements WorldThrough {
        @Override
        public World world() {
            throw new AssertionError("nothing else is asked");
        }

        @Override
        public Time time() {
            return new SystemTime();
        }

        @Override
        public Fleet fleet() {
            return new Fleet(
                    "test",
                    List.of(),
                    List.of(),
                    Map.of(),
                    door,
                    Optional.empty(),
                    Optional.empty());
        }

        @Override
        public Shell shell(HostId host) {
            return new Shell() {
                @Override
                public Outcome<Executed> run(Command command) {
                    throw new AssertionError("no command is needed: " + command);
                }

                @Override
                public Outcome<Executed> runOnFreshConnection(Command command) {
                    throw new AssertionError("no connection is needed: " + command);
                }

                @Override
                public Outcome<String> seenFrom() {
                    return seen;
                }
            };
        }
    }
}
