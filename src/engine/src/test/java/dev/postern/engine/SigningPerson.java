package dev.postern.engine;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.postern.approval.ApprovalText;
import dev.postern.approval.Approvals;
import dev.postern.approval.GivenSignature;
import dev.postern.core.value.Outcome;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;

/** Somebody with an ed25519 key. */
public final class SigningPerson {
    private static final byte[] TYPE = "ssh-ed25519".getBytes(US_ASCII);

    private final String name;
    private final KeyPair pair;
    private final byte[] blob;

    public SigningPerson(String name) {
        try {
            this.name = name;
            this.pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            byte[] encoded = pair.getPublic().getEncoded();
            // The last 32 bytes of its X.509 form are the key as SSH has it too.
            this.blob =
                    strings(TYPE, Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** A line of allowed_signers. */
    public String line() {
        return name + " ssh-ed25519 " + Base64.getEncoder().encodeToString(blob) + "\n";
    }

    public GivenSignature signs(ApprovalText text) {
        return new GivenSignature(
                name + ".sig",
                Approvals.sign(text, blob, data -> Outcome.ok(strings(TYPE, raw(data))))
                        .got()
                        .orElseThrow());
    }

    private byte[] raw(byte[] data) {
        try {
            Signature signer = Signature.getInstance("Ed25519");
            signer.initSign(pair.getPrivate());
            signer.update(data);
            return signer.sign();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] strings(byte[] one, byte[] two) {
        return ByteBuffer.allocate(8 + one.length + two.length)
                .putInt(one.length)
                .put(one)
                .putInt(two.length)
                .put(two)
                .array();
    }
}
