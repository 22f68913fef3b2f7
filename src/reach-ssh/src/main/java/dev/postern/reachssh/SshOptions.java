package dev.postern.reachssh;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * How SSH behaves for this console.
 *
 * @param home the user's home directory: where {@code .ssh} is
 * @param lab only keys and known hosts that the fleet file names; never the user's, never the
 *     agent's, never their configuration
 * @param prompt for passphrases and sudo passwords that no file holds
 * @param notices one neutral line whenever something is slow and waited for
 * @param connectWithin from the first packet to a session; a starved {@code sshd} whose own DNS is
 *     dead takes 5 to 30 s
 * @param keepAlive a lost peer is seen after three of these
 */
public record SshOptions(
        Path home,
        boolean lab,
        SecretPrompt prompt,
        Consumer<String> notices,
        Duration connectWithin,
        Duration keepAlive) {

    /** For an operator with this home directory: 60 s to connect, a lost peer is seen in 45 s. */
    public static SshOptions of(Path home, SecretPrompt prompt, Consumer<String> notices) {
        return new SshOptions(
                home, false, prompt, notices, Duration.ofSeconds(60), Duration.ofSeconds(15));
    }

    /** For a lab: nothing of the user's own. */
    public static SshOptions lab(Path home) {
        return new SshOptions(
                home,
                true,
                SecretPrompt.nobody(),
                notice -> {},
                Duration.ofSeconds(60),
                Duration.ofSeconds(15));
    }

    public SshOptions connectWithin(Duration time) {
        return new SshOptions(home, lab, prompt, notices, time, keepAlive);
    }

    public SshOptions keepAlive(Duration interval) {
        return new SshOptions(home, lab, prompt, notices, connectWithin, interval);
    }
}
