package dev.postern.actions.fence;

import dev.postern.actions.host.Addresses;
import dev.postern.actions.host.OnHost;
import dev.postern.core.fleet.Network;
import dev.postern.core.reach.Executed;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;
import dev.postern.json.JsonText;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The fence that is there, from {@code nft -j list table inet postern}. */
public final class FenceReading {
    private FenceReading() {}

    /** The fence on this host; empty where there is no table of ours. */
    public static Outcome<Optional<Fence>> on(OnHost host) {
        return host.run(FenceText.LIST)
                .then(e -> {
                    if (e.succeeded()) {
                        return JsonText.parse(e.text()).map(FenceReading::parse);
                    }
                    return isMissing(e)
                            ? Outcome.ok(Optional.empty())
                            : Outcome.failed(host.broken(FenceText.LIST, e));
                });
    }

    /** What the fence on this host has heard; nothing where there is none. */
    static Outcome<Noise> noise(OnHost host) {
        return host.run(FenceText.LIST)
                .then(e ->
                        e.succeeded() || isMissing(e)
                                ? JsonText.parse(e.succeeded() ? e.text() : "{}")
                                : Outcome.failed(host.broken(FenceText.LIST, e)))
                .map(FenceReading::noise);
    }

    static Noise noise(JsonValue listing) {
        List<JsonValue> parts = listing.items("nftables");
        long dropped =
                parts.stream()
                        .flatMap(p -> p.field("counter").stream())
                        .filter(c -> c.text("name").filter("rationed"::equals).isPresent())
                        .flatMap(c -> c.whole("packets").stream())
                        .findFirst()
                        .orElse(0L);
        return new Noise(Set.copyOf(addresses(parts, "loud")), dropped);
    }

    /** Whether a command of nft ended so because there is no such table. */
    static boolean isMissing(Executed e) {
        return e.exit() == 1 && e.complaint().contains("No such file or directory");
    }

    static Optional<Fence> parse(JsonValue listing) {
        List<JsonValue> parts = listing.items("nftables");
        if (parts.stream().noneMatch(p -> p.field("table").isPresent())) {
            return Optional.empty();
        }
        Optional<JsonValue> hold =
                set(parts, "hold").flatMap(s -> s.items("elem").stream().findFirst());
        return Optional.of(
                new Fence(
                        port(parts),
                        hold.isPresent(),
                        Duration.ofSeconds(
                                hold.flatMap(h -> h.whole("elem", "timeout")).orElse(0L)),
                        set(parts, "lift1").filter(s -> !s.items("elem").isEmpty()).isPresent(),
                        share(parts),
                        addresses(parts, "door"),
                        addresses(parts, "peers"),
                        addresses(parts, "offenders"),
                        addresses(parts, "admitted")));
    }

    private static Optional<JsonValue> set(List<JsonValue> parts, String name) {
        return parts.stream()
                .flatMap(p -> p.field("set").stream())
                .filter(s -> s.text("name").filter(name::equals).isPresent())
                .findFirst();
    }

    private static List<JsonValue> rules(List<JsonValue> parts, String chain) {
        return parts.stream()
                .flatMap(p -> p.field("rule").stream())
                .filter(r -> r.text("chain").filter(chain::equals).isPresent())
                .toList();
    }

    /** From the rule that jumps into the gate; 0 where somebody took it away. */
    private static int port(List<JsonValue> parts) {
        for (JsonValue rule : rules(parts, "input")) {
            for (JsonValue e : rule.items("expr")) {
                Optional<Long> port =
                        e.text("match", "left", "payload", "field")
                                .filter("dport"::equals)
                                .flatMap(f -> e.whole("match", "right"));
                if (port.isPresent()) {
                    return port.get().intValue();
                }
            }
        }
        return 0;
    }

    /** The bound that the gate's first chain compares the hash with; it compares none for all. */
    private static int share(List<JsonValue> parts) {
        boolean family = false;
        for (JsonValue rule : rules(parts, "share0")) {
            for (JsonValue e : rule.items("expr")) {
                if (e.at("match", "left", "jhash").isPresent()) {
                    long bound = e.whole("match", "right").orElse(0L);
                    return Math.clamp(bound, 0, Fence.ALL);
                }
                family |=
                        e.text("match", "left", "meta", "key")
                                .filter("nfproto"::equals)
                                .isPresent();
            }
        }
        return family ? Fence.ALL : 0;
    }

    private static List<String> addresses(List<JsonValue> parts, String name) {
        List<Network> all = new ArrayList<>();
        for (String family : List.of("4", "6")) {
            for (JsonValue e :
                    set(parts, name + family).map(s -> s.items("elem")).orElse(List.of())) {
                all.addAll(networks(e));
            }
        }
        return Addresses.list(all);
    }

    private static Collection<Network> networks(JsonValue element) {
        if (element instanceof JsonValue.Text(var address)) {
            return Network.parse(address).stream().toList();
        }
        // Of a set that rules fill, each has the time that is left to it.
        Optional<String> remembered = element.text("elem", "val");
        if (remembered.isPresent()) {
            return Network.parse(remembered.get()).stream().toList();
        }
        Optional<String> prefix = element.text("prefix", "addr");
        if (prefix.isPresent()) {
            return Network.parse(prefix.get() + "/" + element.whole("prefix", "len").orElse(-1L))
                    .stream()
                    .toList();
        }
        List<JsonValue> ends = element.items("range");
        return ends.size() == 2 ? range(ends) : List.of();
    }

    /** nftables may print neighbours as a range; a long one is not one of ours and stays cut. */
    private static List<Network> range(List<JsonValue> ends) {
        List<Network> all = new ArrayList<>();
        Optional<Network> first = Network.parse(ends.getFirst().text().orElse(""));
        Optional<Network> last = Network.parse(ends.getLast().text().orElse(""));
        if (first.isPresent() && last.isPresent()) {
            int length = first.get().address().getAddress().length;
            BigInteger at = new BigInteger(1, first.get().address().getAddress());
            BigInteger end = new BigInteger(1, last.get().address().getAddress());
            while (at.compareTo(end) <= 0 && all.size() < 1024) {
                all.add(Addresses.network(address(at, length)));
                at = at.add(BigInteger.ONE);
            }
        }
        return all;
    }

    private static InetAddress address(BigInteger value, int length) {
        byte[] digits = value.toByteArray();
        byte[] bytes = new byte[length];
        int n = Math.min(length, digits.length);
        System.arraycopy(digits, digits.length - n, bytes, length - n, n);
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of 4 or 16 bytes", e);
        }
    }
}
