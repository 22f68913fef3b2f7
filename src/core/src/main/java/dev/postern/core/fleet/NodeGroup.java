package dev.postern.core.fleet;

import java.net.URI;
import java.util.Optional;

/** A set of worker nodes that is scaled as one. */
public record NodeGroup(ClusterName cluster, String name, Provider provider) {
    /** Who scales it. */
    public sealed interface Provider {
        /** Where its API is. */
        URI api();

        /**
         * An AWS Auto Scaling group.
         *
         * @param endpoint where the API is, when not AWS's own regional address (whose name must be
         *     pinned, or asked of a resolver)
         * @param profile the AWS profile whose credentials are used
         */
        record Aws(String group, String region, Optional<URI> endpoint, Optional<String> profile)
                implements Provider {
            @Override
            public URI api() {
                return endpoint.orElseGet(
                        () -> URI.create("https://autoscaling." + region + ".amazonaws.com"));
            }
        }
    }

    /** {@code eu-1/workers}. */
    public String id() {
        return cluster + "/" + name;
    }
}
