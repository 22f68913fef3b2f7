package dev.postern.reachssh;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;

/** SSH public keys as blobs (RFC 4253, section 6.6) and as people see them. */
final class PublicKeys {
    private PublicKeys() {}

    /** {@code SHA256:…}, as {@code ssh-keygen -lf} prints it. */
    static String fingerprint(byte[] blob) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(blob);
            return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The key's own type, "ssh-ed25519"; "?" where the blob is none. */
    static String type(byte[] blob) {
        if (blob.length < 4) {
            return "?";
        }
        int length =
                (blob[0] & 0xff) << 24
                        | (blob[1] & 0xff) << 16
                        | (blob[2] & 0xff) << 8
                        | (blob[3] & 0xff);
        return length <= 0 || length > 100 || length > blob.length - 4
                ? "?"
                : new String(blob, 4, length, StandardCharsets.US_ASCII);
    }

    /** The blob of "ssh-ed25519 AAAA… comment". */
    static Optional<byte[]> parse(String line) {
        String[] words = line.strip().split("[ \t]+", -1);
        return words.length < 2 ? Optional.empty() : decode(words[0], words[1]);
    }

    /** The blob of a base64 text, where it is of the type that is claimed. */
    static Optional<byte[]> decode(String type, String base64) {
        try {
            byte[] blob = Base64.getDecoder().decode(base64);
            return type(blob).equals(type) ? Optional.of(blob) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    static String line(byte[] blob) {
        return type(blob) + " " + Base64.getEncoder().encodeToString(blob);
    }
}
