package dev.postern.reachssh;

import dev.postern.core.reach.Command;
import dev.postern.core.reach.Done;
import dev.postern.core.reach.Executed;
import dev.postern.core.reach.Files;
import dev.postern.core.reach.Shell;
import dev.postern.core.value.Blob;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Failure.Kind;
import dev.postern.core.value.Outcome;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Files by the commands of docs/host-commands.md, each one argument list. */
final class RemoteFiles implements Files {
    private static final int MOST_BYTES = 16 << 20;
    private static final Duration WITHIN = Duration.ofSeconds(60);
    private static final int MOST_HEADER = 80;
    private static final Pattern HEADER = Pattern.compile("([0-7]{1,4}) (\\d+) (\\d+) (\\d+)");
    private static final Pattern BITS = Pattern.compile("[0-7]{3,4}");
    private static final String MISSING = "No such file or directory";

    // Two consoles, and two threads of one, may write the same file at once: each its own bytes.
    private static final String OURS = HexFormat.of().toHexDigits(new SecureRandom().nextInt());
    private static final AtomicLong WRITES = new AtomicLong();

    private final String host;
    private final Shell shell;

    RemoteFiles(String host, Shell shell) {
        this.host = host;
        this.shell = shell;
    }

    @Override
    public Outcome<Optional<Content>> read(String path) {
        absolute(path);
        Command look = FileCommands.read(path, MOST_BYTES).mostOutput(MOST_BYTES + MOST_HEADER);
        return run(look)
                .then(e -> {
                    if (e.exit() == 1
                            && e.output().length == 0
                            && e.complaint().contains(MISSING)) {
                        return Outcome.ok(Optional.empty());
                    }
                    byte[] all = e.output();
                    int end = lineEnd(all);
                    Matcher m = HEADER.matcher(new String(all, 0, end, StandardCharsets.US_ASCII));
                    if (!e.succeeded() || end == all.length || !m.matches()) {
                        return Outcome.failed(broken("reading " + path, e));
                    }
                    if (m.group(4).length() > 9
                            || Long.parseLong(m.group(4)) > MOST_BYTES
                            || e.dropped() > 0) {
                        return Outcome.failed(tooLarge(path));
                    }
                    Mode mode =
                            new Mode(
                                    m.group(1),
                                    Integer.parseUnsignedInt(m.group(2)),
                                    Integer.parseUnsignedInt(m.group(3)));
                    Blob bytes = Blob.of(Arrays.copyOfRange(all, end + 1, all.length));
                    return Outcome.ok(Optional.of(new Content(bytes, mode)));
                });
    }

    /** Where the first line ends; the length where there is no end of it. */
    private static int lineEnd(byte[] all) {
        int end = 0;
        while (end < all.length && all[end] != '\n') {
            end++;
        }
        return end;
    }

    @Override
    public Outcome<Done> replace(String path, Blob bytes, Mode mode, String staging) {
        return staged(path, bytes, mode, staging)
                .then(temporary ->
                        renamed(temporary, path, List.of(directory(path)))
                                .then(r -> {
                                    if (r.moved()) {
                                        return r.done(path);
                                    }
                                    remove(temporary);
                                    return Outcome.failed(
                                            unchanged("replacing " + path, r.said(), path, ""));
                                }));
    }

    /** How a rename went: whether it was done, and whether it is on the disk. */
    private record Renamed(String host, Executed said) {
        boolean moved() {
            return said.text().startsWith(FileCommands.MOVED);
        }

        Outcome<Done> done(String path) {
            return said.text().equals(FileCommands.MOVED + FileCommands.SYNCED)
                    ? Outcome.ok(Done.DONE)
                    : Outcome.failed(
                            new Failure(
                                    Kind.IN_DOUBT,
                                    host
                                            + ": "
                                            + path
                                            + " is in place, but perhaps not on the disk",
                                    said.complaint(),
                                    "the new file is there; a power cut may bring the old one back",
                                    "on the host: sync"));
        }
    }

    private Outcome<Renamed> renamed(String from, String to, List<String> directories) {
        if (to.contains("{}")) {
            throw new IllegalArgumentException("find would put its path for {} in: " + to);
        }
        return run(FileCommands.rename(from, to, directories)).map(e -> new Renamed(host, e));
    }

    @Override
    public Outcome<Boolean> createNew(String path, Blob bytes, Mode mode, String staging) {
        return createNew(path, bytes, mode, staging, Turn.AT_ONCE);
    }

    @Override
    public Outcome<Boolean> createNew(
            String path, Blob bytes, Mode mode, String staging, Turn turn) {
        return staged(path, bytes, mode, staging)
                .then(temporary -> {
                    if (!turn.comes()) {
                        remove(temporary);
                        return Outcome.failed(Files.notAnyMore(host + ": " + path));
                    }
                    Outcome<Executed> linked =
                            run(Command.asRoot("ln", "-T", "--", temporary, path));
                    if (!(linked instanceof Outcome.Ok<Executed>(Executed e))) {
                        return Outcome.failed(linked.whyNot().orElseThrow());
                    }
                    if (e.succeeded()) {
                        turn.made();
                    }
                    Outcome<Done> cleaned = remove(temporary);
                    if (e.exit() == 1 && e.complaint().contains("File exists")) {
                        return Outcome.ok(false);
                    }
                    return e.succeeded()
                            ? cleaned.map(done -> true)
                            : Outcome.failed(unchanged("making " + path, e, path, ""));
                });
    }

