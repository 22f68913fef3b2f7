package dev.postern.reachkubernetes;

import dev.postern.core.fleet.ApiAccess;
import dev.postern.core.fleet.ApiAccess.ApiPath;
import dev.postern.core.fleet.Host;
import dev.postern.core.fleet.HostId;
import dev.postern.core.reach.DialRule;
import dev.postern.core.reach.Tunnels;
import dev.postern.core.time.Time;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;

/** The ladder of paths to one server: which comes next, and where it leads. */
final class Ways {
    // Then the better path is given another chance; until then it would cost a connection each
    // time.
    private static final Duration FORGET_FAILURE = Duration.ofSeconds(30);

    private final HostId host;
    private final Tunnels tunnels;
    private final DialRule dial;
    private final Time time;
    private final IntSupplier port;
    private final int balancerPort;
    private final List<Way> ladder = new ArrayList<>();
    private final Map<Way, Instant> failed = new HashMap<>();

    /**
     * One path.
     *
     * @param to empty for the tunnel, whose address is found when it is opened
     */
    record Way(ApiPath path, Optional<InetAddress> to) {
        @Override
        public String toString() {
            return switch (path) {
                case TUNNEL -> "tunnel";
                case DIRECT -> "direct " + address();
                case LOAD_BALANCER -> "balancer " + address();
            };
        }

        private String address() {
            return to.map(InetAddress::getHostAddress).orElse("");
        }
    }

    /**
     * @param port what the host's API server listens on
     */
    Ways(Host host, ApiAccess api, Tunnels tunnels, DialRule dial, Time time, IntSupplier port) {
        this.host = host.id();
        this.tunnels = tunnels;
        this.dial = dial;
        this.time = time;
        this.port = port;
        this.balancerPort = api.port();
        for (ApiPath path : api.ladder()) {
            switch (path) {
                case TUNNEL -> ladder.add(new Way(path, Optional.empty()));
                case DIRECT ->
                        host.addresses().forEach(a -> ladder.add(new Way(path, Optional.of(a))));
                case LOAD_BALANCER ->
                        api.loadBalancer()
                                .ifPresent(a -> ladder.add(new Way(path, Optional.of(a))));
            }
        }
    }

    /** All, those that failed a moment ago last. */
    synchronized List<Way> inOrder() {
        Instant now = time.now();
        List<Way> fresh = new ArrayList<>();
        List<Way> stale = new ArrayList<>();
        for (Way w : ladder) {
            Instant at = failed.get(w);
            (at == null || !now.isBefore(at.plus(FORGET_FAILURE)) ? fresh : stale).add(w);
        }
        fresh.addAll(stale);
        return fresh;
    }

    /** Only the host's own loopback, where there is a tunnel; else by its addresses. */
    List<Way> nearest() {
        ApiPath wanted =
                ladder.stream().anyMatch(w -> w.path() == ApiPath.TUNNEL)
                        ? ApiPath.TUNNEL
                        : ApiPath.DIRECT;
        return ladder.stream().filter(w -> w.path() == wanted).toList();
    }

    synchronized void failed(Way way) {
        failed.put(way, time.now());
    }

    synchronized void worked(Way way) {
        failed.remove(way);
    }

    /** Where the way leads just now; opens the tunnel. */
    Outcome<InetSocketAddress> resolve(Way way) {
        if (way.to().isEmpty()) {
            // Our own forward: what it leads to was the business of the SSH adapter's rule.
            return tunnels.open(host, port.getAsInt());
        }
        InetSocketAddress address =
                new InetSocketAddress(
                        way.to().get(),
                        way.path() == ApiPath.LOAD_BALANCER ? balancerPort : port.getAsInt());
        try {
            dial.check(address);
            return Outcome.ok(address);
        } catch (IOException e) {
            return Outcome.failed(
                    Failure.unchanged(
                            Failure.Kind.REFUSED,
                            host + " api: " + way + " must not be dialled",
                            String.valueOf(e.getMessage()),
                            ""));
        }
    }
}
