package dev.postern.reachssh;

import com.jcraft.jsch.AgentIdentityRepository;
import com.jcraft.jsch.AgentProxyException;
import com.jcraft.jsch.Identity;
import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.SSHAgentConnector;

import dev.postern.core.text.IoWords;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;
import dev.postern.core.value.Secret;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * A person's own key, to sign something with: of a file, or the agent's where only the public half
 * is in the file, as {@code ssh-keygen -Y sign -f} has it.
 */
public final class SigningKey {
    private static final int ASK_TIMES = 3;
    private static final long MOST_BYTES = 1 << 20;

    private final Identity identity;
    private final byte[] blob;

    private SigningKey(Identity identity, byte[] blob) {
        this.identity = identity;
        this.blob = blob;
    }

    /**
     * Opens it.
     *
     * @param agent the agent's socket, where there is one
     * @param prompt for its passphrase
     */
    public static Outcome<SigningKey> open(Path file, Optional<Path> agent, SecretPrompt prompt) {
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > MOST_BYTES) {
                return refused(
                        file + " is no key", "there is no such file", "name another with --key");
            }
            String text = Files.readString(file, StandardCharsets.ISO_8859_1);
            return text.contains("PRIVATE KEY-----")
                    ? ofFile(file, prompt)
                    : PublicKeys.parse(text)
                            .map(b -> ofAgent(file, b, agent))
                            .orElseGet(() ->
                                    refused(
                                            file + " is no key",
                                            "neither a private key nor a public one",
                                            "name another with --key"));
        } catch (IOException e) {
            return refused(file + " cannot be read", IoWords.of(e), "name another with --key");
        }
    }

    private static Outcome<SigningKey> ofFile(Path file, SecretPrompt prompt) {
        LazyIdentity identity;
        try {
            JSch scratch = new JSch();
            scratch.addIdentity(file.toString(), (String) null, (byte[]) null);
            identity =
                    new LazyIdentity(
                            scratch.getIdentityRepository().getIdentities().firstElement(),
                            file.toString());
        } catch (JSchException | RuntimeException e) {
            // JSch throws unchecked on some malformed keys.
            return refused(
                    file + " is no private key that can be read",
                    "",
                    "ssh-keygen -p -f " + file + " writes it in a form that can be");
        }
        for (int i = 0; i < ASK_TIMES && identity.isLocked(); i++) {
            Optional<Secret> given = prompt.ask("passphrase of " + file);
            if (given.isEmpty()) {
                break;
            }
            try (Secret secret = given.get()) {
                byte[] bytes = secret.reveal();
                identity.unlock(bytes);
                Arrays.fill(bytes, (byte) 0);
            }
        }
        byte[] blob = identity.getPublicKeyBlob();
        return identity.isLocked() || blob == null
                ? refused(
                        file + " stays locked",
                        "nobody gave its passphrase",
                        "with the agent: --key " + file + ".pub")
                : Outcome.ok(new SigningKey(identity, blob));
    }

    private static Outcome<SigningKey> ofAgent(Path file, byte[] blob, Optional<Path> agent) {
        if (agent.isEmpty()) {
            return refused(
                    file + " is a public key, and no agent runs",
                    "SSH_AUTH_SOCK is not set",
                    "name the private key with --key");
        }
        try {
            Optional<Identity> held =
                    new AgentIdentityRepository(new SSHAgentConnector(agent.get()))
                            .getIdentities().stream()
                                    .filter(i -> Arrays.equals(i.getPublicKeyBlob(), blob))
                                    .findFirst();
            return held.map(i -> Outcome.ok(new SigningKey(i, blob)))
                    .orElseGet(() ->
                            refused(
                                    "the agent does not hold the key of " + file,
                                    "",
                                    "ssh-add it, or name the private key with --key"));
        } catch (AgentProxyException e) {
            return refused(
                    "the agent at " + agent.get() + " does not answer",
                    String.valueOf(e.getMessage()),
                    "name the private key with --key");
        }
    }

    /** The public half, as SSH has it on the wire. */
    public byte[] blob() {
        return blob.clone();
    }

    /** The SSH signature of these bytes: its algorithm and itself. */
    public Outcome<byte[]> sign(byte[] data) {
        String type = PublicKeys.type(blob);
        byte @Nullable [] signature =
                identity.getSignature(data, type.equals("ssh-rsa") ? "rsa-sha2-512" : type);
        return signature == null
                ? refused(
                        identity.getName() + " did not sign", "", "try ssh-keygen -Y sign instead")
                : Outcome.ok(signature);
    }

    private static <T> Outcome<T> refused(String what, String why, String next) {
        return Outcome.failed(Failure.unchanged(Failure.Kind.REFUSED_IDENTITY, what, why, next));
    }
}
