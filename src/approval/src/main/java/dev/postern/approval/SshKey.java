package dev.postern.approval;

import dev.postern.approval.SshWire.Malformed;
import dev.postern.core.text.Neutral;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * A public key that can verify. Certificates, DSA and what is unknown are none, and are said so.
 *
 * @param blob as RFC 4253 section 6.6 has it
 * @param type {@code ssh-ed25519}
 */
record SshKey(byte[] blob, String type) {
    private static final String CERTIFICATE = "-cert-v01@openssh.com";
    private static final String SK_ED25519 = "sk-ssh-ed25519@openssh.com";
    private static final String SK_ECDSA = "sk-ecdsa-sha2-nistp256@openssh.com";
    private static final int USER_PRESENT = 0x01;

    static SshKey parse(byte[] blob) throws Malformed {
        String type = new SshWire(blob).text();
        if (type.endsWith(CERTIFICATE)) {
            throw new Malformed(
                    "it is by a certificate, which Postern does not take for an approval: sign"
                            + " with the key itself, and list that key in allowed_signers");
        }
        SshKey key = new SshKey(blob, type);
        key.parts();
        return key;
    }

    /** The key's own fields, checked; the type is known from here on. */
    private Parts parts() throws Malformed {
        SshWire in = new SshWire(blob);
        in.text();
        Parts parts =
                switch (type) {
                    case "ssh-ed25519" -> new Parts(PublicKeys.ed25519(in.string()), "");
                    case SK_ED25519 -> new Parts(PublicKeys.ed25519(in.string()), in.text());
                    case "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521" ->
                            new Parts(PublicKeys.ecdsa(curve(in), in.string()), "");
                    case SK_ECDSA -> new Parts(PublicKeys.ecdsa(curve(in), in.string()), in.text());
                    case "ssh-rsa" -> new Parts(PublicKeys.rsa(in.number(), in.number()), "");
                    default ->
                            throw new Malformed(
                                    "its key is of the type \""
                                            + Neutral.line(type, 60)
                                            + "\"; Postern verifies ed25519, ecdsa, rsa and"
                                            + " security keys (sk-)");
                };
        in.end();
        return parts;
    }

    /**
     * @param application what a security key was made for; empty for others
     */
    private record Parts(PublicKeys.Verifier verifier, String application) {}

    private String curve(SshWire in) throws Malformed {
        String curve = in.text();
        if (!type.endsWith("-" + curve) && !type.endsWith("-" + curve + "@openssh.com")) {
            throw new Malformed("its key is of another curve than its type says");
        }
        return curve;
    }

    /** Whether this signature blob is this key's over the data. */
    boolean verifies(byte[] data, byte[] signature) throws Malformed {
        SshWire in = new SshWire(signature);
        String algorithm = in.text();
        if (!algorithms().contains(algorithm)) {
            throw new Malformed(
                    "it is signed with \""
                            + Neutral.line(algorithm, 60)
                            + "\", where a key "
                            + type
                            + " signs with "
                            + String.join(" or ", algorithms()));
        }
        byte[] raw = in.string();
        Parts parts = parts();
        if (!type.startsWith("sk-")) {
            in.end();
            return parts.verifier().verifies(algorithm, data, raw);
        }
        byte[] flags = in.bytes(1);
        byte[] counter = in.bytes(4);
        in.end();
        if ((flags[0] & USER_PRESENT) == 0) {
            throw new Malformed("nobody touched the security key when it was made");
        }
        byte[] signed = Arrays.copyOf(sha256(SshWire.ascii(parts.application())), 32 + 1 + 4 + 32);
        signed[32] = flags[0];
        System.arraycopy(counter, 0, signed, 33, 4);
        System.arraycopy(sha256(data), 0, signed, 37, 32);
        return parts.verifier().verifies(algorithm, signed, raw);
    }

    /** Never with SHA-1. */
    private List<String> algorithms() {
        return type.equals("ssh-rsa") ? List.of("rsa-sha2-512", "rsa-sha2-256") : List.of(type);
    }

    /** {@code SHA256:…}, as {@code ssh-keygen -l} prints it. */
    String fingerprint() {
        return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(sha256(blob));
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
