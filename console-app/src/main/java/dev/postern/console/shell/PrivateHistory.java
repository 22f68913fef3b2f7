package dev.postern.console.shell;

import org.jline.reader.LineReader;
import org.jline.reader.impl.history.DefaultHistory;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The history file: mode 0600 from the first byte on. A disk that is full costs it, nothing else.
 */
final class PrivateHistory extends DefaultHistory {
    @Override
    public void attach(LineReader reader) {
        if (reader.getVariable(LineReader.HISTORY_FILE) instanceof Path file) {
            try {
                tighten(file);
            } catch (IOException | UnsupportedOperationException e) {
                // No history, then: the console works without.
                reader.setVariable(LineReader.HISTORY_FILE, null);
            }
        }
        super.attach(reader);
    }

    private static void tighten(Path file) throws IOException {
        Path directory = file.getParent();
        if (directory != null && !Files.isDirectory(directory)) {
            Files.createDirectories(
                    directory,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
        }
        var mode = PosixFilePermissions.fromString("rw-------");
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(mode));
        } catch (FileAlreadyExistsException e) {
            Files.setPosixFilePermissions(file, mode);
        }
    }

    @Override
    public void save() throws IOException {
        try {
            super.save();
        } catch (IOException e) {
            // The same: what was typed is not worth a failure at the end.
        }
    }
}
