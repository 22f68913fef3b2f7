package dev.postern.engine.lease;

import dev.postern.core.fleet.HostId;
import dev.postern.core.reach.Files;
import dev.postern.core.reach.World;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;
import dev.postern.journal.Entry;
import dev.postern.journal.RunFold;
import dev.postern.journal.RunState;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a run of another console from one host, piece by piece as it comes there. Reads only: that
 * console does not notice.
 */
public final class Following {
    private final World world;
    private final HostId host;
    private final String run;
    private final JournalPieces pieces = new JournalPieces();
    private final Set<String> read = new HashSet<>();
    private final RunFold fold = new RunFold();
    private long seen;

    public Following(World world, HostId host, String run) {
        this.world = world;
        this.host = host;
        this.run = run;
    }

    /** What has come since it was asked last, in order. */
    public Outcome<List<Entry>> more() {
        Files files = world.files(host);
        return CopiedRun.names(files, run)
                .then(names -> {
                    for (Map.Entry<String, String> e : names.entrySet()) {
                        if (CopiedRun.isPiece(e.getValue()) && !read.contains(e.getKey())) {
                            Optional<Failure> not =
                                    CopiedRun.read(files, e.getKey(), pieces).whyNot();
                            if (not.isPresent()) {
                                return Outcome.failed(not.get());
                            }
                            read.add(e.getKey());
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
