package dev.postern.approval;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The real ssh-keygen, in a directory that it has for its home. */
final class Keygen {
    private final Path home;

    Keygen(Path home) {
        this.home = home;
    }

    /**
     * What a program said.
     *
     * @param exit its exit code
     */
    record Said(int exit, String out) {}

    Said run(String input, String... command) {
        return run(Map.of(), input, command);
    }

    Said run(Map<String, String> env, String input, String... command) {
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command).directory(home.toFile()).redirectErrorStream(true);
            builder.environment().put("HOME", home.toString());
            builder.environment().putAll(env);
            Process process = builder.start();
            try (var stdin = process.getOutputStream()) {
                stdin.write(input.getBytes());
            } catch (IOException e) {
                // It did not want to read it.
            }
            String out = new String(process.getInputStream().readAllBytes());
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("ssh-keygen does not end");
            }
            return new Said(process.exitValue(), out);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Makes a key; the path of its private half. */
    Path key(String name, String... type) {
        List<String> command =
                new ArrayList<>(
                        List.of("ssh-keygen", "-q", "-N", "", "-C", name, "-f", name, "-t"));
        command.addAll(List.of(type));
        Said said = run("", command.toArray(String[]::new));
        if (said.exit() != 0) {
            throw new AssertionError(said.out());
        }
        return home.resolve(name);
    }

    /** {@code ssh-ed25519 AAAA…}. */
    String publicKey(Path key) {
        try {
            String[] words = Files.readString(Path.of(key + ".pub")).strip().split(" ");
            return words[0] + " " + words[1];
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Signs this text. */
    String sign(Path key, String namespace, String text, String... options) {
        List<String> command =
                new ArrayList<>(
                        List.of("ssh-keygen", "-Y", "sign", "-n", namespace, "-f", key.toString()));
        command.addAll(List.of(options));
        Said said = run(text, command.toArray(String[]::new));
        if (said.exit() != 0) {
            throw new AssertionError(said.out());
        }
        return said.out().substring(said.out().indexOf("-----BEGIN"));
    }

    /** Whether the real one takes this signature as this person's. */
    boolean accepts(String allowed, String principal, String signature, String text)
            throws IOException {
        return accepts(Map.of(), allowed, principal, signature, text);
    }

    boolean accepts(
            Map<String, String> env,
            String allowed,
            String principal,
            String signature,
            String text)
            throws IOException {
        Files.writeString(home.resolve("allowed"), allowed);
        Files.writeString(home.resolve("given.sig"), signature);
        return run(
                                env,
                                text,
                                "ssh-keygen",
                                "-Y",
                                "verify",
                                "-f",
                                "allowed",
                                "-I",
                                principal,
                                "-n",
                                "postern",
                                "-s",
                                "given.sig")
                        .exit()
                == 0;
    }
}
