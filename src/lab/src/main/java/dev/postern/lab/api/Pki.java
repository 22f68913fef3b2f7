package dev.postern.lab.api;

import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;

/**
 * A cluster's certificate authority and what it signs, as kubeadm makes them (phases/certs): the CA
 * for ten years, the rest for one.
 */
public final class Pki {
    /** A key with its certificate. */
    public record Signed(KeyPair key, X509Certificate certificate) {
        /** The certificate in PEM. */
        public String certificatePem() {
            return pem(certificate);
        }

        /**
         * The private key in PEM, in the traditional form that kubeadm writes. A key of the JDK's
         * leaves its curve to the PKCS#8 around it, which that form has not.
         */
        public String keyPem() {
            PrivateKeyInfo info = PrivateKeyInfo.getInstance(key.getPrivate().getEncoded());
            try {
                ECPrivateKey plain = ECPrivateKey.getInstance(info.parsePrivateKey());
                ECPrivateKey named =
                        new ECPrivateKey(
                                256,
                                plain.getKey(),
                                SubjectPublicKeyInfo.getInstance(key.getPublic().getEncoded())
                                        .getPublicKeyData(),
                                info.getPrivateKeyAlgorithm().getParameters());
                return pem(new PemObject("EC PRIVATE KEY", named.getEncoded()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private final X500Name name;
    private final Signed authority;
    private final Instant from;
    private long serial = 1;

    /**
     * @param commonName of the authority, "kubernetes" on kubeadm
     * @param from when its certificates begin to hold
     */
    public Pki(String commonName, Instant from) {
        this.from = from;
        this.name = new X500Name("CN=" + commonName);
        KeyPair key = ellipticKey();
        authority =
                new Signed(key, sign(name, key.getPublic(), key, 3650, List.of(), Use.AUTHORITY));
    }

    public X509Certificate certificate() {
        return authority.certificate();
    }

    /** The authority itself: kubeadm leaves its key on every control-plane host. */
    public Signed authority() {
        return authority;
    }

    private enum Use {
        AUTHORITY,
        SERVER,
        CLIENT
    }

    /** A serving certificate for these names and addresses. */
    public synchronized Signed server(
            String commonName, List<String> names, List<InetAddress> addresses) {
        List<GeneralName> all = new ArrayList<>();
        names.forEach(n -> all.add(new GeneralName(GeneralName.dNSName, n)));
        addresses.forEach(a -> all.add(new GeneralName(GeneralName.iPAddress, a.getHostAddress())));
        KeyPair key = ellipticKey();
        return new Signed(
                key,
                sign(
                        new X500Name("CN=" + commonName),
                        key.getPublic(),
                        authority.key(),
                        365,
                        all,
                        Use.SERVER));
    }

    /** A client certificate; {@code group} is its organization. */
    public synchronized Signed client(String user, String group, KeyPair key) {
        return new Signed(
                key,
                sign(
                        new X500Name("O=" + group + ",CN=" + user),
                        key.getPublic(),
                        authority.key(),
                        365,
                        List.of(),
                        Use.CLIENT));
    }

    /**
     * The same names and uses with a new key, signed by this authority.
     *
     * @param authority of the same name as the old one's issuer
     */
    static Signed again(X509Certificate old, Signed authority, Instant from, Instant until) {
        KeyPair key = ellipticKey();
        try {
            JcaX509CertificateHolder former = new JcaX509CertificateHolder(old);
            JcaX509v3CertificateBuilder builder =
                    new JcaX509v3CertificateBuilder(
                            former.getIssuer(),
                            new BigInteger(62, new SecureRandom()),
                            Date.from(from),
                            Date.from(until),
                            former.getSubject(),
                            key.getPublic());
            for (Object oid : former.getExtensionOIDs()) {
                builder.addExtension(former.getExtension((ASN1ObjectIdentifier) oid));
            }
            return new Signed(key, signed(builder, authority.key()));
        } catch (OperatorCreationException | CertificateException | CertIOException e) {
            throw new IllegalStateException("the lab cannot sign its own certificates", e);
        }
    }

    /** The first certificate in PEM; empty where there is none. */
    static Optional<X509Certificate> certificate(String pem) {
        try {
            return Optional.of(
                    (X509Certificate)
                            CertificateFactory.getInstance("X.509")
                                    .generateCertificate(
                                            new ByteArrayInputStream(
                                                    pem.getBytes(StandardCharsets.UTF_8))));
        } catch (CertificateException e) {
            return Optional.empty();
        }
    }

    /** With its key, in the form of {@link Signed#keyPem}; empty where that is none. */
    static Optional<Signed> signed(X509Certificate certificate, String keyPem) {
        try (PEMParser parser = new PEMParser(new StringReader(keyPem))) {
            return parser.readObject() instanceof PEMKeyPair pair
                    ? Optional.of(
                            new Signed(new JcaPEMKeyConverter().getKeyPair(pair), certificate))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private X509Certificate sign(
            X500Name subject,
            PublicKey key,
            KeyPair signer,
            int days,
            List<GeneralName> names,
            Use use) {
        try {
            JcaX509v3CertificateBuilder builder =
                    new JcaX509v3CertificateBuilder(
                            name,
                            BigInteger.valueOf(serial++),
                            Date.from(from),
                            Date.from(from.plus(Duration.ofDays(days + 730L))),
                            subject,
                            key);
            builder.addExtension(
                    Extension.basicConstraints, true, new BasicConstraints(use == Use.AUTHORITY));
            builder.addExtension(
                    Extension.keyUsage,
                    true,
                    new KeyUsage(
                            use == Use.AUTHORITY
                                    ? KeyUsage.keyCertSign
                                            | KeyUsage.digitalSignature
                                            | KeyUsage.keyEncipherment
                                    : KeyUsage.digitalSignature | KeyUsage.keyEncipherment));
            if (use != Use.AUTHORITY) {
                builder.addExtension(
                        Extension.extendedKeyUsage,
                        false,
                        new ExtendedKeyUsage(
                                use == Use.SERVER
                                        ? KeyPurposeId.id_kp_serverAuth
                                        : KeyPurposeId.id_kp_clientAuth));
            }
            if (!names.isEmpty()) {
                builder.addExtension(
                        Extension.subjectAlternativeName,
                        false,
                        new GeneralNames(names.toArray(GeneralName[]::new)));
            }
            return signed(builder, signer);
        } catch (OperatorCreationException | CertificateException | CertIOException e) {
            throw new IllegalStateException("the lab cannot sign its own certificates", e);
        }
    }

    private static X509Certificate signed(JcaX509v3CertificateBuilder builder, KeyPair signer)
            throws OperatorCreationException, CertificateException {
        return new JcaX509CertificateConverter()
                .getCertificate(
                        builder.build(
                                new JcaContentSignerBuilder("SHA256withECDSA")
                                        .build(signer.getPrivate())));
    }

    /** What kubeadm makes with {@code encryptionAlgorithm: ECDSA-P256}: made in no time. */
    public static KeyPair ellipticKey() {
        try {
            KeyPairGenerator g = KeyPairGenerator.getInstance("EC");
            g.initialize(new ECGenParameterSpec("secp256r1"));
            return g.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has P-256", e);
        }
    }

    /** The object in PEM. */
    static String pem(Object object) {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter out = new JcaPEMWriter(text)) {
            out.writeObject(object);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
