package dev.postern.core.value;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Bytes that a state holds and that the journal keeps apart, by their SHA-256: a manifest, a
 * kubeconfig, an object.
 *
 * <p>Equal when the bytes are. {@link #toString()} shows the first digits of the hash and the size,
 * never the bytes.
 */
public final class Blob {
    private final byte[] bytes;
    private final String sha256;

    private Blob(byte[] bytes) {
        this.bytes = bytes;
        this.sha256 = hash(bytes);
    }

    public static Blob of(byte[] bytes) {
        return new Blob(bytes.clone());
    }

    /** A copy of the bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    public int size() {
        return bytes.length;
    }

    /** 64 lower-case hexadecimal digits. */
    public String sha256() {
        return sha256;
    }

    /** SHA-256 as 64 lower-case hexadecimal digits. */
    public static String hash(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Blob b && sha256.equals(b.sha256);
    }

    @Override
    public int hashCode() {
        return sha256.hashCode();
    }

    @Override
    public String toString() {
        return "blob " + sha256.substring(0, 12) + " (" + bytes.length + " bytes)";
    }
}
