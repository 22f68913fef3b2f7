package dev.postern.console.wiring;

import dev.postern.core.problem.Position;
import dev.postern.core.problem.Problem;
import dev.postern.core.text.Neutral;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Reads files that people write: whole, but never one that cannot be what it claims to be. */
public final class SmallFile {
    private static final int MOST = 4 << 20;

    /** What came of it. */
    public sealed interface Content {
        record Bytes(byte[] bytes) implements Content {
            public Bytes {
                bytes = bytes.clone();
            }

            @Override
            public byte[] bytes() {
                return bytes.clone();
            }

            public String text() {
                return new String(bytes, StandardCharsets.UTF_8);
            }
        }

        record Unreadable(Problem problem) implements Content {}
    }

    private SmallFile() {}

    /** At most 4 MiB; a device, a directory or a larger file is unreadable. */
    public static Content read(Path file) {
        try {
            if (Files.isDirectory(file)) {
                return no(file, "it is a directory");
            }
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                return no(file, "it is no regular file");
            }
            try (InputStream in = Files.newInputStream(file)) {
                byte[] bytes = in.readNBytes(MOST + 1);
                return bytes.length > MOST
                        ? no(file, "it is larger than 4 MiB")
                        : new Content.Bytes(bytes);
            }
        } catch (NoSuchFileException e) {
            return no(file, "there is no such file");
        } catch (AccessDeniedException e) {
            return no(file, "permission denied");
        } catch (IOException e) {
            return no(file, Neutral.line(String.valueOf(e.getMessage()), 200));
        }
    }

    private static Content.Unreadable no(Path file, String why) {
        return new Content.Unreadable(
                new Problem(
                        new Position(Neutral.line(file.toString(), 300), 1, 1),
                        why,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
    }
}
