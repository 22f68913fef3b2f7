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

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Files by the commands of docs/host-commands.md, each one argument list. */
final class RemoteFiles implements Files {
    private static final int MOST_BYTES = 16 << 20;
    private static final Duration WITHIN = Duration.ofSeconds(60);
    private static final Pattern STAT = Pattern.compile("([0-7]{1,4}) (\\d+) (\\d+) (\\d+)");
    private static final Pattern BITS = Pattern.compile("[0-7]{3,4}");
    private static final String MISSING = "No such file or directory";

    private final String host;
    private final Shell shell;

    RemoteFiles(String host, Shell shell) {
        this.host = host;
        this.shell = shell;
    }

    @Override
    public Outcome<Optional<Content>> read(String path) {
        absolute(path);
        Outcome<Executed> stat = root("stat", "-c", "%a %u %g %s", "--", path);
        if (!(stat instanceof Outcome.Ok<Executed>(Executed s))) {
            return Outcome.failed(stat.whyNot().orElseThrow());
        }
        if (s.exit() == 1 && s.complaint().contains(MISSING)) {
            return Outcome.ok(Optional.empty());
        }
        Matcher m = STAT.matcher(s.text().strip());
        if (!s.succeeded() || !m.matches()) {
            return Outcome.failed(broken("reading " + path, s));
        }
        if (m.group(4).length() > 9 || Long.parseLong(m.group(4)) > MOST_BYTES) {
            return Outcome.failed(tooLarge(path));
        }
        Mode mode =
                new Mode(
                        m.group(1),
                        Integer.parseUnsignedInt(m.group(2)),
                        Integer.parseUnsignedInt(m.group(3)));
        Outcome<Executed> cat =
                shell.run(Command.asRoot("cat", "--", path).within(WITHIN).mostOutput(MOST_BYTES));
        return cat.then(c ->
                !c.succeeded()
                        ? Outcome.failed(broken("reading " + path, c))
                        : c.dropped() > 0
                                ? Outcome.failed(tooLarge(path))
                                : Outcome.ok(Optional.of(new Content(Blob.of(c.output()), mode))));
    }

    @Override
    public Outcome<Done> replace(String path, Blob bytes, Mode mode, String staging) {
        return staged(path, bytes, mode, staging)
                .then(temporary -> {
                    Outcome<Executed> moved = root("mv", "-fT", "--", temporary, path);
                    if (!(moved instanceof Outcome.Ok<Executed>(Executed e))) {
                        return Outcome.failed(moved.whyNot().orElseThrow());
                    }
                    if (!e.succeeded()) {
                        remove(temporary);
                        return Outcome.failed(unchanged("replacing " + path, e, path, ""));
                    }
                    return synced(path, directory(path));
                });
    }

    @Override
    public Outcome<Boolean> createNew(String path, Blob bytes, Mode mode, String staging) {
        return staged(path, bytes, mode, staging)
                .then(temporary -> {
                    Outcome<Executed> linked = root("ln", "-T", "--", temporary, path);
                    if (!(linked instanceof Outcome.Ok<Executed>(Executed e))) {
                        return Outcome.failed(linked.whyNot().orElseThrow());
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
        String temporary = staging + "/." + path.substring(path.lastIndexOf('/') + 1) + ".new";
        List<Command> steps =
                List.of(
                        Command.asRoot("install", "-d", "-m", "700", "--", staging),
                        Command.asRoot("dd", "of=" + temporary, "conv=fsync", "status=none")
                                .input(bytes.bytes()),
                        Command.asRoot("chmod", mode.bits(), "--", temporary),
                        Command.asRoot(
                                "chown",
                                Integer.toUnsignedString(mode.owner())
                                        + ":"
                                        + Integer.toUnsignedString(mode.group()),
                                "--",
                                temporary));
        for (int i = 0; i < steps.size(); i++) {
            Outcome<Executed> step = shell.run(steps.get(i).within(WITHIN));
            if (step instanceof Outcome.Failed<Executed>(Failure failure)) {
                return Outcome.failed(notYet(failure, path, temporary));
            }
            Executed e = step.got().orElseThrow();
            if (!e.succeeded()) {
                String left = i == 0 ? "" : cleaned(temporary);
                return Outcome.failed(unchanged("writing " + path, e, path, left));
            }
        }
        Outcome<Executed> sum = root("sha256sum", "--", temporary);
        if (sum instanceof Outcome.Failed<Executed>(Failure failure)) {
            return Outcome.failed(notYet(failure, path, temporary));
        }
        String said = sum.got().orElseThrow().text().strip();
        String hash = said.startsWith("\\") ? said.substring(1) : said;
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
        // Not made first: install would change the mode of a directory that is there.
        Outcome<Executed> moved = root("mv", "-fT", "--", from, to);
        if (moved instanceof Outcome.Ok<Executed>(Executed e)
                && !e.succeeded()
                && e.complaint().contains(MISSING)
                && !e.complaint().contains("cannot stat")) {
            moved =
                    root("install", "-d", "-m", "700", "--", directory(to))
                            .then(made ->
                                    made.succeeded()
                                            ? root("mv", "-fT", "--", from, to)
                                            : Outcome.ok(made));
        }
        return moved.then(e ->
                e.succeeded()
                        ? synced(to, directory(from), directory(to))
                        : Outcome.failed(unchanged("moving " + from, e, from, "")));
    }

    @Override
    public Outcome<Done> remove(String path) {
        absolute(path);
        return root("rm", "-f", "--", path)
                .then(e ->
                        e.succeeded()
                                ? Outcome.ok(Done.DONE)
                                : Outcome.failed(unchanged("removing " + path, e, path, "")));
    }

    @Override
    public Outcome<List<String>> list(String directory) {
        absolute(directory);
        return root("find", directory, "-mindepth", "1", "-maxdepth", "1", "-printf", "%f\\0")
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

    /** The rename is done; that it is on the disk is not, until this. */
    private Outcome<Done> synced(String path, String... directories) {
        for (String directory : Arrays.stream(directories).distinct().toList()) {
            Outcome<Executed> sync = root("sync", "--", directory);
            boolean done = sync instanceof Outcome.Ok<Executed>(Executed e) && e.succeeded();
            if (!done) {
                String why =
                        sync.whyNot()
                                .map(Failure::sentence)
                                .orElseGet(() -> sync.got().orElseThrow().complaint());
                return Outcome.failed(
                        new Failure(
                                Kind.IN_DOUBT,
                                host + ": " + path + " is in place, but perhaps not on the disk",
                                why,
                                "the new file is there; a power cut may bring the old one back",
                                "on the host: sync"));
            }
        }
        return Outcome.ok(Done.DONE);
    }

    private Outcome<Executed> root(String... arguments) {
        return shell.run(Command.asRoot(arguments).within(WITHIN));
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
                        + (full ? ": the disk is full" : " failed (exit " + e.exit() + ")"),
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
