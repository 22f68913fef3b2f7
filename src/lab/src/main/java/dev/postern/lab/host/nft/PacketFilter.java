package dev.postern.lab.host.nft;

import dev.postern.core.value.JsonValue;
import dev.postern.json.JsonText;
import dev.postern.lab.host.Firewall;
import dev.postern.lab.host.Result;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A host's nftables with the one table {@code inet postern}. Safe for several threads. */
public final class PacketFilter implements Firewall {
    private final int apiPort;
    private @Nullable Table table;

    /** What the table says of single sources; asked for thousands of nodes at a time. */
    private final Map<InetAddress, Table.Fate> known = new HashMap<>();

    private @Nullable Table knownOf;
    private Instant knownFrom = Instant.MAX;
    private Instant knownUntil = Instant.MIN;

    /**
     * @param apiPort the port of the host's API server, about which {@link #verdict} is asked
     */
    public PacketFilter(int apiPort) {
        this.apiPort = apiPort;
    }

    @Override
    public synchronized boolean present() {
        return table != null;
    }

    @Override
    public synchronized Verdict verdict(InetAddress source, Instant at) {
        return table == null ? Verdict.ACCEPT : fate(table, source, at).verdict;
    }

    /** A table's rules never change, for a transaction makes another; its elements only expire. */
    @SuppressWarnings("ReferenceEquality") // The very table is meant.
    private Table.Fate fate(Table asked, InetAddress source, Instant at) {
        if (knownOf != asked || at.isBefore(knownFrom) || !at.isBefore(knownUntil)) {
            known.clear();
            knownOf = asked;
            knownFrom = at;
            knownUntil = nextChange(at).orElse(Instant.MAX);
        }
        return known.computeIfAbsent(source, s -> asked.fate(Table.Packet.from(s, apiPort, at)));
    }

    @Override
    public synchronized double admittedShare(Instant at) {
        if (table == null) {
            return 1;
        }
        Table.Fate fate = table.fate(new Table.Packet(Optional.empty(), false, apiPort, at));
        return fate.verdict == Verdict.ACCEPT ? 1 : Math.min(1, fate.share);
    }

    @Override
    public synchronized Optional<Instant> nextChange(Instant after) {
        if (table == null) {
            return Optional.empty();
        }
        return table.sets.values().stream()
                .flatMap(s -> s.elements.stream())
                .flatMap(e -> e instanceof Element.Port p ? p.expires().stream() : null)
                .filter(e -> e.isAfter(after))
                .min(Instant::compareTo);
    }

    @Override
    public synchronized void count(InetAddress source, Instant at, long packets, long bytes) {
        if (table != null) {
            for (Table.Counter c : fate(table, source, at).passed) {
                c.packets += packets;
                c.bytes += bytes;
            }
        }
    }

    /** {@code nft -f -}. */
    public synchronized Result apply(String text, Instant now) {
        try {
            table = Transaction.apply("/dev/stdin", text, table, now).orElse(null);
            return Result.DONE;
        } catch (Refused e) {
            return Result.failed(1, e.words());
        }
    }

    /** {@code nft -j list table inet postern}; empty where there is none. */
    public synchronized Optional<String> list(Instant now) {
        if (table == null) {
            return Optional.empty();
        }
        JsonValue listing = Listing.of(table, now);
        return Optional.of(JsonText.line(listing) + "\n");
    }

    /** {@code nft delete table inet postern}. False: there is none. */
    public synchronized boolean delete() {
        boolean was = table != null;
        table = null;
        return was;
    }
}
