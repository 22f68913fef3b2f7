package dev.postern.fleet;

import dev.postern.core.fleet.Fleet;
import dev.postern.core.problem.Checked;
import dev.postern.core.problem.Position;
import dev.postern.core.problem.Problem;
import dev.postern.core.text.Neutral;
import dev.postern.document.Node;
import dev.postern.document.YamlText;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The inventory's file. {@code ~} is the user's home, and a relative path is relative to the file.
 */
public final class FleetFile {
    /**
     * What a check found.
     *
     * @param fleet the fleet, where it can be used: without mistakes in the file itself
     * @param errors mistakes, and files that are missing
     * @param warnings what works and should not stay: a private key that others can read
     */
    public record Findings(Optional<Fleet> fleet, List<Problem> errors, List<Problem> warnings) {
        public Findings {
            errors = List.copyOf(errors);
            warnings = List.copyOf(warnings);
        }
    }

    private FleetFile() {}

    /**
     * The fleet of a file. A credential's file that is missing is no problem here: in an emergency
     * the other clusters must stay within reach. {@link #check} reports it.
     */
    public static Checked<Fleet> read(Path file) {
        String name = file.toString();
        return switch (bytes(file)) {
            case Checked.Faulty<byte[]>(var problems) -> new Checked.Faulty<>(problems);
            case Checked.Sound<byte[]>(var bytes) -> read(name, bytes, base(file), home());
        };
    }

    /**
     * The fleet of some bytes.
     *
     * @param name the file's name, for messages
     * @param base what relative paths are relative to
     * @param home what {@code ~} is
     */
    public static Checked<Fleet> read(String name, byte[] bytes, Path base, Path home) {
        return switch (YamlText.read(name, bytes)) {
            case Checked.Faulty<Node>(var problems) -> new Checked.Faulty<>(problems);
            case Checked.Sound<Node>(var root) -> new FleetReader(root, base, home).read();
        };
    }

    /** Reads a file and looks at the files that it names as well; changes and sends nothing. */
    public static Findings check(Path file) {
        return switch (bytes(file)) {
            case Checked.Faulty<byte[]>(var problems) ->
                    new Findings(Optional.empty(), problems, List.of());
            case Checked.Sound<byte[]>(var bytes) ->
                    check(file.toString(), bytes, base(file), home());
        };
    }

    /** The same for some bytes. */
    public static Findings check(String name, byte[] bytes, Path base, Path home) {
        return switch (YamlText.read(name, bytes)) {
            case Checked.Faulty<Node>(var problems) ->
                    new Findings(Optional.empty(), problems, List.of());
            case Checked.Sound<Node>(var root) -> {
                FleetReader reader = new FleetReader(root, base, home);
                Checked<Fleet> read = reader.read();
                yield FleetChecks.findings(read, reader.files(), reader.cloudNames());
            }
        };
    }

    /** A whole fleet file with comments, as the documentation shows it. It is sound. */
    public static String example() {
        try (InputStream in = FleetFile.class.getResourceAsStream("example-fleet.yaml")) {
            if (in == null) {
                throw new IllegalStateException("the example is not packaged");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Checked<byte[]> bytes(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            // One byte more than is allowed: the reader then says that it is too large.
            return new Checked.Sound<>(in.readNBytes(YamlText.Limits.DEFAULT.bytes() + 1));
        } catch (NoSuchFileException e) {
            return unreadable(file, "there is no such file", "a fleet file; --fleet FILE names it");
        } catch (AccessDeniedException e) {
            return unreadable(file, "this file may not be read", "read permission");
        } catch (IOException e) {
            return unreadable(
                    file, "cannot be read: " + Neutral.line("" + e.getMessage(), 200), "a file");
        }
    }

    private static Checked<byte[]> unreadable(Path file, String message, String expected) {
        return new Checked.Faulty<>(
                List.of(
                        new Problem(
                                new Position(Neutral.line(file.toString(), 300), 1, 1),
                                message,
                                Optional.of(expected),
                                Optional.empty(),
                                Optional.empty())));
    }

    static Path base(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        return parent == null ? file.toAbsolutePath() : parent;
    }

    static Path home() {
        return Path.of(System.getProperty("user.home", "/"));
    }
}
