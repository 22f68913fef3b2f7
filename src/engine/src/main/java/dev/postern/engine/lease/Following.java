package dev.postern.engine.lease;

import dev.postern.core.fleet.ClusterName;
import dev.postern.core.fleet.Host;
import dev.postern.core.fleet.HostId;
import dev.postern.core.reach.Files;
import dev.postern.core.reach.World;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;
import dev.postern.journal.Entry;
import dev.postern.journal.Event;
import dev.postern.journal.RunFold;
import dev.postern.journal.RunState;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads a run of another console from one host, piece by piece as it comes there. Reads only: that
 * console does not notice. Where a run is of so many clusters that this host is told its own
 * changes only, it is read from another that is told all.
 */
public final class Following {
    // What is told all is among the first that answer: these, and some that do not answer.
    private static final int HOSTS_ASKED = 30;

    private final World world;
    private final String run;
    private final JournalPieces pieces = new JournalPieces();
    private final Set<String> read = new HashSet<>();
    private final RunFold fold = new RunFold();
    private HostId host;
    private long seen;

    public Following(World world, HostId host, String run) {
        this.world = world;
        this.host = host;
        this.run = run;
    }

    /** What has come since it was asked last, in order. */
    public Outcome<List<Entry>> more() {
        return more(host)
                .then(fresh ->
                        elsewhere()
                                .map(other -> {
                                    host = other;
                                    return more(other).map(more -> joined(fresh, more));
                                })
                                .orElseGet(() -> Outcome.ok(fresh)));
    }

    private static List<Entry> joined(List<Entry> first, List<Entry> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    /** Who is told all, where this host knows of more than it can put together. */
    private Optional<HostId> elsewhere() {
        List<String> clusters =
                fold.state().opened().map(Event.RunOpened::clusters).orElse(List.of());
        if (clusters.size() <= RunCopies.WHOLE_UP_TO || seen > 1) {
            return Optional.empty();
        }
        return clusters.stream()
                .filter(ClusterName::isSound)
                .flatMap(c -> world.fleet().cluster(new ClusterName(c)).stream())
                .flatMap(c -> c.hosts().stream())
                .map(Host::id)
                .filter(h -> !h.equals(host))
                .limit(HOSTS_ASKED)
                .filter(h -> CopiedRun.hasPlan(world, h, run))
                .findFirst();
    }

    private Outcome<List<Entry>> more(HostId from) {
        Files files = world.files(from);
        return CopiedRun.names(files, run)
                .then(names -> {
                    for (Map.Entry<String, String> e : names.entrySet()) {
                        if (CopiedRun.isPiece(e.getValue()) && !read.contains(from + e.getKey())) {
                            Optional<Failure> not =
                                    CopiedRun.read(files, e.getKey(), pieces).whyNot();
                            if (not.isPresent()) {
                                return Outcome.failed(not.get());
                            }
                            read.add(from + e.getKey());
                        }
                    }
                    return Outcome.ok(fresh());
                });
    }

    private List<Entry> fresh() {
        List<Entry> fresh =
                pieces.whole().stream()
                        .skip(seen)
                        .flatMap(l -> Entry.parse(l).got().stream())
                        .toList();
        seen += fresh.size();
        // Another console wrote it: what may not stand there is shown, and changes nothing.
        fresh.forEach(e -> fold.apply(e.event()));
        return fresh;
    }

    /** What it adds up to so far. */
    public RunState state() {
        return fold.state();
    }
}
