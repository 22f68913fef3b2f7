package dev.postern.core.fleet;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * How the API servers of a cluster are reached.
 *
 * @param port what the servers listen on; where a host's manifest says otherwise, the manifest is
 *     right
 * @param serverName the name that TLS verifies, whatever address is dialled ({@code kubernetes} on
 *     kubeadm)
 * @param ca a PEM file; where empty, the certificate authority inside the identity's kubeconfig
 * @param identities kubeconfigs, tried in this order; an exempt one ({@code super-admin.conf})
 *     comes first
 * @param loadBalancer an address in front of all servers, the last path of all
 * @param ladder which paths, in which order
 */
public record ApiAccess(
        int port,
        String serverName,
        Optional<CredentialRef> ca,
        List<CredentialRef> identities,
        Optional<InetAddress> loadBalancer,
        List<ApiPath> ladder) {

    /** One way to an API server. */
    public enum ApiPath {
        /** An SSH forward to the host's own loopback. */
        TUNNEL,
        /** The host's address. */
        DIRECT,
        /** The load balancer. */
        LOAD_BALANCER
    }

    public ApiAccess {
        identities = List.copyOf(identities);
        ladder = List.copyOf(ladder);
    }
}
