package dev.postern.reachssh;

import dev.postern.core.text.Neutral;
import dev.postern.core.time.Time;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The user's OpenSSH configuration. Where {@code ssh} is installed, {@code ssh -G} is the authority
 * on what it means; where it is not, {@link ConfigFile} reads what it can and refuses the rest by
 * name.
 */
final class OpenSshConfig {
    private static final Duration WITHIN = Duration.ofSeconds(10);

    private final Path home;
    private final Time time;
    private final Optional<Path> program;
    private final Map<String, HostConfig> known = new ConcurrentHashMap<>();

    /**
     * @param program the {@code ssh} to ask; empty where there is none
     */
    OpenSshConfig(Path home, Time time, Optional<Path> program) {
        this.home = home;
        this.time = time;
        this.program = program;
    }

    /** The {@code ssh} on the path. */
    static Optional<Path> installed() {
        String path = System.getenv("PATH");
        for (String directory : (path == null ? "/usr/bin" : path).split(":", -1)) {
            Path ssh = Path.of(directory.isEmpty() ? "/usr/bin" : directory).resolve("ssh");
            if (Files.isExecutable(ssh)) {
                return Optional.of(ssh);
            }
        }
        return Optional.empty();
    }

    /**
     * What it means for this host.
     *
     * @param alias as the user would say it to {@code ssh}: an alias or an address
     */
    Outcome<HostConfig> lookup(String alias) {
        HostConfig seen = known.get(alias);
        if (seen != null) {
            return Outcome.ok(seen);
        }
        if (alias.startsWith("-") || alias.chars().anyMatch(c -> c <= ' ' || c == 127)) {
            return Outcome.failed(
                    failure("not a name for ssh: " + alias, "correct ssh alias in fleet.yaml"));
        }
        Outcome<HostConfig> found =
                program.isPresent()
                        ? ask(program.get(), alias)
                        : ConfigFile.read(home.resolve(".ssh/config"), home, alias);
        found.got().ifPresent(c -> known.put(alias, c));
        return found;
    }

    private Outcome<HostConfig> ask(Path ssh, String alias) {
        // Canonicalising would look names up.
        List<String> command = new ArrayList<>(List.of(ssh.toString(), "-G"));
        if (!home.equals(Path.of(System.getProperty("user.home")))) {
            Path config = home.resolve(".ssh/config");
            command.addAll(List.of("-F", Files.exists(config) ? config.toString() : "/dev/null"));
        }
        command.addAll(List.of("-o", "CanonicalizeHostname=no", "--", alias));
        Process process;
        try {
            process =
                    new ProcessBuilder(command)
                            .redirectInput(
                                    ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                            .redirectErrorStream(false)
                            .start();
        } catch (IOException e) {
            return Outcome.failed(
                    failure("ssh -G " + alias + ": it does not start", "install ssh"));
        }
        try (Time.Exchange exchange = time.exchange(WITHIN, process::destroyForcibly)) {
            byte[] out = process.getInputStream().readNBytes(1 << 20);
            byte[] err = process.getErrorStream().readNBytes(1 << 16);
            int exit = process.waitFor();
            if (exchange.wasCut()) {
                return Outcome.failed(
                        failure(
                                "ssh -G " + alias + " did not end within 10 s",
                                "a Match exec line in your ssh configuration hangs; run: ssh -G "
                                        + alias));
            }
            if (exit != 0) {
                return Outcome.failed(
                        failure(
                                "your ssh configuration has an error: "
                                        + Neutral.line(Neutral.text(err).strip(), 300),
                                "run: ssh -G " + alias));
            }
            return Outcome.ok(
                    HostConfig.of(
                            new String(out, StandardCharsets.UTF_8).lines().map(this::atHome),
                            home));
        } catch (IOException e) {
            return Outcome.failed(
                    failure("ssh -G " + alias + " broke off", "run: ssh -G " + alias));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
            return Outcome.failed(Faults.stopped("ssh -G " + alias));
        }
    }

    /**
     * ssh writes the home directory of the password file into its defaults; ours may be another.
     */
    private String atHome(String line) {
        return line.replace(
                " " + System.getProperty("user.home") + "/.ssh/", " " + home + "/.ssh/");
    }

    private static Failure failure(String what, String next) {
        return Failure.unchanged(Failure.Kind.BROKEN, what, "", next);
    }
}
