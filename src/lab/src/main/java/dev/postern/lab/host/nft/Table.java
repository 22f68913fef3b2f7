package dev.postern.lab.host.nft;

import dev.postern.lab.host.Firewall.Verdict;

import org.jspecify.annotations.Nullable;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The table: sets, counters and chains, and what they say of a packet. */
final class Table {
    /** A set of ports (type {@code inet_service}) or of addresses. */
    static final class AddressSet {
        final String type;
        final String flag;
        final Optional<Memory> memory;
        final List<Element> elements;

        /** Made when first asked; a set is changed only before that, in a copy. */
        private @Nullable Index index;

        AddressSet(String type, String flag, Optional<Memory> memory, List<Element> elements) {
            this.type = type;
            this.flag = flag;
            this.memory = memory;
            this.elements = new ArrayList<>(elements);
        }

        boolean hasPort(int port, Instant at) {
            return elements.stream()
                    .anyMatch(e -> e instanceof Element.Port p && p.port() == port && p.lives(at));
        }

        /** Asked for thousands of nodes at a time, so single addresses are looked up by hash. */
        boolean has(InetAddress address) {
            Index i = index;
            if (i == null) {
                i = Index.of(elements);
                index = i;
            }
            if (i.singles.contains(address)) {
                return true;
            }
            for (Element.Prefix p : i.prefixes) {
                if (p.has(address)) {
                    return true;
                }
            }
            return false;
        }

        private record Index(Set<InetAddress> singles, List<Element.Prefix> prefixes) {
            static Index of(List<Element> elements) {
                Index index = new Index(new HashSet<>(), new ArrayList<>());
                for (Element e : elements) {
                    if (e instanceof Element.Prefix p && p.isSingle()) {
                        index.singles.add(p.address());
                    } else if (e instanceof Element.Prefix p) {
                        index.prefixes.add(p);
                    }
                }
                return index;
            }
        }

        void expire(Instant now) {
            elements.removeIf(e -> e instanceof Element.Port p && !p.lives(now));
        }
    }

    /** Of a set that rules fill: how many elements it has at most, and for how long each. */
    record Memory(long size, Duration timeout) {}

    /** Packets and bytes that passed. */
    static final class Counter {
        long packets;
        long bytes;
    }

    /**
     * @param base whether packets come in here: {@code type filter hook input …}
     */
    record Chain(boolean base, List<List<Statement>> rules) {}

    final Map<String, Counter> counters = new LinkedHashMap<>();
    final Map<String, AddressSet> sets = new LinkedHashMap<>();
    final Map<String, Chain> chains = new LinkedHashMap<>();

    /** A copy whose sets and counters may be changed. */
    Table copy() {
        Table copy = new Table();
        counters.forEach((n, c) -> {
            Counter other = new Counter();
            other.packets = c.packets;
            other.bytes = c.bytes;
            copy.counters.put(n, other);
        });
        sets.forEach(
                (n, s) -> copy.sets.put(n, new AddressSet(s.type, s.flag, s.memory, s.elements)));
        copy.chains.putAll(chains);
        return copy;
    }

    /** A packet to a port, or "some source that no set names" where there is no source. */
    record Packet(Optional<InetAddress> source, boolean v6, int port, Instant at) {
        static Packet from(InetAddress source, int port, Instant at) {
            return new Packet(Optional.of(source), source instanceof Inet6Address, port, at);
        }

        boolean loopback() {
            return source.map(InetAddress::isLoopbackAddress).orElse(false);
        }
    }

    /** What became of a packet, which counters it passed, and what share a hash let in. */
    static final class Fate {
        Verdict verdict = Verdict.ACCEPT;
        final List<Counter> passed = new ArrayList<>();
        double share;
    }

    Fate fate(Packet packet) {
        Fate fate = new Fate();
        for (Chain chain : chains.values()) {
            if (chain.base()) {
                Verdict verdict = walk(chain, packet, fate, 0);
                fate.verdict = verdict == null ? Verdict.ACCEPT : verdict;
                break;
            }
        }
        return fate;
    }

    /** Null: the chain's end was reached without a verdict. */
    private @Nullable Verdict walk(Chain chain, Packet packet, Fate fate, int depth) {
        rules:
        for (List<Statement> rule : chain.rules()) {
            List<Counter> passing = new ArrayList<>();
            for (Statement s : rule) {
                switch (s) {
                    case Statement.InterfaceIs i -> {
                        if (!i.name().equals("lo") || !packet.loopback()) {
                            continue rules;
                        }
                    }
                    case Statement.PortIs p -> {
                        if (p.port() != packet.port()) {
                            continue rules;
                        }
                    }
                    case Statement.PortIn p -> {
                        if (!set(p.set()).hasPort(packet.port(), packet.at())) {
                            continue rules;
                        }
                    }
                    case Statement.SourceIn in -> {
                        if (packet.source().isEmpty()
                                || in.v6() != packet.v6()
                                || !set(in.set()).has(packet.source().get())) {
                            continue rules;
                        }
                    }
                    case Statement.FamilyIs f -> {
                        if (f.v6() != packet.v6()) {
                            continue rules;
                        }
                    }
                    // Whoever is asked about opens a connection.
                    case Statement.IsFirst f -> {}
                    // No node of the lab opens as many as a ration allows.
                    case Statement.Above a -> {
                        continue rules;
                    }
                    // So none is ever remembered for it.
                    case Statement.Remember m -> {}
                    case Statement.HashBelow h -> {
                        if (!isBelow(h, packet, fate)) {
                            continue rules;
                        }
                    }
                    case Statement.Count c -> {
                        Counter counter = counters.get(c.counter());
                        if (counter != null) {
                            passing.add(counter);
                        }
                    }
                    case Statement.Accept a -> {
                        fate.passed.addAll(passing);
                        return Verdict.ACCEPT;
                    }
                    case Statement.Drop d -> {
                        fate.passed.addAll(passing);
                        return Verdict.DROP;
                    }
                    case Statement.Reject r -> {
                        fate.passed.addAll(passing);
                        return Verdict.REJECT;
                    }
                    case Statement.Jump j -> {
                        Verdict verdict = follow(j.chain(), packet, fate, depth);
                        if (verdict != null) {
                            return verdict;
                        }
                    }
                    case Statement.Goto g -> {
                        return follow(g.chain(), packet, fate, depth);
                    }
                }
            }
        }
        return null;
    }

    private @Nullable Verdict follow(String name, Packet packet, Fate fate, int depth) {
        Chain chain = chains.get(name);
        return chain == null || depth > 15 ? null : walk(chain, packet, fate, depth + 1);
    }

    private static boolean isBelow(Statement.HashBelow h, Packet packet, Fate fate) {
        if (h.v6() != packet.v6()) {
            return false;
        }
        if (packet.source().isEmpty()) {
            fate.share = Math.max(fate.share, (double) h.bound() / h.modulus());
            return false;
        }
        byte[] key = packet.source().get().getAddress();
        return Jenkins.scaled(key, h.modulus(), h.seed()) < h.bound();
    }

    private AddressSet set(String name) {
        AddressSet set = sets.get(name);
        return set == null ? new AddressSet("", "", Optional.empty(), List.of()) : set;
    }
}
