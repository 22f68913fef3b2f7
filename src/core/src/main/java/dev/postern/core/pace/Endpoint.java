package dev.postern.core.pace;

import dev.postern.core.fleet.HostId;

/** What is paced as one. The same API server by tunnel, address or balancer is one endpoint. */
public sealed interface Endpoint {
    /** The API server of a host. */
    record Api(HostId host) implements Endpoint {
        @Override
        public String toString() {
            return "api " + host;
        }
    }

    /** New SSH connections to a host or jump host; commands on an open one are not paced. */
    record Ssh(String host) implements Endpoint {
        @Override
        public String toString() {
            return "ssh " + host;
        }
    }

    /** A cloud provider's API. */
    record Cloud(String name) implements Endpoint {
        @Override
        public String toString() {
            return "cloud " + name;
        }
    }
}
