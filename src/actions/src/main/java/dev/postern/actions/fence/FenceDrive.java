package dev.postern.actions.fence;

import dev.postern.actions.host.OnHost;
import dev.postern.actions.host.Sources;
import dev.postern.core.fleet.Network;
import dev.postern.core.reach.Command;
import dev.postern.core.reach.Done;
import dev.postern.core.reach.Executed;
import dev.postern.core.reach.Reach;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Puts a fence on one host and closes the connections of those whom it shuts out. */
final class FenceDrive {
    private static final int ROUNDS = 3;

    private final OnHost on;
    private final Reach reach;

    FenceDrive(OnHost on, Reach reach) {
        this.on = on;
        this.reach = reach;
    }

    /**
     * Applies the table and proves, on a connection opened for it, that we still get in.
     *
     * @return failed: nothing was changed, or the table was deleted again; the failure says which
     */
    Outcome<Done> apply(Fence fence) {
        return replace(fence).then(d -> prove(fence));
    }

    /** Replaces the table in one transaction, without a proof: the door is as it was. */
    Outcome<Done> replace(Fence fence) {
        return on.text(FenceText.apply(fence)).map(t -> Done.DONE);
    }

    private Outcome<Done> prove(Fence fence) {
        Outcome<Executed> fresh = reach.shell(on.id()).runOnFreshConnection(Command.of("true"));
        if (fresh.got().filter(Executed::succeeded).isPresent()) {
            reach.evidence()
                    .note(
                            "operator door proven",
                            BlockApi.about(
                                    on, "by", "a fresh SSH connection", "door", doors(fence)));
            return Outcome.ok(Done.DONE);
        }
        String why = fresh.whyNot().map(Failure::sentence).orElse("the command did not succeed");
        return switch (BlockApi.remove(on)) {
            case Outcome.Ok<Done> ok ->
                    Outcome.failed(
                            Failure.unchanged(
                                    Failure.Kind.BROKEN,
                                    on.id() + ": no new connection got in after the block",
                                    why + "; the table was deleted at once",
                                    "postern doctor --cluster " + on.id().cluster()));
            case Outcome.Failed<Done>(var f) ->
                    Outcome.failed(
                            new Failure(
                                    Failure.Kind.IN_DOUBT,
                                    on.id() + ": no new connection got in after the block",
                                    why,
                                    "the table may still be there ("
                                            + f.sentence()
                                            + "); the kernel lifts it in "
                                            + fence.hold().toSeconds()
                                            + " s",
                                    "on the host: " + FenceText.DELETE.pasteable()));
        };
    }

    private static String doors(Fence fence) {
        return fence.door().isEmpty() ? "SSH and loopback" : String.join(", ", fence.door());
    }

    /** What closes the connections of everyone whom a fence with share 0 shuts out. */
    static Command closing(Fence fence) {
        return Sources.closingOthers(fence.port(), spared(fence));
    }

    private static List<String> spared(Fence fence) {
        return Stream.of(fence.door(), fence.peers(), fence.admitted())
                .flatMap(List::stream)
                .toList();
    }

    /** Those whom this fence shuts out and who are connected nevertheless. */
    static Sources shutOut(Sources all, Fence fence) {
        List<Network> spared =
                spared(fence).stream().flatMap(s -> Network.parse(s).stream()).toList();
        return all.others(spared).only(a -> AddressHash.of(a) >= fence.share());
    }

    /** Those whom this fence lets in besides the operator and the control plane. */
    static Sources letIn(Sources all, Fence fence) {
        List<Network> fixed =
                Stream.of(fence.door(), fence.peers())
                        .flatMap(List::stream)
                        .flatMap(s -> Network.parse(s).stream())
                        .toList();
        return all.others(fixed);
    }

    /**
     * Closes what the fence shuts out and counts again; a few rounds, for {@code ss -K} kills
     * nothing on a kernel without {@code CONFIG_INET_DIAG_DESTROY}, where they end only by
     * themselves.
     */
    Outcome<Done> closeOthers(Fence fence, long enough) {
        long before = -1;
        for (int round = 0; round <= ROUNDS; round++) {
            Outcome<Sources> seen = Sources.at(on, fence.port()).map(all -> shutOut(all, fence));
            if (seen instanceof Outcome.Failed<Sources>(var f)) {
                return Outcome.failed(stillThere(f));
            }
            long left = seen.got().map(Sources::count).orElse(0);
            before = before < 0 ? left : before;
            if (left == 0 || (round > 0 && left <= enough) || round == ROUNDS) {
                reach.evidence()
                        .note(
                                "connections closed",
                                BlockApi.about(on, "before", before, "after", left));
                warnOfSharedDoor(fence);
                return Outcome.ok(Done.DONE);
            }
            Outcome<Done> closed = close(fence, seen.got().orElseThrow());
            if (!closed.isOk()) {
                return closed;
            }
            try {
                reach.time().sleep(Duration.ofMillis(500));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Outcome.failed(
                        stillThere(
                                Failure.unchanged(
                                        Failure.Kind.ABORTED, on.id() + ": interrupted", "", "")));
            }
        }
        throw new IllegalStateException("the last round returns");
    }

    /** Behind a shared NAT the operator's door is everybody's who is behind it. */
    private void warnOfSharedDoor(Fence fence) {
        List<Network> door = fence.door().stream().flatMap(s -> Network.parse(s).stream()).toList();
        int through =
                Sources.at(on, fence.port())
                        .map(all -> all.only(a -> door.stream().anyMatch(n -> n.contains(a))))
                        .map(Sources::count)
                        .got()
                        .orElse(0);
        // Our own direct connections are a handful.
        if (through > 8) {
            reach.evidence()
                    .note(
                            "the operator door looks like a shared NAT",
                            BlockApi.about(on, "connections through it", through));
        }
    }

    private Outcome<Done> close(Fence fence, Sources shutOut) {
        List<Command> commands = new ArrayList<>();
        if (fence.share() == 0) {
            commands.add(closing(fence));
        } else {
            commands.addAll(
                    Sources.closingThese(
                            fence.port(),
                            shutOut.perSource().keySet().stream()
                                    .map(InetAddress::getHostAddress)
                                    .toList()));
        }
        for (Command c : commands) {
            // Its output is the list of what it closed; only the recount tells the truth.
            Outcome<Executed> done = on.run(c);
            if (done instanceof Outcome.Failed<Executed>(var f)) {
                return Outcome.failed(stillThere(f));
            }
        }
        return Outcome.ok(Done.DONE);
    }

    private Failure stillThere(Failure f) {
        return new Failure(
                f.kind(),
                f.what(),
                f.why(),
                "the table is there; connections from before may still be open",
                "postern runs resume");
    }
}
