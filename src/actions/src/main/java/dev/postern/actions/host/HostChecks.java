package dev.postern.actions.host;

import dev.postern.core.action.Check;
import dev.postern.core.action.Check.Verdict;
import dev.postern.core.action.Target;
import dev.postern.core.fleet.Cluster;
import dev.postern.core.fleet.Host;
import dev.postern.core.fleet.HostId;
import dev.postern.core.reach.Command;
import dev.postern.core.reach.Executed;
import dev.postern.core.reach.Reach;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;

/** What changes need of a host: asked by {@code doctor} at night, and by each action before it. */
public final class HostChecks {
    /** A manifest and its copy are a few KiB; this is room for all that an action writes. */
    private static final long ROOM_KIB = 1024;

    private HostChecks() {}

    /**
     * These checks of each host that was reached, side by side. A cluster as target stands for all
     * its hosts.
     */
    public static List<Check> each(
            Cluster cluster,
            List<Target> reached,
            Reach reach,
            List<Function<OnHost, Check>> questions) {
        List<Callable<List<Check>>> asks = new ArrayList<>();
        for (HostId host : hosts(cluster, reached)) {
            OnHost on = new OnHost(host, reach);
            asks.add(() -> questions.stream().map(q -> q.apply(on)).toList());
        }
        try {
            return reach.time().all("checks", asks).stream().flatMap(List::stream).toList();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of(
                    new Check(
                            cluster.name().value(),
                            "its hosts have what is needed",
                            Verdict.UNKNOWN,
                            "interrupted while they were asked",
                            ""));
        }
    }

    private static List<HostId> hosts(Cluster cluster, List<Target> reached) {
        List<HostId> hosts = new ArrayList<>();
        for (Target target : reached) {
            switch (target) {
                case Target.OfHost h -> hosts.add(h.host());
                case Target.OfCluster c ->
                        hosts.addAll(cluster.hosts().stream().map(Host::id).toList());
                case Target.OfNodeGroup g -> {}
            }
        }
        return hosts;
    }

    /** Whether these programs are where root finds them; so also whether we become root. */
    public static Check tools(OnHost on, List<String> names) {
        List<String> words = new ArrayList<>(List.of("which", "--"));
        words.addAll(names);
        String what = "all tools are there";
        return switch (on.run(Command.asRoot(words))) {
            case Outcome.Failed<Executed>(var f) ->
                    new Check(on.id().toString(), what, Verdict.UNKNOWN, f.sentence(), "");
            case Outcome.Ok<Executed>(var e) -> {
                List<String> found =
                        e.text().lines().map(l -> l.substring(l.lastIndexOf('/') + 1)).toList();
                List<String> missing = names.stream().filter(t -> !found.contains(t)).toList();
                yield missing.isEmpty()
                        ? Check.good(on.id().toString(), what)
                        : new Check(
                                on.id().toString(),
                                what,
                                Verdict.FAILED,
                                "missing: " + String.join(", ", missing),
                                "install them on the host");
            }
        };
    }

    /** Before-states are kept there, and a full disk is a reason for a lockout. */
    public static Check disk(OnHost on) {
        String what = "the disk has room";
        return switch (Room.of(on, "/var/lib")) {
            case Outcome.Failed<Room>(var f) ->
                    new Check(on.id().toString(), what, Verdict.UNKNOWN, f.sentence(), "");
            case Outcome.Ok<Room>(var room) -> {
                int u = room.usedPercent();
                yield new Check(
                        on.id().toString(),
                        what,
                        u >= 95 ? Verdict.FAILED : u >= 85 ? Verdict.WARNING : Verdict.GOOD,
                        "/var/lib is " + u + "% full",
                        u >= 85 ? "make room on the host" : "");
            }
        };
    }

    /**
     * Whether a file can be written there. Not the same as {@link #disk}: a disk that is nearly
     * full must not keep anybody from a recovery, one without a block left does.
     */
    public static Check room(OnHost on, String directory) {
        String what = directory + " has room";
        return switch (Room.of(on, directory)) {
            case Outcome.Failed<Room>(var f) ->
                    new Check(on.id().toString(), what, Verdict.UNKNOWN, f.sentence(), "");
            case Outcome.Ok<Room>(var room) ->
                    room.freeKib() >= ROOM_KIB
                            ? Check.good(on.id().toString(), what)
                            : new Check(
                                    on.id().toString(),
                                    what,
                                    Verdict.FAILED,
                                    room.freeKib() + " KiB are free",
                                    "make room on the host: sudo journalctl --vacuum-size=100M");
        };
    }

    /**
     * A file system, as {@code df -P} shows it.
     *
     * @param freeKib for root: what is kept back for it is not among the available blocks
     */
    private record Room(long freeKib, int usedPercent) {
        static Outcome<Room> of(OnHost on, String directory) {
            Command command = Command.of("df", "-P", "--", directory);
            return on.text(command)
                    .then(t -> {
                        String[] words =
                                t.lines().skip(1).findFirst().orElse("").strip().split("\\s+", -1);
                        return words.length >= 6
                                        && words[1].matches("\\d{1,15}")
                                        && words[2].matches("\\d{1,15}")
                                        && words[4].matches("\\d{1,3}%")
                                ? Outcome.ok(
                                        new Room(
                                                Long.parseLong(words[1]) - Long.parseLong(words[2]),
                                                Integer.parseInt(
                                                        words[4].substring(
                                                                0, words[4].length() - 1))))
                                : Outcome.failed(
                                        Failure.unchanged(
                                                Failure.Kind.BROKEN,
                                                on.id() + ": unreadable answer of df",
                                                "",
                                                "look by hand: " + command.pasteable()));
                    });
        }
    }
}
