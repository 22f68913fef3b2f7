package dev.postern.approval;

import dev.postern.approval.SshWire.Malformed;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;

/** Keys and signatures of SSH in the JDK's terms. The JDK does the arithmetic. */
final class PublicKeys {
    private static final int ED25519_BYTES = 32;
    private static final int LEAST_RSA_BITS = 2048;
    private static final int MOST_RSA_BITS = 16384;

    private PublicKeys() {}

    /** Verifies what SSH calls the signature: the innermost string of its blob. */
    interface Verifier {
        boolean verifies(String algorithm, byte[] data, byte[] signature) throws Malformed;
    }

    static Verifier ed25519(byte[] point) throws Malformed {
        if (point.length != ED25519_BYTES) {
            throw new Malformed("its ed25519 key has " + point.length + " bytes, not 32");
        }
        // Little-endian; the highest bit is the sign of x.
        byte[] y = new byte[ED25519_BYTES];
        for (int i = 0; i < y.length; i++) {
            y[i] = point[y.length - 1 - i];
        }
        boolean odd = (y[0] & 0x80) != 0;
        y[0] &= 0x7f;
        PublicKey key =
                key(
                        "Ed25519",
                        () ->
                                new EdECPublicKeySpec(
                                        NamedParameterSpec.ED25519,
                                        new EdECPoint(odd, new BigInteger(1, y))));
        return (algorithm, data, signature) -> verify("Ed25519", key, data, signature);
    }

    static Verifier ecdsa(String curve, byte[] point) throws Malformed {
        String java =
                switch (curve) {
                    case "nistp256" -> "secp256r1";
                    case "nistp384" -> "secp384r1";
                    case "nistp521" -> "secp521r1";
                    default -> throw new Malformed("its key is of an unknown curve");
                };
        ECParameterSpec spec = curveOf(java);
        int bytes = (spec.getCurve().getField().getFieldSize() + 7) / 8;
        if (point.length != 1 + 2 * bytes || point[0] != 4) {
            throw new Malformed("its ecdsa key is no uncompressed point of " + curve);
        }
        ECPoint w =
                new ECPoint(
                        new BigInteger(1, Arrays.copyOfRange(point, 1, 1 + bytes)),
                        new BigInteger(1, Arrays.copyOfRange(point, 1 + bytes, point.length)));
        if (!isOnCurve(w, spec)) {
            throw new Malformed("its ecdsa key is no point of " + curve);
        }
        PublicKey key = key("EC", () -> new ECPublicKeySpec(w, spec));
        String hash =
                switch (curve) {
                    case "nistp256" -> "SHA256";
                    case "nistp384" -> "SHA384";
                    default -> "SHA512";
                };
        return (algorithm, data, signature) -> {
            SshWire in = new SshWire(signature);
            BigInteger r = in.number();
            BigInteger s = in.number();
            in.end();
            byte[] both = new byte[2 * bytes];
            return put(r, both, 0, bytes)
                    && put(s, both, bytes, bytes)
                    && verify(hash + "withECDSAinP1363Format", key, data, both);
        };
    }

    private static ECParameterSpec curveOf(String java) {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec(java));
            return parameters.getParameterSpec(ECParameterSpec.class);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no " + java, e);
        }
    }

    private static boolean isOnCurve(ECPoint w, ECParameterSpec spec) {
        BigInteger p = ((ECFieldFp) spec.getCurve().getField()).getP();
        BigInteger x = w.getAffineX();
        BigInteger y = w.getAffineY();
        BigInteger right =
                x.pow(3).add(spec.getCurve().getA().multiply(x)).add(spec.getCurve().getB());
        return x.compareTo(p) < 0
                && y.compareTo(p) < 0
                && y.pow(2).subtract(right).mod(p).signum() == 0;
    }

    private static boolean put(BigInteger n, byte[] into, int at, int room) {
        byte[] bytes = n.toByteArray();
        int skip = bytes.length > 1 && bytes[0] == 0 ? 1 : 0;
        int length = bytes.length - skip;
        if (length > room) {
            return false;
        }
        System.arraycopy(bytes, skip, into, at + room - length, length);
        return true;
    }

    static Verifier rsa(BigInteger exponent, BigInteger modulus) throws Malformed {
        int bits = modulus.bitLength();
        if (bits < LEAST_RSA_BITS || bits > MOST_RSA_BITS) {
            throw new Malformed(
                    "its rsa key has "
                            + bits
                            + " bits; Postern takes "
                            + LEAST_RSA_BITS
                            + " to "
                            + MOST_RSA_BITS);
        }
        if (exponent.bitLength() > 64) {
            throw new Malformed("its rsa key has an exponent that no key has");
        }
        PublicKey key = key("RSA", () -> new RSAPublicKeySpec(modulus, exponent));
        int bytes = (bits + 7) / 8;
        return (algorithm, data, signature) -> {
            // A leading zero may be left out.
            byte[] whole = new byte[bytes];
            return put(new BigInteger(1, signature), whole, 0, bytes)
                    && verify(
                            algorithm.equals("rsa-sha2-256") ? "SHA256withRSA" : "SHA512withRSA",
                            key,
                            data,
                            whole);
        };
    }

    private interface Spec {
        java.security.spec.KeySpec make();
    }

    private static PublicKey key(String algorithm, Spec spec) throws Malformed {
        try {
            return KeyFactory.getInstance(algorithm).generatePublic(spec.make());
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new Malformed("its key is none");
        }
    }

    private static boolean verify(String algorithm, PublicKey key, byte[] data, byte[] signature) {
        try {
            Signature verifier = Signature.getInstance(algorithm);
            verifier.initVerify(key);
            verifier.update(data);
            return verifier.verify(signature);
        } catch (SignatureException | java.security.InvalidKeyException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no " + algorithm, e);
        }
    }
}
