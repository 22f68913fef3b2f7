package dev.postern.reachkubernetes;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** A certificate authority, and what it signs. */
final class TestPki {
    private static final AtomicLong SERIAL = new AtomicLong(1000);

    final Pair authority;

    record Pair(X509Certificate certificate, PrivateKey key) {
        String pem() {
            try {
                return TestPki.pem("CERTIFICATE", certificate.getEncoded());
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        String keyPem() {
            return TestPki.pem("PRIVATE KEY", key.getEncoded());
        }
    }

    TestPki() {
        try {
            KeyPair pair = generate("EC");
            authority =
                    new Pair(
                            sign(
                                    "CN=test-ca",
                                    "CN=test-ca",
                                    pair,
                                    pair.getPrivate(),
                                    "EC",
                                    true,
                                    List.of(),
                                    Instant.now().plus(Duration.ofDays(10))),
                            pair.getPrivate());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** A server's certificate for these names; a literal address becomes an IP entry. */
    Pair server(String... names) {
        return issue(
                "CN=kube-apiserver", "EC", List.of(names), Instant.now().plus(Duration.ofDays(5)));
    }

    Pair client(String subject, String algorithm) {
        return issue(subject, algorithm, List.of(), Instant.now().plus(Duration.ofDays(5)));
    }

    Pair issue(String subject, String algorithm, List<String> names, Instant until) {
        try {
            KeyPair pair = generate(algorithm);
            return new Pair(
                    sign(subject, "CN=test-ca", pair, authority.key(), "EC", false, names, until),
                    pair.getPrivate());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair generate(String algorithm) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        switch (algorithm) {
            case "EC" -> generator.initialize(256);
            case "RSA" -> generator.initialize(2048);
            default -> {}
        }
        return generator.generateKeyPair();
    }

    private static X509Certificate sign(
            String subject,
            String issuer,
            KeyPair pair,
            PrivateKey by,
            String algorithm,
            boolean authority,
            List<String> names,
            Instant until)
            throws Exception {
        var builder =
                new JcaX509v3CertificateBuilder(
                        new X500Name(issuer),
                        BigInteger.valueOf(SERIAL.incrementAndGet()),
                        Date.from(Instant.now().minus(Duration.ofDays(30))),
                        Date.from(until),
                        new X500Name(subject),
                        pair.getPublic());
        if (authority) {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
        }
        if (!names.isEmpty()) {
            List<GeneralName> entries = new ArrayList<>();
            for (String n : names) {
                boolean address = n.matches("[0-9.]+|.*:.*");
                entries.add(
                        new GeneralName(address ? GeneralName.iPAddress : GeneralName.dNSName, n));
            }
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(entries.toArray(GeneralName[]::new)));
        }
        return new JcaX509CertificateConverter()
                .getCertificate(
                        builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(by)));
    }

    static String pem(String label, byte[] der) {
        return "-----BEGIN "
                + label
                + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                + "\n-----END "
                + label
                + "-----\n";
    }

    /** A kubeconfig that holds everything itself. */
    String kubeconfig(Pair client) {
        return kubeconfig(client.pem(), client.keyPem());
    }

    String kubeconfig(String certificate, String key) {
        return """
        apiVersion: v1
        kind: Config
        current-context: admin@test
        contexts:
        - name: admin@test
          context: {cluster: test, user: admin}
        clusters:
        - name: test
          cluster:
            server: https://127.0.0.1:6443
            certificate-authority-data: %s
        users:
        - name: admin
          user:
            client-certificate-data: %s
            client-key-data: %s
        """
                .formatted(base64(authority.pem()), base64(certificate), base64(key));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
