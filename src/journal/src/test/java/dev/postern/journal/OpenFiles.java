package dev.postern.journal;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this process has open, as the kernel says. */
final class OpenFiles {
    private OpenFiles() {}

    /** How many descriptors there are of this file. */
    static int of(Path file) throws IOException {
        Path real = file.toRealPath();
        int found = 0;
        try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path descriptor : all) {
                try {
                    found += Files.readSymbolicLink(descriptor).equals(real) ? 1 : 0;
                } catch (IOException e) {
                    // Closed meanwhile by another thread: not one of ours.
                }
            }
        }
        return found;
    }
}
