package dev.postern.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.postern.core.text.IoWords;
import dev.postern.core.text.Neutral;
import dev.postern.core.value.Blob;
import dev.postern.core.value.Failure;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;
import dev.postern.json.JsonText;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where one run keeps what it knows: {@code plan.json, journal.ndjson, blobs/, run.sock, lock,
 * head}. Mode 0700.
 */
public record RunDirectory(Path path) {
    static final Pattern ID = Pattern.compile("[a-z0-9][-a-z0-9]{0,63}");
    // The kernel's limit for a Unix socket's path is 108 bytes with the final NUL.
    private static final int LONGEST_SOCKET_PATH = 100;

    /** The run's id: the directory's name. */
    public String id() {
        return String.valueOf(path.getFileName());
    }

    /** Makes the directory of a new run and puts the plan there, synced. */
    public static Outcome<RunDirectory> create(Path runs, String id, JsonValue plan) {
        if (!ID.matcher(id).matches()) {
            return Outcome.failed(notAnId(id));
        }
        Path path = runs.resolve(id);
        try {
            Private.directory(runs);
            Files.createDirectory(path, Private.DIRECTORY);
            Private.directory(path.resolve("blobs"));
            Private.replace(path.resolve("plan.json"), JsonText.pretty(plan).getBytes(UTF_8), true);
            return Outcome.ok(new RunDirectory(path));
        } catch (IOException e) {
            return Outcome.failed(notMade(id, e));
        }
    }

    static Failure notAnId(String id) {
        return Failure.unchanged(
                Failure.Kind.BROKEN,
                "not a run's id: " + Neutral.line(id, 80),
                "lower-case letters, digits and dashes",
                "");
    }

    static Failure notMade(String id, IOException e) {
        return Failure.unchanged(
                Failure.Kind.BROKEN,
                "the directory of run " + id + " cannot be made",
                IoWords.of(e),
                "make room, or name another place with --home");
    }

    /** The run of this id; a failure where there is none. */
    public static Outcome<RunDirectory> open(Path runs, String id) {
        if (ID.matcher(id).matches()
                && Files.isRegularFile(runs.resolve(id).resolve("plan.json"))) {
            return Outcome.ok(new RunDirectory(runs.resolve(id)));
        }
        return Outcome.failed(
                Failure.unchanged(Failure.Kind.BROKEN, "no run " + id, "", "postern runs list"));
    }

