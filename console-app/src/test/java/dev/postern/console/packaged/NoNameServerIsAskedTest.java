package dev.postern.console.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.journal.Event;
import dev.postern.pinnednames.Namespace;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The whole main job in a network namespace that counts what is sent to name servers, over UDP and
 * TCP, IPv4 and IPv6: nothing. Its {@code resolv.conf} names a server, so whoever asks is counted.
 */
@Tag("real")
class NoNameServerIsAskedTest {
    private static final List<String> MAIN_JOB =
            List.of(
                    "drill", "run", "lockout", "--auto", "--seed", "7", "--speed", "max", "-o",
                    "json");
    private static final Path APP =
            Console.LAUNCHER.resolveSibling("console-app/target/postern").normalize();

    @TempDir Path directory;

    @Test
    void theMainJobDialsPinnedNamesAndSendsNoPacketToANameServer() throws Exception {
        Console console = new Console(directory);
        try (Namespace namespace = new Namespace()) {
            Console.Ran drill = in(namespace, console, List.of());
            assertThat(drill.exit()).as(drill.err() + drill.out()).isZero();
            assertThat(drill.json().text("outcome")).contains("recovered");
            assertThat(namespace.dnsPackets()).isZero();
            assertThat(dialledByName(drill.json().text("run").orElseThrow()))
                    .hasSizeGreaterThanOrEqualTo(2);
        }
    }

    @Test
    void theSameJobWithoutTheResolverIsRefusedAndCounted() throws Exception {
        Console console = new Console(directory);
        try (Namespace namespace = new Namespace()) {
            Console.Ran drill =
                    in(
                            namespace,
                            console,
                            List.of(
                                    Path.of(System.getProperty("java.home"), "bin", "java")
                                            .toString(),
                                    "-jar",
                                    withoutTheProvider().toString()));
            assertThat(drill.exit()).isNotZero();
            assertThat(drill.out() + drill.err())
                    .contains("names are not answered from the pinned table alone");
            assertThat(namespace.dnsPackets()).isPositive();
        }
    }

    /**
     * @param program instead of the launcher
     */
    private static Console.Ran in(Namespace namespace, Console console, List<String> program)
            throws IOException, InterruptedException {
        ProcessBuilder builder = console.builder(MAIN_JOB);
        List<String> words = new ArrayList<>(List.of(namespace.command()));
        words.addAll(program.isEmpty() ? List.of(Console.LAUNCHER.toString()) : program);
        words.addAll(MAIN_JOB);
        return console.ran(builder.command(words));
    }

    /** Clusters of which the cloud answered: its endpoints have no address but a pinned name. */
    private Set<String> dialledByName(String run) throws IOException {
        Path home;
        try (Stream<Path> drills = Files.list(directory.resolve("state/postern/drills"))) {
            home = drills.toList().getFirst();
        }
        assertThat(Files.readString(home.resolve("fleet.yaml")))
                .contains("http://autoscaling.eu-1.lab.internal", "http://autoscaling.us-1.lab");
        Set<String> clusters = new TreeSet<>();
        for (Event e : new JournalTail(home, run).events()) {
            if (e instanceof Event.Looked l
                    && l.probe().equals("diagnose")
                    && l.result().items("groups").stream()
                            .anyMatch(g -> g.whole("inService").orElse(0L) > 0)) {
                clusters.add(l.cluster());
            }
        }
        return clusters;
    }

    /** The same console, in which nothing tells the JVM of the resolver. */
    private Path withoutTheProvider() throws IOException {
        Path app = Files.createDirectories(directory.resolve("app"));
        Path lib = Files.createDirectory(app.resolve("lib"));
        try (Stream<Path> jars = Files.list(APP.resolve("lib"))) {
            for (Path jar : jars.toList()) {
                Path copy = lib.resolve(jar.getFileName());
                if (jar.getFileName().toString().startsWith("postern-pinned-names")) {
                    Files.copy(jar, copy);
                    try (FileSystem inside = FileSystems.newFileSystem(copy)) {
                        Files.delete(
                                inside.getPath(
                                        "META-INF/services/"
                                                + "java.net.spi.InetAddressResolverProvider"));
                    }
                } else {
                    Files.createSymbolicLink(copy, jar);
                }
            }
        }
        return Files.copy(APP.resolve("postern.jar"), app.resolve("postern.jar"));
    }
}
