package dev.postern.lab.api;

import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;

import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/** Who asks, as the server sees it from the client certificate. */
record User(String name, List<String> groups) {
    static final User ANONYMOUS = new User("system:anonymous", List.of("system:unauthenticated"));

    User {
        groups = List.copyOf(groups);
    }

    /** Only this group is exempt from API priority and fairness, and from RBAC. */
    boolean exempt() {
        return groups.contains("system:masters");
    }

    boolean mayAll() {
        return exempt() || groups.contains("kubeadm:cluster-admins");
    }

    /** Empty where the certificate was not signed by this authority, or does not hold now. */
    static Optional<User> of(Certificate certificate, X509Certificate authority, Instant now) {
        if (!(certificate instanceof X509Certificate x)) {
            return Optional.empty();
        }
        try {
            x.verify(authority.getPublicKey());
            x.checkValidity(Date.from(now));
            String name = "";
            List<String> groups = new ArrayList<>();
            for (Rdn rdn : new LdapName(x.getSubjectX500Principal().getName()).getRdns()) {
                if (rdn.getType().equalsIgnoreCase("CN")) {
                    name = rdn.getValue().toString();
                } else if (rdn.getType().equalsIgnoreCase("O")) {
                    groups.add(rdn.getValue().toString());
                }
            }
            groups.add("system:authenticated");
            return name.isEmpty() ? Optional.empty() : Optional.of(new User(name, groups));
        } catch (GeneralSecurityException | InvalidNameException e) {
            return Optional.empty();
        }
    }
}