    /** All runs in the order of their ids; empty where there is no such directory. */
    public static List<RunDirectory> list(Path runs) {
        try (Stream<Path> found = Files.list(runs)) {
            return found.filter(p -> Files.isRegularFile(p.resolve("plan.json")))
                    .sorted()
                    .map(RunDirectory::new)
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    /** The plan as it was written. */
    public Outcome<JsonValue> plan() {
        try {
            return JsonText.parse(Files.readAllBytes(path.resolve("plan.json")));
        } catch (IOException e) {
            return Outcome.failed(unreadable("plan.json", e));
        }
    }

    public Path journal() {
        return files().journal();
    }

    public BlobDirectory blobs() {
        return files().blobs();
    }

    private JournalDirectory files() {
        return new JournalDirectory(path, "run " + id(), id());
    }

    /**
     * What tells this directory from every other of the same run: a run that was taken over has
     * two, on two machines. Made when it is first asked for.
     */
    public String token() {
        Path file = path.resolve("token");
        try {
            return Files.readString(file).strip();
        } catch (NoSuchFileException e) {
            String fresh = Blob.hash(newBytes()).substring(0, 32);
            try {
                Private.replace(file, fresh.getBytes(UTF_8), true);
            } catch (IOException full) {
                // Known to this process only: after a crash its own lease looks like
                // another's, until that ends.
            }
            return fresh;
        } catch (IOException e) {
            return "";
        }
    }

    /** Whether that run, in the directory of this token beside this one, has ended for certain. */
    public boolean isOver(String run, String itsToken) {
        if (!ID.matcher(run).matches()) {
            return false;
        }
        Optional<RunDirectory> other =
                Optional.of(new RunDirectory(path.resolveSibling(run)))
                        .filter(r -> Files.isRegularFile(r.path().resolve("plan.json")))
                        .filter(r -> r.token().equals(itsToken));
        return other.isPresent()
                && !other.get().isAlive()
                && other.get().state().got().flatMap(RunState::closed).isPresent();
    }

    private static byte[] newBytes() {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }

    /** Opens the journal for writing; hold the {@link #lock()} first. */
    public Outcome<JournalFile> open(EvidencePolicy policy, InstantSource clock) {
        return files().open(policy, clock);
    }

    /** What the journal says, read only; a torn last line is left out. */
    public Outcome<List<Entry>> entries() {
        return files().entries();
    }

    /** The run's state as the journal tells it. */
    public Outcome<RunState> state() {
        return entries().then(RunFold::fold);
    }

    /** The {@code run-closed} that the journal ends with; empty where it does not. */
    public Optional<Entry> closing() {
        return files().last().filter(e -> e.event() instanceof Event.RunClosed);
    }

    /**
     * Takes the run for this process until the result is closed or the process ends, however it
     * ends; empty where another process has it.
     */
    public Optional<RunLock> lock() throws IOException {
        return RunLock.take(path.resolve("lock"));
    }

    /**
     * Takes a plan for this run: of all runs of one home one has it, whoever else is as quick.
     *
     * @param digest of the plan
     * @return the run that has it, where that is another
     */
    public Optional<String> claim(String digest) throws IOException {
        Path claims = path.resolveSibling(".claims");
        Private.directory(claims);
        // A link is there with what it says, or not at all: nobody is killed in between.
        Path claim = claims.resolve(digest);
        try {
            Files.createSymbolicLink(claim, Path.of(id()));
            return Optional.empty();
        } catch (FileAlreadyExistsException e) {
            return Optional.of(Files.readSymbolicLink(claim).toString())
                    .filter(other -> !other.equals(id()));
        }
    }

    /** Whether a process has the run just now. */
    public boolean isAlive() {
        try {
            return RunLock.isTaken(path.resolve("lock"));
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether a process has this run and the run is not over: it may still change something. */
    public boolean isGoingOn() {
        return isAlive() && state().got().flatMap(RunState::closed).isEmpty();
    }

    /**
     * Where the run's process listens. Where the directory's path is too long for a Unix socket,
     * {@code run.sock.path} names the place.
     */
    public Path socket() {
        Path pointer = path.resolve("run.sock.path");
        try {
            if (Files.exists(pointer)) {
                return Path.of(Files.readString(pointer).strip());
            }
        } catch (IOException e) {
            // Nobody can be reached there then, which is what the caller finds out.
        }
        return path.resolve("run.sock");
    }

    /** Chooses where this process is going to listen. */
    public Path newSocket() throws IOException {
        Files.deleteIfExists(path.resolve("run.sock"));
        Files.deleteIfExists(path.resolve("run.sock.path"));
        Path here = path.resolve("run.sock").toAbsolutePath();
        if (here.toString().getBytes(UTF_8).length <= LONGEST_SOCKET_PATH) {
            return here;
        }
        Path elsewhere =
                Files.createTempDirectory("postern", Private.DIRECTORY).resolve("run.sock");
        Private.replace(path.resolve("run.sock.path"), elsewhere.toString().getBytes(UTF_8), false);
        return elsewhere;
    }

    /** Writes the anchor beside the journal. */
    public void anchor(Head head) throws IOException {
        files().anchor(head);
    }

    /** The anchor, where there is a sound one. */
    public Optional<Head> anchored() {
        return files().anchored();
    }

    /** The journal checked against itself, its blobs, and the anchor beside it. */
    public Outcome<JournalVerifier.Verdict> verify() {
        return files().verify(RunFold.TALE);
    }

    Failure unreadable(String file, IOException e) {
        return files().unreadable(file, e);
    }
}
