package dev.postern.reachkubernetes;

import dev.postern.core.reach.KubernetesApi.Identity;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;

/**
 * A client certificate, ready to be presented. The private key stays inside the TLS context.
 *
 * @param known who we are by it
 */
record ClientIdentity(Identity known, SSLContext tls) {
    private static final String EXEMPT = "system:masters";

    /**
     * @param authority PEM; instead of the kubeconfig's own
     * @param serverName what the server's certificate must be for
     * @param clock certificates must be valid by it
     */
    static Outcome<ClientIdentity> of(
            String source,
            Kubeconfig config,
            Optional<byte[]> authority,
            String serverName,
            InstantSource clock) {
        Optional<byte[]> trusted = authority.or(config::authority);
        if (trusted.isEmpty()) {
            return unusable(
                    source,
                    "no certificate authority: neither the fleet names one (ca) nor does the"
                            + " kubeconfig hold one");
        }
        try {
            List<X509Certificate> chain = Pem.certificates(config.certificate());
            X509Certificate own = chain.getFirst();
            PrivateKey key = Pem.key(config.key(), own.getPublicKey().getAlgorithm());
            SSLContext tls =
                    OneConnection.context(
                            new KeyManager[] {
                                new FixedKey(chain.toArray(X509Certificate[]::new), key)
                            },
                            new NamedTrust(Pem.certificates(trusted.get()), serverName, clock));
            return Outcome.ok(new ClientIdentity(identity(own, source), tls));
        } catch (GeneralSecurityException e) {
            return unusable(
                    source,
                    e.getMessage() == null
                            ? "its certificate or key cannot be read"
                            : e.getMessage());
        }
    }

    private static <T> Outcome<T> unusable(String source, String why) {
        return Outcome.failed(
                Failure.unchanged(
                        Failure.Kind.BROKEN,
                        source + ": not usable as an identity",
                        why,
                        "correct it, or name another one under identities in fleet.yaml"));
    }

    private static Identity identity(X509Certificate certificate, String source) {
        String user = "";
        List<String> groups = new ArrayList<>();
        try {
            for (Rdn rdn :
                    new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
                if (rdn.getType().equalsIgnoreCase("CN")) {
                    user = String.valueOf(rdn.getValue());
                } else if (rdn.getType().equalsIgnoreCase("O")) {
                    groups.add(String.valueOf(rdn.getValue()));
                }
            }
        } catch (InvalidNameException e) {
            user = certificate.getSubjectX500Principal().getName();
        }
        return new Identity(
                dev.postern.core.text.Neutral.line(user, 200),
                groups.contains(EXEMPT),
                source,
                Optional.of(certificate.getNotAfter().toInstant()));
    }

    /** Said before any request: a server would only answer 401, after a handshake. */
    Optional<Failure> expired(String server, Instant now) {
        return known.expires()
                .filter(end -> !end.isAfter(now))
                .map(end ->
                        Failure.unchanged(
                                Failure.Kind.REFUSED_IDENTITY,
                                server + ": the certificate of " + known.user() + " has expired",
                                "it ended at " + end + " (" + known.source() + ")",
                                "postern renew-certificates renews what has ended on the"
                                        + " hosts; or name another identity"));
    }
}
