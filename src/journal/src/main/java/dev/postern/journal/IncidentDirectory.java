package dev.postern.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Where one incident keeps what it knows: {@code journal.ndjson, head, used}. Mode 0700. Written by
 * {@link Incidents} alone.
 */
public record IncidentDirectory(Path path) {
    /** The incident's id: the directory's name. */
    public String id() {
        return String.valueOf(path.getFileName());
    }

    JournalDirectory files() {
        return new JournalDirectory(path, "incident " + id(), id());
    }

    /** What the journal says, read only; a torn last line is left out. */
    public Outcome<List<Entry>> entries() {
        return files().entries();
    }

    /** The journal checked against itself and the anchor beside it. */
    public Outcome<JournalVerifier.Verdict> verify() {
        return files().verify(IncidentFold.TALE);
    }

    /** The anchor, where there is a sound one. */
    public Optional<Head> anchored() {
        return files().anchored();
    }

    /** What the journal adds up to; a failure too where it was never opened. */
    public Outcome<IncidentState> state() {
        return opened().then(state ->
                state.map(Outcome::ok)
                        .orElseGet(() ->
                                Outcome.failed(
                                        Failure.unchanged(
                                                Failure.Kind.BROKEN,
                                                "incident " + id() + " was never opened",
                                                "its journal is empty or missing",
                                                "postern incident list"))));
    }

    /** The same; empty where it was never opened. */
    Outcome<Optional<IncidentState>> opened() {
        return entries().then(e -> IncidentFold.fold(id(), e));
    }

    /** When a command was last given in it; empty where that is not known. */
    Optional<Instant> used() {
        try {
            return Optional.of(
                    Instant.parse(Files.readString(path.resolve("used"), UTF_8).strip()));
        } catch (IOException | DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Notes that a command is given in it. Where that cannot be written it is idle sooner. */
    void use(Instant now) {
        try {
            Private.replace(path.resolve("used"), now.toString().getBytes(UTF_8), false);
        } catch (IOException e) {
            // Write mode ends early then, which is the harmless side.
        }
    }
}
