package dev.postern.engine.lease;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.postern.core.fleet.HostId;
import dev.postern.core.reach.Files;
import dev.postern.core.reach.World;
import dev.postern.core.value.Blob;
import dev.postern.core.value.Failure;
import dev.postern.engine.plan.Plan;
import dev.postern.engine.plan.PlanJson;
import dev.postern.json.JsonText;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Leaves on the hosts what another console needs to follow a run, to take it over or to undo it:
 * its plan, its journal, and the before-states of what is changed there. In {@code
 * /var/lib/postern/RUN/}, or {@code /run/postern/RUN/} where that disk is full; {@link CopiedRun}
 * reads it.
 *
 * <p>The journal comes in pieces, {@code journal-FROM-TO-N.ndjson}, each a file of whole lines.
 * Pieces may overlap; together they are the journal, and its hash chain says whether they are
 * whole.
 */
public final class RunCopies {
    /** Where they are, the better place first. */
    static final List<String> PLACES = List.of("/var/lib/postern/", "/run/postern/");

    /**
     * So many clusters have the whole of a run. With more, a host is told how the run began and its
     * own changes, and nothing else: a fleet's plan and journal on every host of it would be
     * gigabytes.
     */
    public static final int WHOLE_UP_TO = 8;

    // Well below what a host's file may have to be read back (16 MiB).
    private static final int MOST_CHARACTERS = 2 << 20;

    private final World world;
    private final String run;
    private final Blob plan;
    private final Lines lines;
    private final boolean whole;
    private final Map<HostId, Shelf> shelves = new ConcurrentHashMap<>();
    private final AtomicInteger pieces = new AtomicInteger();

    /** The journal's lines behind this number, byte for byte. */
    @FunctionalInterface
    public interface Lines {
        List<String> after(long seq);
    }

    /** What one host has for certain. */
    private static final class Shelf {
        private final Set<String> files = ConcurrentHashMap.newKeySet();
        private final Set<Long> lines = ConcurrentHashMap.newKeySet();
        private final AtomicLong upTo = new AtomicLong();
    }

    /**
     * @param plan which the run is of; for how many clusters decides what each host is told
     */
    public RunCopies(World world, String run, Plan plan, Lines lines) {
        this.world = world;
        this.run = run;
        this.plan = Blob.of(JsonText.pretty(PlanJson.write(plan)).getBytes(UTF_8));
        this.lines = lines;
        this.whole = plan.clusters().size() <= WHOLE_UP_TO;
    }

    /**
     * Leaves what is needed to undo a change that is about to be driven.
     *
     * @param seq the line that announces it
     * @param blobs of what is there before and of what is wanted
     * @return the failure of the better place, where the copy is in the other one or nowhere
     */
    public Optional<Failure> leave(HostId host, long seq, List<Blob> blobs) {
        Optional<Failure> first = leave(host, PLACES.getFirst(), seq, blobs);
        if (first.isEmpty()) {
            return first;
        }
        Optional<Failure> second = leave(host, PLACES.getLast(), seq, blobs);
        return Optional.of(
                new Failure(
                        first.get().kind(),
                        first.get().what(),
                        first.get().why(),
                        second.isEmpty()
                                ? "the copy is under "
                                        + PLACES.getLast()
                                        + run
                                        + ", until a restart"
                                : "the only copy is in the run's directory of this console",
                        first.get().next()));
    }

    /** Leaves the journal so far; nothing is sent where the host has it. */
    public Optional<Failure> share(HostId host) {
        return share(host, PLACES.getFirst()).isEmpty()
                ? Optional.empty()
                : share(host, PLACES.getLast());
    }

    private Optional<Failure> leave(HostId host, String place, long seq, List<Blob> blobs) {
        Shelf shelf = shelf(host);
        String directory = place + run;
        Files files = world.files(host);
        Optional<Failure> failed = Optional.empty();
        for (Blob blob : blobs) {
            failed = failed.or(() -> put(files, shelf, directory, blob.sha256(), blob));
        }
        return failed.or(() ->
                whole
                        ? share(host, place)
                        : line(files, shelf, directory, 1)
                                .or(() -> line(files, shelf, directory, seq)));
    }

    /** One line, with nothing before it and nothing behind it. */
    private Optional<Failure> line(Files files, Shelf shelf, String directory, long seq) {
        return shelf.lines.contains(seq)
                ? Optional.empty()
                : put(files, shelf, directory, seq, lines.after(seq - 1).subList(0, 1))
                        .or(() -> {
                            shelf.lines.add(seq);
                            return Optional.empty();
                        });
    }

    private Optional<Failure> share(HostId host, String place) {
        Shelf shelf = shelf(host);
        // Two threads may send the same: that is harmless, and a lock would be held while a host
        // takes its time.
        long from = shelf.upTo.get();
        List<String> fresh = lines.after(from);
        if (fresh.isEmpty()) {
            return Optional.empty();
        }
        String directory = place + run;
        Files files = world.files(host);
        Optional<Failure> failed = put(files, shelf, directory, "plan.json", plan);
        for (List<String> piece : pieces(fresh)) {
            long first = from + 1;
            failed = failed.or(() -> put(files, shelf, directory, first, piece));
            from += piece.size();
        }
        if (failed.isEmpty()) {
            shelf.upTo.accumulateAndGet(from, Math::max);
        }
        return failed;
    }

    private Shelf shelf(HostId host) {
        return shelves.computeIfAbsent(host, h -> new Shelf());
    }

    /** A piece of the journal that begins with this line. */
    private Optional<Failure> put(
            Files files, Shelf shelf, String directory, long first, List<String> piece) {
        String name =
                String.format(
                        Locale.ROOT,
                        "journal-%06d-%06d-%d.ndjson",
                        first,
                        first + piece.size() - 1,
                        pieces.incrementAndGet());
        Blob text = Blob.of((String.join("\n", piece) + "\n").getBytes(UTF_8));
        return put(files, shelf, directory, name, text);
    }

    private static Optional<Failure> put(
            Files files, Shelf shelf, String directory, String name, Blob bytes) {
        if (shelf.files.contains(name)) {
            return Optional.empty();
        }
        Optional<Failure> failed =
                files.replace(directory + "/" + name, bytes, Files.Mode.ROOT_600, directory)
                        .whyNot();
        if (failed.isEmpty()) {
            shelf.files.add(name);
        }
        return failed;
    }

    private static List<List<String>> pieces(List<String> lines) {
        List<List<String>> pieces = new ArrayList<>();
        int from = 0;
        int size = 0;
        for (int i = 0; i < lines.size(); i++) {
            if (i > from && size + lines.get(i).length() > MOST_CHARACTERS) {
                pieces.add(lines.subList(from, i));
                from = i;
                size = 0;
            }
            size += lines.get(i).length();
        }
        pieces.add(lines.subList(from, lines.size()));
        return pieces;
    }
}
