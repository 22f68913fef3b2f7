package dev.postern.approval;

import dev.postern.approval.SshWire.Malformed;
import dev.postern.core.text.Neutral;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A signature as {@code ssh-keygen -Y sign} makes it (OpenSSH's PROTOCOL.sshsig).
 *
 * @param key the blob of the public key
 * @param namespace what it was made for
 * @param hash {@code sha256} or {@code sha512}
 * @param signature algorithm and signature, as an SSH blob
 */
record SshSignature(byte[] key, String namespace, String hash, byte[] signature) {
    private static final byte[] MAGIC = SshWire.ascii("SSHSIG");
    private static final String BEGIN = "-----BEGIN SSH SIGNATURE-----";
    private static final String END = "-----END SSH SIGNATURE-----";
    // RSA of 16384 bits has 2 KiB twice; nobody's signature is a tenth of this.
    private static final int MOST_BYTES = 32 << 10;
    private static final int MOST_IN_A_TEXT = 64;
    private static final int COLUMNS = 70;

    /** Every signature of a text, each armoured; what stands between them is passed over. */
    static List<String> blocks(String text) throws Malformed {
        List<String> blocks = new ArrayList<>();
        int at = text.indexOf(BEGIN);
        while (at >= 0) {
            int end = text.indexOf(END, at);
            if (end < 0) {
                throw new Malformed("it is cut off: the line " + END + " is missing");
            }
            if (blocks.size() == MOST_IN_A_TEXT) {
                throw new Malformed("it has more than " + MOST_IN_A_TEXT + " signatures");
            }
            blocks.add(text.substring(at, end + END.length()));
            at = text.indexOf(BEGIN, end);
        }
        if (blocks.isEmpty()) {
            throw new Malformed("there is no line " + BEGIN + " in it");
        }
        return blocks;
    }

    static SshSignature parse(String armoured) throws Malformed {
        String base64 =
                armoured.replace(BEGIN, "").replace(END, "").replaceAll("[\\r\\n\\t ]+", "");
        if (base64.length() > MOST_BYTES) {
            throw new Malformed("it is too large for a signature");
        }
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new Malformed("what stands between its first and last line is not base64");
        }
        SshWire in = new SshWire(bytes);
        if (!MessageDigest.isEqual(in.bytes(MAGIC.length), MAGIC)) {
            throw new Malformed("it does not begin as an SSH signature does");
        }
        int version = in.uint32();
        if (version != 1) {
            throw new Malformed("it has version " + Integer.toUnsignedString(version) + ", not 1");
        }
        byte[] key = in.string();
        String namespace = in.text();
        in.string(); // reserved
        String hash = in.text();
        byte[] signature = in.string();
        in.end();
        if (!hash.equals("sha256") && !hash.equals("sha512")) {
            throw new Malformed("it hashes with \"" + Neutral.line(hash, 40) + "\", not sha512");
        }
        return new SshSignature(key, namespace, hash, signature);
    }

    /** What a key signs for a message. */
    static byte[] toSign(String namespace, String hash, byte[] message) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(MAGIC);
        out.writeBytes(
                SshWire.strings(
                        SshWire.ascii(namespace),
                        new byte[0],
                        SshWire.ascii(hash),
                        digest(hash, message)));
        return out.toByteArray();
    }

    private static byte[] digest(String hash, byte[] message) {
        try {
            return MessageDigest.getInstance(hash.equals("sha256") ? "SHA-256" : "SHA-512")
                    .digest(message);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-2", e);
        }
    }

    /** Whether its key signed this message for its namespace. */
    boolean isOver(byte[] message, SshKey of) throws Malformed {
        return of.verifies(toSign(namespace, hash, message), signature);
    }

    /** As a file holds it. */
    String armoured() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(MAGIC);
        out.writeBytes(ByteBuffer.allocate(4).putInt(1).array());
        out.writeBytes(
                SshWire.strings(
                        key,
                        SshWire.ascii(namespace),
                        new byte[0],
                        SshWire.ascii(hash),
                        signature));
        String base64 =
                Base64.getEncoder()
                        .encodeToString(out.toByteArray())
                        .replaceAll("(.{" + COLUMNS + "})(?=.)", "$1\n");
        return BEGIN + "\n" + base64 + "\n" + END + "\n";
    }
}
