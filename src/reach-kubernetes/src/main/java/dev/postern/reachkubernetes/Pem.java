package dev.postern.reachkubernetes;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** PEM text to certificates and private keys: PKCS#8, PKCS#1 (RSA) and SEC1 (EC). */
final class Pem {
    private static final Pattern BLOCK =
            Pattern.compile(
                    "-----BEGIN ([A-Z0-9 ]{1,40})-----([A-Za-z0-9+/=\\s]{0,100000})-----END \\1-----");
    private static final byte[] RSA = HexFormat.of().parseHex("300d06092a864886f70d0101010500");
    private static final byte[] EC_OID = HexFormat.of().parseHex("06072a8648ce3d0201");

    private Pem() {}

    private record Block(String label, byte[] der) {}

    private static List<Block> blocks(byte[] pem) throws CertificateException {
        List<Block> blocks = new ArrayList<>();
        Matcher m = BLOCK.matcher(new String(pem, StandardCharsets.ISO_8859_1));
        while (m.find()) {
            try {
                blocks.add(new Block(m.group(1), Base64.getMimeDecoder().decode(m.group(2))));
            } catch (IllegalArgumentException e) {
                throw new CertificateException("a PEM block that is not base64", e);
            }
        }
        return blocks;
    }

    /** All certificates of the text, at least one. */
    static List<X509Certificate> certificates(byte[] pem) throws CertificateException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        List<X509Certificate> found = new ArrayList<>();
        for (Block b : blocks(pem)) {
            if (b.label().equals("CERTIFICATE")) {
                found.add(
                        (X509Certificate)
                                factory.generateCertificate(new ByteArrayInputStream(b.der())));
            }
        }
        if (found.isEmpty()) {
            throw new CertificateException("no certificate in the PEM text");
        }
        return found;
    }

    /**
     * The first private key of the text.
     *
     * @param algorithm of the certificate's public key: PKCS#8 is read as that
     */
    static PrivateKey key(byte[] pem, String algorithm) throws GeneralSecurityException {
        for (Block b : blocks(pem)) {
            switch (b.label()) {
                case "PRIVATE KEY" -> {
                    return pkcs8(b.der(), algorithm);
                }
                case "RSA PRIVATE KEY" -> {
                    return pkcs8(wrap(RSA, b.der()), "RSA");
                }
                case "EC PRIVATE KEY" -> {
                    return pkcs8(wrap(curve(b.der()), b.der()), "EC");
                }
                case "ENCRYPTED PRIVATE KEY" ->
                        throw new CertificateException(
                                "the private key is encrypted: no client of Kubernetes reads that");
                default -> {}
            }
        }
        throw new CertificateException("no private key in the PEM text");
    }

    private static PrivateKey pkcs8(byte[] der, String algorithm) throws GeneralSecurityException {
        PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(der);
        try {
            return KeyFactory.getInstance(algorithm).generatePrivate(spec);
        } finally {
            Arrays.fill(der, (byte) 0);
        }
    }

    /** PKCS#8 around an older form: version 0, the algorithm, the key as an octet string. */
    private static byte[] wrap(byte[] algorithm, byte[] key) {
        ByteArrayOutputStream inner = new ByteArrayOutputStream();
        inner.writeBytes(new byte[] {2, 1, 0});
        inner.writeBytes(algorithm);
        inner.writeBytes(tlv(4, key));
        return tlv(0x30, inner.toByteArray());
    }

    /** The algorithm of a SEC1 key: its curve is field 0 of the key itself (RFC 5915). */
    private static byte[] curve(byte[] der) throws CertificateException {
        try {
            int[] at = {0};
            enter(der, at, 0x30);
            skip(der, at, 0x02);
            skip(der, at, 0x04);
            enter(der, at, 0xa0);
            int begin = at[0];
            skip(der, at, 0x06);
            ByteArrayOutputStream id = new ByteArrayOutputStream();
            id.writeBytes(EC_OID);
            id.write(der, begin, at[0] - begin);
            return tlv(0x30, id.toByteArray());
        } catch (IndexOutOfBoundsException e) {
            throw new CertificateException("the EC private key is cut short", e);
        }
    }

    private static int enter(byte[] der, int[] at, int tag) throws CertificateException {
        if ((der[at[0]++] & 0xff) != tag) {
            throw new CertificateException("the EC private key does not name its curve");
        }
        int length = der[at[0]++] & 0xff;
        if (length >= 0x80) {
            int more = length & 0x7f;
            length = 0;
            for (int i = 0; i < more && i < 3; i++) {
                length = (length << 8) | (der[at[0]++] & 0xff);
            }
        }
        return length;
    }

    private static void skip(byte[] der, int[] at, int tag) throws CertificateException {
        int length = enter(der, at, tag);
        at[0] += length;
    }

    private static byte[] tlv(int tag, byte[] value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        int n = value.length;
        if (n < 0x80) {
            out.write(n);
        } else if (n < 0x100) {
            out.write(0x81);
            out.write(n);
        } else {
            out.write(0x82);
            out.write(n >> 8);
            out.write(n);
        }
        out.writeBytes(value);
        return out.toByteArray();
    }
}
