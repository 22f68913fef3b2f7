package dev.postern.console.wiring;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** The files of {@code playbooks/} that are packaged into the console. */
final class Shipped {
    private static final String BELOW = "playbooks/";

    private Shipped() {}

    /** Their paths, {@code playbooks/lockout/break-lockout.yaml}, sorted. */
    static List<String> files() {
        try {
            Path home =
                    Path.of(
                            Shipped.class
                                    .getProtectionDomain()
                                    .getCodeSource()
                                    .getLocation()
                                    .toURI());
            if (!Files.isDirectory(home)) {
                try (JarFile jar = new JarFile(home.toFile())) {
                    return sorted(jar.stream().map(e -> e.getName()));
                }
            }
            Path below = home.resolve(BELOW);
            if (!Files.isDirectory(below)) {
                return List.of();
            }
            try (Stream<Path> all = Files.walk(below)) {
                return sorted(all.map(p -> home.relativize(p).toString()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the console cannot read its own playbooks", e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the console does not know where it is", e);
        }
    }

    private static List<String> sorted(Stream<String> names) {
        return names.filter(n -> n.startsWith(BELOW) && n.endsWith(".yaml")).sorted().toList();
    }

    static byte[] read(String file) {
        try (InputStream in = Shipped.class.getResourceAsStream("/" + file)) {
            if (in == null) {
                throw new IllegalStateException("not packaged: " + file);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("the console cannot read its own " + file, e);
        }
    }
}
