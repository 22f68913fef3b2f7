package dev.postern.journal;

import dev.postern.core.value.Blob;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;
import dev.postern.json.Records;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * Bytes that states hold, one file of mode 0600 each, named by their SHA-256. They may be secret.
 */
public final class BlobDirectory implements Records.Blobs {
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
    private final Path directory;

    public BlobDirectory(Path directory) {
        this.directory = directory;
    }

    /**
     * Writes and syncs the bytes, once.
     *
     * @throws UncheckedIOException when they cannot be written; nothing is left under their name
     */
    @Override
    public void keep(Blob blob) {
        Path file = directory.resolve(blob.sha256());
        if (Files.exists(file)) {
            return;
        }
        try {
            if (!Files.isDirectory(directory)) {
                // Only this one: where the run's own directory is gone, none is made in its place.
                Files.createDirectory(directory, Private.DIRECTORY);
            }
            Private.replace(file, blob.bytes(), true);
        } catch (IOException e) {
            throw new UncheckedIOException("the blob " + blob + " cannot be kept", e);
        }
    }

    /** The bytes, checked against their name. */
    @Override
    public Outcome<Blob> get(String sha256) {
        if (!HASH.matcher(sha256).matches()) {
            return Outcome.failed(broken(sha256, "that is not a SHA-256"));
        }
        try {
            Blob blob = Blob.of(Files.readAllBytes(directory.resolve(sha256)));
            return blob.sha256().equals(sha256)
                    ? Outcome.ok(blob)
                    : Outcome.failed(broken(sha256, "its bytes were changed"));
        } catch (NoSuchFileException e) {
            return Outcome.failed(broken(sha256, "there is no such file"));
        } catch (IOException e) {
            return Outcome.failed(broken(sha256, String.valueOf(e.getMessage())));
        }
    }

    private static Failure broken(String sha256, String why) {
        return Failure.unchanged(
                Failure.Kind.BROKEN,
                "blob " + sha256,
                why,
                "look for the copy on the host, under /var/lib/postern");
    }
}
