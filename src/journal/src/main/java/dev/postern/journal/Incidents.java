package dev.postern.journal;

import dev.postern.core.text.IoWords;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;
import dev.postern.journal.Event.OfIncident;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The incidents of one home, of which at most one is open. Any process may write to it: each line
 * is written under a lock that is held for as long as that takes.
 *
 * <p>{@code .open} is a link that names the incident that may be open; whether it is, its journal
 * says. Without the link there is none, and nothing else need be read.
 */
public final class Incidents {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][-._A-Za-z0-9]{0,31}");
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("'inc-'yyyyMMdd-HHmm").withZone(ZoneOffset.UTC);
    private static final Duration LOCKED_WITHIN = Duration.ofSeconds(3);

    private final Path directory;
    private final Path runs;

    /**
     * @param directory where they are kept; made when the first is opened
     * @param runs where the runs of the same home are
     */
    public Incidents(Path directory, Path runs) {
        this.directory = directory;
        this.runs = runs;
    }

    /** Whether there is an open one. */
    public sealed interface Standing {
        record None() implements Standing {}

        record Open(IncidentState state) implements Standing {}

        /** There may be one, and it cannot be read: a new one can be opened in its place. */
        record Unreadable(String id, Failure why) implements Standing {}
    }

    /** Whether this may be an incident's id. */
    public static boolean isSound(String id) {
        return ID.matcher(id).matches() && !id.equals("last");
    }

    /** An id that is free: by the minute, {@code inc-20261128-0512}. */
    public String freshId(Instant now) {
        String stamp = STAMP.format(now);
        String id = stamp;
        for (int i = 2; Files.exists(directory.resolve(id)); i++) {
            id = stamp + "-" + i;
        }
        return id;
    }

    /** All that there were, in the order in which they were opened; broken ones first. */
    public List<IncidentDirectory> list() {
        try (Stream<Path> found = Files.list(directory)) {
            return found.filter(p -> isSound(String.valueOf(p.getFileName())))
                    .filter(p -> Files.exists(p.resolve("journal.ndjson")))
                    .sorted()
                    .map(IncidentDirectory::new)
                    .sorted(java.util.Comparator.comparing(Incidents::opened))
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    private static Instant opened(IncidentDirectory incident) {
        return incident.state().got().map(IncidentState::at).orElse(Instant.EPOCH);
    }

    /** The one of this id, where there was one. */
    public Optional<IncidentDirectory> find(String id) {
        return Optional.of(id)
                .filter(Incidents::isSound)
                .map(i -> new IncidentDirectory(directory.resolve(i)))
                .filter(d -> Files.exists(d.path().resolve("journal.ndjson")));
    }

    /** What is open, as it stands written. Reads one link where nothing is. */
    public Standing standing() {
        String id;
        try {
            id = Files.readSymbolicLink(link()).toString();
        } catch (NoSuchFileException e) {
            return new Standing.None();
        } catch (IOException | UnsupportedOperationException e) {
            return new Standing.Unreadable("", cannot("which incident is open cannot be read", e));
        }
        if (!isSound(id)) {
            return new Standing.Unreadable(
                    "", cannot("which incident is open cannot be read", "the link names none"));
        }
        return switch (new IncidentDirectory(directory.resolve(id)).opened()) {
            case Outcome.Failed<Optional<IncidentState>>(Failure why) ->
                    new Standing.Unreadable(id, why);
            case Outcome.Ok<Optional<IncidentState>>(Optional<IncidentState> state) ->
                    state.filter(IncidentState::isOpen)
                            .<Standing>map(Standing.Open::new)
                            .orElseGet(Standing.None::new);
        };
    }

    /**
     * Opens one: makes its directory, and its first line is on the disk, synced.
     *
     * @return {@code REFUSED} where one is open, or this id was used before; {@code BROKEN} where
     *     it cannot be written: none is open then
     */
    public Outcome<IncidentState> open(OfIncident.IncidentOpened event, Instant now) {
        String id = event.incident();
        if (!isSound(id)) {
            return Outcome.failed(
                    refused(
                            "\"" + id + "\" cannot be an incident's id",
                            "it is up to 32 letters, digits, dots, dashes and underscores, and"
                                    + " begins with a letter or digit",
                            ""));
        }
        return locked(() -> {
            if (standing() instanceof Standing.Open(IncidentState state)) {
                return Outcome.failed(
                        refused(
                                "no second incident is opened",
                                "incident " + state.id() + " is open",
                                "go on within that one, or first: postern incident close"));
            }
            IncidentDirectory incident = new IncidentDirectory(directory.resolve(id));
            if (!incident.entries().got().equals(Optional.of(List.of()))) {
                return Outcome.failed(
                        refused(
                                "incident " + id + " is not opened",
                                "there was one of this id",
                                "choose another id"));
            }
            try {
                Private.directory(incident.path());
                point(id);
            } catch (IOException e) {
                return Outcome.failed(cannot("incident " + id + " cannot be written", e));
            }
            return write(incident, event, now);
        });
    }

    /**
     * Adds a line to the one of this id, synced.
     *
     * @return {@code REFUSED} where it is not open
     */
    public Outcome<IncidentState> append(String id, OfIncident event, Instant now) {
        return locked(() -> {
            IncidentDirectory incident = new IncidentDirectory(directory.resolve(id));
            return incident.state()
                    .then(state ->
                            state.isOpen()
                                    ? write(incident, event, now)
                                    : Outcome.failed(
                                            refused(
                                                    "incident " + id + " is closed",
                                                    state.closed().orElseThrow().why(),
                                                    "postern incident open --reason" + " TEXT")));
        });
    }

    private Outcome<IncidentState> write(
            IncidentDirectory incident, OfIncident event, Instant now) {
        return incident.files()
                .open(EvidencePolicy.STRICT, () -> now)
                .then(journal -> {
                    try (journal) {
                        Outcome<Entry> written = journal.append(event);
                        if (journal.head().isPresent()) {
                            incident.files().anchor(journal.head().get());
                        }
                        return written;
                    } catch (IOException e) {
                        return Outcome.failed(
                                cannot("incident " + incident.id() + " cannot be anchored", e));
                    }
                })
                .then(written -> incident.state())
                .map(state -> {
                    if (!state.isOpen()) {
                        forget(state.id());
                    }
                    return state;
                });
    }

    private Path link() {
        return directory.resolve(".open");
    }

    private void point(String id) throws IOException {
        Path fresh = directory.resolve(".open.new");
        Files.deleteIfExists(fresh);
        Files.createSymbolicLink(fresh, Path.of(id));
        Files.move(
                fresh, link(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private void forget(String id) {
        try {
            if (Files.readSymbolicLink(link()).equals(Path.of(id))) {
                Files.delete(link());
            }
        } catch (IOException e) {
            // It names a closed one, which is as good as none.
        }
    }

    /** Notes that a command is given in it: it is not idle. */
    public void use(String id, Instant now) {
        new IncidentDirectory(directory.resolve(id)).use(now);
    }

    /**
     * Whether and since when an open one is over, by its time-box, for want of use, or with its
     * run.
     *
     * @return the line that closes it
     */
    public Optional<OfIncident.IncidentClosed> over(IncidentState state, Instant now, String by) {
        return new IncidentEnd(state, used(state.id()), runs).over(now, by);
    }

    private Optional<Instant> used(String id) {
        return new IncidentDirectory(directory.resolve(id)).used();
    }

    private <T> Outcome<T> locked(Supplier<Outcome<T>> work) {
        try {
            Private.directory(directory);
            Path file = directory.resolve(".lock");
            Optional<ShortLock> lock = ShortLock.take(file, LOCKED_WITHIN);
            if (lock.isEmpty()) {
                return Outcome.failed(
                        cannot(
                                "the incidents in " + directory + " cannot be written",
                                "another process holds " + file));
            }
            try (ShortLock held = lock.get()) {
                return work.get();
            }
        } catch (IOException | UncheckedIOException e) {
            return Outcome.failed(
                    cannot("the incidents in " + directory + " cannot be written", e));
        }
    }

    private static Failure refused(String what, String why, String next) {
        return Failure.unchanged(Failure.Kind.REFUSED, what, why, next);
    }

    private static Failure cannot(String what, Exception e) {
        return cannot(what, IoWords.of(e));
    }

    private static Failure cannot(String what, String why) {
        return Failure.unchanged(
                Failure.Kind.BROKEN,
                what,
                why,
                "make room or look at its directory, or name another place with --home");
    }
}
