package dev.postern.reachssh;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The real sshd, started by a test with its own keys; needs root. Its log is in its directory. */
final class OpenSshHost implements AutoCloseable {
    private final Path dir;
    private final String address;
    private final int port;
    private final Process daemon;

    /**
     * @param launch words before {@code sshd}: to start it in a namespace
     * @param extra lines for its configuration
     */
    OpenSshHost(Path dir, List<String> launch, String address, String accepted, String... extra)
            throws Exception {
        this.dir = dir;
        this.address = address;
        Files.createDirectories(dir);
        Files.createDirectories(Path.of("/run/sshd"));
        if (!Files.exists(dir.resolve("host_key"))) {
            keygen("-t", "ed25519", "-N", "", "-f", dir.resolve("host_key").toString());
        }
        Files.writeString(dir.resolve("authorized_keys"), accepted + "\n");
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        List<String> lines =
                new ArrayList<>(
                        List.of(
                                "Port " + port,
                                "ListenAddress " + address,
                                "HostKey " + dir.resolve("host_key"),
                                "AuthorizedKeysFile " + dir.resolve("authorized_keys"),
                                "PidFile none",
                                "StrictModes no",
                                "UsePAM no",
                                "UseDNS no",
                                "PermitRootLogin yes",
                                "PasswordAuthentication no",
                                "KbdInteractiveAuthentication no",
                                "MaxStartups 100:30:200",
                                "LogLevel VERBOSE"));
        lines.addAll(List.of(extra));
        Path config = dir.resolve("sshd_config");
        Files.write(config, lines);
        List<String> words = new ArrayList<>(launch);
        words.addAll(List.of("/usr/sbin/sshd", "-D", "-e", "-f", config.toString()));
        daemon =
                new ProcessBuilder(words)
                        .redirectErrorStream(true)
                        .redirectOutput(dir.resolve("log").toFile())
                        .start();
        Instant until = Instant.now().plus(Duration.ofSeconds(10));
        while (!answers()) {
            if (!daemon.isAlive() || Instant.now().isAfter(until)) {
                close();
                throw new IllegalStateException("sshd: " + Files.readString(dir.resolve("log")));
            }
            Thread.onSpinWait();
        }
    }

    OpenSshHost(Path dir, String accepted, String... extra) throws Exception {
        this(dir, List.of(), "127.0.0.1", accepted, extra);
    }

    private boolean answers() {
        try (Socket socket = new Socket(InetAddress.ofLiteral(address), port)) {
            return socket.getInputStream().read() == 'S';
        } catch (IOException e) {
            return false;
        }
    }

    int port() {
        return port;
    }

    String pin() throws IOException {
        return Files.readString(dir.resolve("host_key.pub")).strip();
    }

    /** Kills what serves its connections, without a word to the other side but the kernel's. */
    void killSessions() {
        daemon.descendants().forEach(ProcessHandle::destroyForcibly);
    }

    @Override
    public void close() {
        daemon.descendants().forEach(ProcessHandle::destroyForcibly);
        daemon.destroyForcibly();
    }

    static void keygen(String... arguments) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("ssh-keygen", "-q"));
        words.addAll(List.of(arguments));
        run(words);
    }

    static String run(List<String> words) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said;
        try (InputStream out = process.getInputStream()) {
            said = new String(out.readAllBytes(), StandardCharsets.UTF_8);
        }
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", words) + ": " + said);
        }
        return said;
    }
}
