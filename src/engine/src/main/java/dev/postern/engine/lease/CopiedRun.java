package dev.postern.engine.lease;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.postern.core.fleet.HostId;
import dev.postern.core.reach.Files;
import dev.postern.core.reach.World;
import dev.postern.core.value.Blob;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;
import dev.postern.engine.bound.SideBySide;
import dev.postern.engine.plan.Plan;
import dev.postern.engine.plan.PlanJson;
import dev.postern.journal.Entry;
import dev.postern.journal.Event;
import dev.postern.journal.Head;
import dev.postern.json.JsonText;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A run as {@link RunCopies} left it on the hosts. Whoever is root there could have written it, so
 * its hash chain, its plan's digest and its before-states' names are checked.
 *
 * @param plan of the digest that the journal begins with
 * @param lines of the journal, from the first on, as far as they are whole
 * @param alone changes that are announced elsewhere: on the host that they are of, or by a console
 *     from which the run had just been taken
 * @param blobs before-states
 * @param from where something of it was
 * @param trouble hosts that could not be asked, and what was not taken
 */
public record CopiedRun(
        Plan plan,
        List<String> lines,
        List<Event.Intended> alone,
        Collection<Blob> blobs,
        List<HostId> from,
        List<Failure> trouble) {
    private static final Pattern PIECE =
            Pattern.compile("journal-(\\d{6,12})-(\\d{6,12})-\\d{1,9}\\.ndjson");
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern RUN = Pattern.compile("[a-z0-9][-a-z0-9]{0,63}");
    private static final Set<String> BESIDE = Set.of(Lease.NAME, Handover.NAME);
    private static final int HOSTS_AT_ONCE = 16;
    private static final String NO_BEGINNING = "its journal does not begin there";

    public CopiedRun {
        lines = List.copyOf(lines);
        alone = List.copyOf(alone);
        blobs = List.copyOf(blobs);
        from = List.copyOf(from);
        trouble = List.copyOf(trouble);
    }

    /** What one host has of it. */
    private record Shelf(HostId host, Map<String, Blob> files) {}

    /** The runs that left something on this host, by their ids: the last is the youngest. */
    public static Outcome<List<String>> runs(World world, HostId host) {
        Files files = world.files(host);
        return files.list(RunCopies.PLACES.getFirst())
                .then(durable ->
                        files.list(RunCopies.PLACES.getLast())
                                .map(fleeting ->
                                        Stream.concat(durable.stream(), fleeting.stream())
                                                .filter(n -> RUN.matcher(n).matches())
                                                .filter(n -> !BESIDE.contains(n))
                                                .distinct()
                                                .sorted()
                                                .toList()));
    }

    /**
     * Whether the host has a line that follows this end of a journal. Lines of the same number may
     * be another console's, from which the run was taken.
     */
    public static Outcome<Boolean> isAhead(World world, HostId host, String run, Head here) {
        Files files = world.files(host);
        return names(files, run)
                .then(names -> {
                    JournalPieces pieces = new JournalPieces();
                    for (Map.Entry<String, String> e : names.entrySet()) {
                        Matcher piece = PIECE.matcher(e.getValue());
                        // By its name it is known which lines are in it: nearly always none is.
                        if (piece.matches() && Long.parseLong(piece.group(2)) > here.seq()) {
                            Optional<Failure> not = read(files, e.getKey(), pieces).whyNot();
                            if (not.isPresent()) {
                                return Outcome.failed(not.get());
                            }
                        }
                    }
                    return Outcome.ok(pieces.follows(here));
                });
    }

    /** Adds the lines of a file to these. */
    static Outcome<Boolean> read(Files files, String path, JournalPieces pieces) {
        return files.read(path)
                .map(content -> {
                    content.ifPresent(
                            c -> new String(c.bytes().bytes(), UTF_8).lines().forEach(pieces::add));
                    return true;
                });
    }

    /** Reads what these hosts have of a run and puts it together. */
    public static Outcome<CopiedRun> read(World world, List<HostId> hosts, String run)
            throws InterruptedException {
        List<Callable<Outcome<Shelf>>> work = new ArrayList<>();
        hosts.forEach(h -> work.add(() -> shelf(world, h, run)));
        List<Shelf> shelves = new ArrayList<>();
        List<Failure> trouble = new ArrayList<>();
        for (Outcome<Shelf> each : SideBySide.all(world.time(), "copies", HOSTS_AT_ONCE, work)) {
            switch (each) {
                case Outcome.Ok<Shelf>(var shelf) -> shelves.add(shelf);
                case Outcome.Failed<Shelf>(var why) -> trouble.add(why);
            }
        }
        return together(run, shelves, trouble);
    }

    /** How the run began, as these hosts have it. */
    static Outcome<Event.RunOpened> opened(World world, List<HostId> hosts, String run)
            throws InterruptedException {
        List<Callable<Outcome<JournalPieces>>> work = new ArrayList<>();
        hosts.forEach(h -> work.add(() -> pieces(world, h, run)));
        JournalPieces all = new JournalPieces();
        List<Failure> trouble = new ArrayList<>();
        for (Outcome<JournalPieces> each :
                SideBySide.all(world.time(), "copies", HOSTS_AT_ONCE, work)) {
            each.got().ifPresent(all::addAll);
            each.whyNot().ifPresent(trouble::add);
        }
        return opened(all.whole(), run)
                .map(Outcome::ok)
                .orElseGet(() ->
                        Outcome.failed(notThere(run, NO_BEGINNING, trouble.stream().findFirst())));
    }

    private static Outcome<JournalPieces> pieces(World world, HostId host, String run) {
        Files files = world.files(host);
        return names(files, run)
                .then(names -> {
                    JournalPieces pieces = new JournalPieces();
                    for (Map.Entry<String, String> e : names.entrySet()) {
                        if (isPiece(e.getValue())) {
                            Optional<Failure> not = read(files, e.getKey(), pieces).whyNot();
                            if (not.isPresent()) {
                                return Outcome.failed(not.get());
                            }
                        }
                    }
                    return Outcome.ok(pieces);
                });
    }

    private static Optional<Event.RunOpened> opened(List<String> lines, String run) {
        return lines.stream()
                .findFirst()
                .flatMap(l -> Entry.parse(l).got())
                .flatMap(e ->
                        e.event() instanceof Event.RunOpened o && o.run().equals(run)
                                ? Optional.of(o)
                                : Optional.empty());
    }

    private static Failure notThere(String run, String why, Optional<Failure> trouble) {
        return broken(
                "run " + run + " cannot be taken from the hosts",
                why + trouble.map(t -> "; " + t.sentence()).orElse(""));
    }

    /** By path: all files of the run on this host. */
    static Outcome<Map<String, String>> names(Files files, String run) {
        Map<String, String> names = new LinkedHashMap<>();
        for (String place : RunCopies.PLACES) {
            Outcome<List<String>> listed = files.list(place + run);
            if (listed.whyNot().isPresent()) {
                return Outcome.failed(listed.whyNot().get());
            }
            listed.got().orElseThrow().forEach(n -> names.put(place + run + "/" + n, n));
        }
        return Outcome.ok(names);
    }

    /** Whether the host was told all of the run: then it has the plan too. */
    static boolean hasPlan(World world, HostId host, String run) {
        return names(world.files(host), run)
                .got()
                .filter(names -> names.containsValue("plan.json"))
                .isPresent();
    }

    static boolean isPiece(String name) {
        return PIECE.matcher(name).matches();
    }

    private static Outcome<Shelf> shelf(World world, HostId host, String run) {
        Files files = world.files(host);
        return names(files, run)
                .then(names -> {
                    Map<String, Blob> found = new LinkedHashMap<>();
                    for (Map.Entry<String, String> e : names.entrySet()) {
                        String name = e.getValue();
                        boolean known =
                                name.equals("plan.json")
                                        || isPiece(name)
                                        || HASH.matcher(name).matches();
                        if (known && !found.containsKey(name)) {
                            Outcome<Optional<Files.Content>> content = files.read(e.getKey());
                            if (content.whyNot().isPresent()) {
                                return Outcome.failed(content.whyNot().get());
                            }
                            content.got()
                                    .flatMap(c -> c)
                                    .ifPresent(c -> found.put(name, c.bytes()));
                        }
                    }
                    return Outcome.ok(new Shelf(host, found));
                });
    }

    private static Outcome<CopiedRun> together(
            String run, List<Shelf> shelves, List<Failure> trouble) {
        JournalPieces pieces = new JournalPieces();
        Map<String, Blob> blobs = new LinkedHashMap<>();
        List<Blob> plans = new ArrayList<>();
        List<HostId> from = new ArrayList<>();
        for (Shelf shelf : shelves) {
            shelf.files()
                    .forEach((name, bytes) -> {
                        if (name.equals("plan.json")) {
                            plans.add(bytes);
                        } else if (isPiece(name)) {
                            new String(bytes.bytes(), UTF_8).lines().forEach(pieces::add);
                        } else if (name.equals(bytes.sha256())) {
                            blobs.put(name, bytes);
                        } else {
                            trouble.add(
                                    broken(
                                            shelf.host() + ": a before-state of run " + run,
                                            "its bytes are not those that it is named after"));
                        }
                    });
            if (!shelf.files().isEmpty()) {
                from.add(shelf.host());
            }
        }
        pieces.unreadable()
                .forEach(why -> trouble.add(broken("a line of run " + run + " on a host", why)));
        List<String> lines = pieces.whole();
        Optional<Event.RunOpened> opened = opened(lines, run);
        Optional<Plan> plan =
                opened.flatMap(o ->
                        plans.stream()
                                .flatMap(p -> JsonText.parse(p.bytes()).got().stream())
                                .flatMap(p -> PlanJson.read(p).got().stream())
                                .filter(p -> p.digest().equals(o.digest()))
                                .filter(p -> p.clusters().equals(o.clusters()))
                                .findFirst());
        Optional<String> not =
                pieces.orphan()
                        .map(seq ->
                                "line "
                                        + seq
                                        + " of its journal there does not follow the line before:"
                                        + " one of them is missing or was changed")
                        .or(() -> opened.isEmpty() ? Optional.of(NO_BEGINNING) : Optional.empty())
                        .or(() ->
                                plan.isEmpty()
                                        ? Optional.of(
                                                "no plan there has the digest that its journal"
                                                        + " begins with")
                                        : Optional.empty());
        if (not.isPresent() || plan.isEmpty()) {
            return Outcome.failed(notThere(run, not.orElse(""), trouble.stream().findFirst()));
        }
        List<Event.Intended> alone =
                pieces.beside(lines).stream()
                        .filter(Event.Intended.class::isInstance)
                        .map(Event.Intended.class::cast)
                        .toList();
        return Outcome.ok(new CopiedRun(plan.get(), lines, alone, blobs.values(), from, trouble));
    }

    private static Failure broken(String what, String why) {
        return Failure.unchanged(Failure.Kind.BROKEN, what, why, "");
    }
}
