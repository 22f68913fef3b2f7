package dev.postern.reachssh;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a user certificate says (OpenSSH's PROTOCOL.certkeys), read here because a server that
 * refuses one says nothing but "no".
 *
 * @param key the blob of the public key that it certifies
 * @param validBefore {@link Instant#MAX} where it is for ever
 */
record UserCertificate(
        Path file,
        String id,
        boolean forUsers,
        List<String> principals,
        Instant validAfter,
        Instant validBefore,
        byte[] key) {
    private static final String SUFFIX = "-cert-v01@openssh.com";

    /** Empty where the file is no certificate. */
    static Optional<UserCertificate> read(Path file) {
        try {
            if (Files.size(file) > 1 << 20) {
                return Optional.empty();
            }
            Optional<byte[]> blob =
                    PublicKeys.parse(Files.readString(file, StandardCharsets.ISO_8859_1));
            return blob.flatMap(b -> parse(file, b));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    static Optional<UserCertificate> parse(Path file, byte[] blob) {
        try {
            ByteBuffer in = ByteBuffer.wrap(blob);
            String type = text(in);
            if (!type.endsWith(SUFFIX)) {
                return Optional.empty();
            }
            String base = type.substring(0, type.length() - SUFFIX.length());
            string(in); // nonce
            int fieldsStart = in.position();
            int fields =
                    switch (base) {
                        case "ssh-ed25519", "ssh-ed448" -> 1;
                        case "ssh-rsa" -> 2;
                        default -> base.startsWith("ecdsa-sha2-") ? 2 : -1;
                    };
            if (fields < 0) {
                return Optional.empty();
            }
            for (int i = 0; i < fields; i++) {
                string(in);
            }
            byte[] name = base.getBytes(StandardCharsets.US_ASCII);
            byte[] key =
                    ByteBuffer.allocate(4 + name.length + in.position() - fieldsStart)
                            .putInt(name.length)
                            .put(name)
                            .put(blob, fieldsStart, in.position() - fieldsStart)
                            .array();
            in.getLong(); // serial
            int kind = in.getInt();
            String id = text(in);
            List<String> principals = new ArrayList<>();
            ByteBuffer names = ByteBuffer.wrap(string(in));
            while (names.hasRemaining()) {
                principals.add(text(names));
            }
            Instant after = instant(in.getLong());
            Instant before = instant(in.getLong());
            return Optional.of(
                    new UserCertificate(
                            file, id, kind == 1, List.copyOf(principals), after, before, key));
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * Why a server would refuse it for this login, in words; empty where nothing speaks against it.
     */
    Optional<String> objection(String user, Instant now) {
        if (!forUsers) {
            return Optional.of("the certificate " + file + " is a host's, not a user's");
        }
        if (!now.isBefore(validBefore)) {
            return Optional.of("the certificate " + file + " expired at " + validBefore);
        }
        if (now.isBefore(validAfter)) {
            return Optional.of("the certificate " + file + " is not valid before " + validAfter);
        }
        if (!principals.isEmpty() && !principals.contains(user)) {
            return Optional.of(
                    "the certificate "
                            + file
                            + " is for "
                            + String.join(", ", principals)
                            + ", not for "
                            + user);
        }
        return Optional.empty();
    }

    private static Instant instant(long seconds) {
        // Unsigned; "for ever" is all ones.
        return seconds < 0 || seconds > Instant.MAX.getEpochSecond()
                ? Instant.MAX
                : Instant.ofEpochSecond(seconds);
    }

    private static byte[] string(ByteBuffer in) {
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] out = new byte[length];
        in.get(out);
        return out;
    }

    private static String text(ByteBuffer in) {
        return new String(string(in), StandardCharsets.UTF_8);
    }
}
