package dev.postern.core.fleet;

import java.net.URI;
import java.util.Optional;

/** A set of worker nodes that is scaled as one. */
public record NodeGroup(ClusterName cluster, String name, Provider provider) {
    /** Who scales it. */
    public sealed interface Provider {
        /**
         * An AWS Auto Scaling group.
         *
         * @param endpoint where the API is, when not AWS's own regional address (whose name must be
         *     pinned)
         * @param profile the AWS profile whose credentials are used
         */
        record Aws(String group, String region, Optional<URI> endpoint, Optional<String> profile)
                implements Provider {}
    }

    /** {@code eu-1/workers}. */
    public String id() {
        return cluster + "/" + name;
    }
}
