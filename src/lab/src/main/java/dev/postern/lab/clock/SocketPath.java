package dev.postern.lab.clock;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A Unix socket's path. The kernel takes at most 107 bytes (unix(7)); where the wanted path is
 * longer, the socket is in a directory of its own for temporary files, and the wanted path is a
 * link to it.
 */
record SocketPath(Path wanted, Path real) {
    private static final int LONGEST = 107;

    static SocketPath toListen(Path wanted) throws IOException {
        Path path = wanted.toAbsolutePath();
        SocketPath old = toConnect(path);
        old.remove();
        if (bytes(path) <= LONGEST) {
            return new SocketPath(path, path);
        }
        Path real = Files.createTempDirectory("postern-lab").resolve("clock.sock");
        Files.createSymbolicLink(path, real);
        return new SocketPath(path, real);
    }

    static SocketPath toConnect(Path wanted) throws IOException {
        Path path = wanted.toAbsolutePath();
        return new SocketPath(
                path, Files.isSymbolicLink(path) ? Files.readSymbolicLink(path) : path);
    }

    private static int bytes(Path path) {
        return path.toString().getBytes(StandardCharsets.UTF_8).length;
    }

    /** Removes the socket, and the link and the directory where there are such. */
    void remove() {
        try {
            Files.deleteIfExists(real);
            Path directory = real.getParent();
            if (!real.equals(wanted)) {
                Files.deleteIfExists(wanted);
                if (directory != null) {
                    Files.deleteIfExists(directory);
                }
            }
        } catch (IOException e) {
            // What is left behind is an empty directory, or a socket that nobody listens at.
        }
    }
}
