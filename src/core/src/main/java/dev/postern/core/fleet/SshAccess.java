package dev.postern.core.fleet;

import java.util.List;
import java.util.Optional;

/**
 * How a host is reached by SSH. What is empty comes from the user's OpenSSH configuration, then
 * from its defaults.
 *
 * @param alias the name under which the user's {@code ~/.ssh/config} knows the host
 * @param credentials tried in this order; empty means the configuration's identities, then the
 *     agent
 * @param jump names of jump hosts, first hop first
 * @param hostKeys pinned public keys in {@code known_hosts} form ("ssh-ed25519 AAAA…"); where any
 *     is given, no other is accepted
 * @param knownHosts a known_hosts file to use instead of the user's
 * @param privilege how commands become root
 */
public record SshAccess(
        Optional<String> alias,
        Optional<String> user,
        Optional<Integer> port,
        List<CredentialRef> credentials,
        List<String> jump,
        List<String> hostKeys,
        Optional<java.nio.file.Path> knownHosts,
        Privilege privilege) {

    /** How a command on the host becomes root. */
    public sealed interface Privilege {
        /** The login is root already. */
        record Root() implements Privilege {}

        /** {@code sudo -n}. */
        record Sudo() implements Privilege {}

        /** {@code sudo -S}, the password over standard input. */
        record SudoWithPassword(CredentialRef password) implements Privilege {}
    }

    public SshAccess {
        credentials = List.copyOf(credentials);
        jump = List.copyOf(jump);
        hostKeys = List.copyOf(hostKeys);
    }
}
