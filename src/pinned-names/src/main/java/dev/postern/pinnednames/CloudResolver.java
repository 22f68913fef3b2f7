package dev.postern.pinnednames;

import org.minidns.record.Record.TYPE;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * The name server that the user named ({@code resolver:} in fleet.yaml), asked for the names of
 * cloud endpoints and for nothing else.
 *
 * <p>What it said is kept for as long as it said, within bounds, and longer while it does not
 * answer any more: an address that was right a while ago is better than none, and TLS tells whether
 * it still is. A name that failed is not asked for again at once.
 */
public final class CloudResolver {
    private static final int PORT = 53;

    /** A look-up never takes longer, both families together. */
    private static final Duration DEADLINE = Duration.ofSeconds(5);

    private static final Duration KEPT_AT_LEAST = Duration.ofMinutes(1);
    private static final Duration KEPT_AT_MOST = Duration.ofHours(1);
    private static final Duration FAILED_FOR = Duration.ofSeconds(10);

    private final InetSocketAddress server;
    private final NameServer asks;
    private final LongSupplier nanos;
    private final Map<String, Known> known = new HashMap<>();

    /** What is known of one name. One thread asks; who wants the same name waits for its answer. */
    private static final class Known {
        final ReentrantLock lock = new ReentrantLock();
        List<InetAddress> addresses = List.of();
        String trouble = "";
        boolean asked;
        long until;
    }

    /**
     * @param server a literal address; asked on port 53
     * @param names of cloud endpoints, lower case without a trailing dot; pinned ones not among
     *     them
     */
    public CloudResolver(InetAddress server, java.util.Set<String> names) {
        this(new InetSocketAddress(server, PORT), names, DEADLINE, System::nanoTime);
    }

    CloudResolver(
            InetSocketAddress server,
            java.util.Set<String> names,
            Duration deadline,
            LongSupplier nanos) {
        this.server = server;
        this.asks = new NameServer(server, deadline);
        this.nanos = nanos;
        names.forEach(n -> known.put(n, new Known()));
    }

    /** Whether it is asked for this name, in its normal form. */
    boolean answersFor(String name) {
        return known.containsKey(name);
    }

    /**
     * All addresses of a name that it answers for.
     *
     * @throws UnknownHostException with a sentence that names the name and the lines of fleet.yaml
     */
    List<InetAddress> addresses(String name) throws UnknownHostException {
        Known k = known.get(name);
        if (k == null) {
            throw new UnknownHostException(PinnedNames.explain(name));
        }
        k.lock.lock();
        try {
            if (!k.asked || nanos.getAsLong() - k.until >= 0) {
                ask(name, k);
            }
            if (k.addresses.isEmpty()) {
                throw new UnknownHostException(k.trouble);
            }
            return k.addresses;
        } finally {
            k.lock.unlock();
        }
    }

    private void ask(String name, Known k) {
        List<InetAddress> found = new ArrayList<>();
        List<String> troubles = new ArrayList<>();
        long kept = KEPT_AT_MOST.toNanos();
        NameServer.Turn turn = asks.turn();
        for (TYPE family : List.of(TYPE.A, TYPE.AAAA)) {
            try {
                Addresses said = turn.ask(name, family);
                found.addAll(said.addresses());
                if (!said.addresses().isEmpty()) {
                    kept = Math.min(kept, Duration.ofSeconds(said.ttl()).toNanos());
                }
            } catch (NameServer.NoAnswer e) {
                troubles.add(e.why());
            }
        }
        k.asked = true;
        if (found.isEmpty()) {
            k.trouble = explain(name, troubles);
            k.until = nanos.getAsLong() + FAILED_FOR.toNanos();
        } else {
            k.addresses = List.copyOf(found);
            k.until = nanos.getAsLong() + Math.max(KEPT_AT_LEAST.toNanos(), kept);
        }
    }

    private String explain(String name, List<String> troubles) {
        String shown = PinnedNames.shown(name);
        String why =
                troubles.isEmpty()
                        ? "has no address for it"
                        : String.join("; ", troubles.stream().distinct().toList());
        return shown
                + " is not known: the name server "
                + server.getAddress().getHostAddress()
                + " (resolver: in fleet.yaml) "
                + why
                + "; it can be pinned instead: pinned-names: {"
                + shown
                + ": [ADDRESS]}";
    }
}
