package dev.postern.actions.host;

import dev.postern.core.text.Neutral;
import dev.postern.core.value.Blob;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How long a certificate lasts.
 *
 * @param file where it is
 * @param subject its name, neutral
 */
public record CertificateLife(String file, String subject, Instant expires, long daysLeft) {
    private static final Pattern IN_KUBECONFIG =
            Pattern.compile("client-certificate-data:\\s*([A-Za-z0-9+/=]{100,20000})");

    /** The first certificate of a PEM file or of a kubeconfig; empty where there is none. */
    public static Optional<CertificateLife> of(String file, Blob content, Instant now) {
        String text = new String(content.bytes(), StandardCharsets.UTF_8);
        byte[] pem = content.bytes();
        var inside = IN_KUBECONFIG.matcher(text);
        if (inside.find()) {
            try {
                pem = Base64.getDecoder().decode(inside.group(1));
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }
        try {
            X509Certificate c =
                    (X509Certificate)
                            CertificateFactory.getInstance("X.509")
                                    .generateCertificate(new ByteArrayInputStream(pem));
            Instant expires = c.getNotAfter().toInstant();
            return Optional.of(
                    new CertificateLife(
                            file,
                            Neutral.line(c.getSubjectX500Principal().getName(), 120),
                            expires,
                            Duration.between(now, expires).toDays()));
        } catch (CertificateException e) {
            return Optional.empty();
        }
    }
}
