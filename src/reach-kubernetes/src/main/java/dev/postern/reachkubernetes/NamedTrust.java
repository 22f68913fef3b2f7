package dev.postern.reachkubernetes;

import java.net.InetAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Trusts only the cluster's certificate authority, and only a certificate for the wanted name,
 * whatever address was dialled. fabric8 8.0.0 parses {@code tls-server-name} and then verifies the
 * URL's host all the same.
 */
final class NamedTrust extends X509ExtendedTrustManager {
    private static final int DNS = 2;
    private static final int IP = 7;

    private final List<X509Certificate> authorities;
    private final InstantSource clock;
    private final String name;

    /**
     * @param clock certificates must be valid by it when they are presented: the console's, not the
     *     system's
     */
    NamedTrust(Collection<X509Certificate> authorities, String name, InstantSource clock) {
        this.name = name.toLowerCase(Locale.ROOT);
        this.authorities = List.copyOf(authorities);
        this.clock = clock;
    }

    private static X509TrustManager chain(Collection<X509Certificate> authorities, Instant at) {
        try {
            Set<TrustAnchor> anchors = new HashSet<>();
            for (X509Certificate c : authorities) {
                anchors.add(new TrustAnchor(c, null));
            }
            PKIXBuilderParameters rules =
                    new PKIXBuilderParameters(anchors, new X509CertSelector());
            // There is no revocation list to fetch, and no network to fetch it through.
            rules.setRevocationEnabled(false);
            rules.setDate(Date.from(at));
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(new CertPathTrustManagerParameters(rules));
            for (TrustManager m : factory.getTrustManagers()) {
                if (m instanceof X509TrustManager x) {
                    return x;
                }
            }
            throw new IllegalStateException("PKIX without an X.509 trust manager");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot make a trust manager", e);
        }
    }

    private void check(X509Certificate[] certificates, String type) throws CertificateException {
        chain(authorities, clock.instant()).checkServerTrusted(certificates, type);
        List<String> seen = new ArrayList<>();
        Optional<InetAddress> address = literal(name);
        Collection<List<?>> alternatives = certificates[0].getSubjectAlternativeNames();
        if (alternatives != null) {
            for (List<?> entry : alternatives) {
                if (entry.get(0) instanceof Integer kind && entry.get(1) instanceof String text) {
                    seen.add(text);
                    if ((kind == DNS && matches(text.toLowerCase(Locale.ROOT)))
                            || (kind == IP
                                    && address.isPresent()
                                    && address.equals(literal(text)))) {
                        return;
                    }
                }
            }
        }
        throw new CertificateException(
                "the certificate is for "
                        + (seen.isEmpty() ? "no name at all" : String.join(", ", seen))
                        + ", not for the server-name "
                        + name);
    }

    private boolean matches(String pattern) {
        if (!pattern.startsWith("*.")) {
            return pattern.equals(name);
        }
        int dot = name.indexOf('.');
        return dot > 0 && name.substring(dot).equals(pattern.substring(1));
    }

    private static Optional<InetAddress> literal(String text) {
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] certificates, String type)
            throws CertificateException {
        check(certificates, type);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] certificates, String type, Socket socket)
            throws CertificateException {
        check(certificates, type);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] certificates, String type, SSLEngine engine)
            throws CertificateException {
        check(certificates, type);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] certificates, String type)
            throws CertificateException {
        throw new CertificateException("postern is no server");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] certificates, String type, Socket socket)
            throws CertificateException {
        throw new CertificateException("postern is no server");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] certificates, String type, SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("postern is no server");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return authorities.toArray(X509Certificate[]::new);
    }
}