    /** The bytes beside, whole, synced, with their mode: what is left is the rename. */
    private Outcome<String> staged(String path, Blob bytes, Mode mode, String staging) {
        absolute(path);
        absolute(staging);
        if (!BITS.matcher(mode.bits()).matches()) {
            throw new IllegalArgumentException("not permission bits: " + mode.bits());
        }
        String name = path.substring(path.lastIndexOf('/') + 1);
        String temporary =
                staging + "/." + name + "." + OURS + "-" + WRITES.incrementAndGet() + ".new";
        Outcome<Executed> written = run(FileCommands.write(temporary, bytes));
        if (written instanceof Outcome.Ok<Executed>(Executed e)
                && !e.succeeded()
                && e.complaint().contains(MISSING)) {
            // Not made first: install would change the mode of a directory that is there.
            written =
                    run(FileCommands.makeDirectory(staging))
                            .then(made ->
                                    made.succeeded()
                                            ? run(FileCommands.write(temporary, bytes))
                                            : Outcome.ok(made));
        }
        if (written instanceof Outcome.Failed<Executed>(Failure failure)) {
            return Outcome.failed(notYet(failure, path, temporary));
        }
        Executed end = written.got().orElseThrow();
        if (!end.succeeded()) {
            return Outcome.failed(unchanged("writing " + path, end, path, cleaned(temporary)));
        }
        Outcome<Executed> owned = run(FileCommands.own(temporary, mode));
        if (owned instanceof Outcome.Failed<Executed>(Failure failure)) {
            return Outcome.failed(notYet(failure, path, temporary));
        }
        Executed sum = owned.got().orElseThrow();
        String said = sum.text().strip();
        String hash = said.startsWith("\\") ? said.substring(1) : said;
        if (hash.isEmpty()) {
            return Outcome.failed(unchanged("writing " + path, sum, path, cleaned(temporary)));
        }
        if (!hash.startsWith(bytes.sha256())) {
            return Outcome.failed(
                    new Failure(
                            Kind.BROKEN,
                            host + ": writing " + path + ": other bytes arrived than were sent",
                            "sha256sum of " + temporary + " is not " + bytes.sha256(),
                            path + " is as it was" + cleaned(temporary),
                            "check the host's disk and memory: dmesg"));
        }
        return Outcome.ok(temporary);
    }

    @Override
    public Outcome<Done> move(String from, String to) {
        absolute(from);
        absolute(to);
        List<String> directories = Stream.of(directory(from), directory(to)).distinct().toList();
        Outcome<Renamed> moved = renamed(from, to, directories);
        if (moved instanceof Outcome.Ok<Renamed>(Renamed r)
                && !r.moved()
                && r.said().complaint().startsWith("mv: ")
                && r.said().complaint().contains(MISSING)) {
            moved =
                    run(FileCommands.makeDirectory(directory(to)))
                            .then(made ->
                                    made.succeeded()
                                            ? renamed(from, to, directories)
                                            : Outcome.ok(new Renamed(host, made)));
        }
        return moved.then(r ->
                r.moved()
                        ? r.done(to)
                        : Outcome.failed(unchanged("moving " + from, r.said(), from, "")));
    }

    @Override
    public Outcome<Done> remove(String path) {
        absolute(path);
        return run(Command.asRoot("rm", "-f", "--", path))
                .then(e ->
                        e.succeeded()
                                ? Outcome.ok(Done.DONE)
                                : Outcome.failed(unchanged("removing " + path, e, path, "")));
    }

    @Override
    public Outcome<List<String>> list(String directory) {
        absolute(directory);
        return run(FileCommands.list(directory))
                .then(e -> {
                    if (e.exit() == 1 && e.complaint().contains(MISSING)) {
                        return Outcome.ok(List.of());
                    }
                    return e.succeeded() && e.dropped() == 0
                            ? Outcome.ok(
                                    Arrays.stream(e.text().split("\0"))
                                            .filter(n -> !n.isEmpty())
                                            .sorted()
                                            .toList())
                            : Outcome.failed(broken("listing " + directory, e));
                });
    }

    private Outcome<Executed> run(Command command) {
        return shell.run(command.within(WITHIN));
    }

    /** Removes what was staged; in words what is left. */
    private String cleaned(String temporary) {
        return remove(temporary).isOk() ? "" : "; " + temporary + " is left";
    }

    /** A failure before the rename: whatever was in doubt, the file itself is not. */
    private Failure notYet(Failure f, String path, String temporary) {
        return new Failure(
                f.kind() == Kind.IN_DOUBT ? Kind.UNREACHABLE : f.kind(),
                f.what(),
                f.why(),
                path + " is as it was; " + temporary + " may be left",
                f.next(),
                f.retryAfter());
    }

    private Failure unchanged(String doing, Executed e, String path, String left) {
        String said = e.complaint();
        boolean full = said.contains("No space left on device") || said.contains("quota exceeded");
        return new Failure(
                Kind.BROKEN,
                host
                        + ": "
                        + doing
                        + (full
                                ? ": the disk is full"
                                : e.succeeded() ? " failed" : " failed (exit " + e.exit() + ")"),
                said,
                path + " is as it was" + left,
                full ? "make room on the host: df -h " + directory(path) : "see what it says");
    }

    private Failure broken(String doing, Executed e) {
        return Failure.unchanged(
                Kind.BROKEN,
                host + ": " + doing + " failed (exit " + e.exit() + ")",
                e.complaint(),
                "look at it on the host");
    }

    private Failure tooLarge(String path) {
        return Failure.unchanged(
                Kind.BROKEN,
                host + ": " + path + " is larger than 16 MiB",
                "",
                "it is not what it should be: ls -l " + path);
    }

    private static String directory(String path) {
        int slash = path.lastIndexOf('/');
        return slash == 0 ? "/" : path.substring(0, slash);
    }

    private static void absolute(String path) {
        if (!path.startsWith("/") || path.length() < 2 || path.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("not an absolute path: " + path);
        }
    }
}
