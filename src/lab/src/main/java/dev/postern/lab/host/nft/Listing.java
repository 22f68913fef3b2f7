package dev.postern.lab.host.nft;

import dev.postern.core.value.JsonValue;
import dev.postern.lab.host.Addresses;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** {@code nft -j list table}, in the form of nft 1.0.6. */
final class Listing {
    private final List<JsonValue> items = new ArrayList<>();
    private final Instant now;
    private int handle;

    private Listing(Instant now) {
        this.now = now;
    }

    static JsonValue of(Table table, Instant now) {
        Listing listing = new Listing(now);
        listing.all(table);
        return JsonValue.object("nftables", JsonValue.array(listing.items));
    }

    private void all(Table table) {
        items.add(
                JsonValue.object(
                        "metainfo",
                        JsonValue.object(
                                "version", "1.0.6",
                                "release_name", "Lester Gooch #5",
                                "json_schema_version", 1)));
        items.add(
                JsonValue.object(
                        "table",
                        JsonValue.object("family", "inet", "name", "postern", "handle", 1)));
        handle = 1 + table.chains.size();
        table.counters.forEach((name, c) ->
                items.add(
                        JsonValue.object(
                                "counter",
                                named(name)
                                        .with("packets", JsonValue.of(c.packets))
                                        .with("bytes", JsonValue.of(c.bytes)))));
        table.sets.forEach((name, set) -> items.add(set(name, set)));
        int chainHandle = 1;
        for (var chain : table.chains.entrySet()) {
            JsonValue.Obj out =
                    JsonValue.object(
                            "family",
                            "inet",
                            "table",
                            "postern",
                            "name",
                            chain.getKey(),
                            "handle",
                            ++chainHandle);
            if (chain.getValue().base()) {
                out =
                        out.with("type", JsonValue.of("filter"))
                                .with("hook", JsonValue.of("input"))
                                .with("prio", JsonValue.of(-10))
                                .with("policy", JsonValue.of("accept"));
            }
            items.add(JsonValue.object("chain", out));
        }
        table.chains.forEach((name, chain) -> {
            for (List<Statement> rule : chain.rules()) {
                items.add(
                        JsonValue.object(
                                "rule",
                                JsonValue.object(
                                        "family",
                                        "inet",
                                        "table",
                                        "postern",
                                        "chain",
                                        name,
                                        "handle",
                                        ++handle,
                                        "expr",
                                        JsonValue.array(expressions(rule)))));
            }
        });
    }

    private JsonValue.Obj named(String name) {
        return JsonValue.object(
                "family", "inet", "name", name, "table", "postern", "handle", ++handle);
    }

    private JsonValue set(String name, Table.AddressSet set) {
        JsonValue.Obj out =
                JsonValue.object(
                        "family", "inet", "name", name, "table", "postern", "type", set.type,
                        "handle", ++handle);
        if (set.memory.isPresent()) {
            out = out.with("size", JsonValue.of(set.memory.get().size()));
        }
        out = out.with("flags", JsonValue.array(JsonValue.of(set.flag)));
        if (set.memory.isPresent()) {
            out = out.with("timeout", JsonValue.of(set.memory.get().timeout().toSeconds()));
        }
        List<JsonValue> elements =
                set.elements.stream()
                        .filter(e -> !(e instanceof Element.Port p) || p.lives(now))
                        .sorted(Comparator.comparing(Listing::rank))
                        .map(this::element)
                        .toList();
        return JsonValue.object(
                "set", elements.isEmpty() ? out : out.with("elem", JsonValue.array(elements)));
    }

    private static BigInteger rank(Element element) {
        return switch (element) {
            case Element.Port p -> BigInteger.valueOf(p.port());
            case Element.Prefix p -> new BigInteger(1, p.address().getAddress());
        };
    }

    private JsonValue element(Element element) {
        return switch (element) {
            case Element.Prefix p when p.isSingle() -> JsonValue.of(Addresses.text(p.address()));
            case Element.Prefix p ->
                    JsonValue.object(
                            "prefix",
                            JsonValue.object("addr", Addresses.text(p.address()), "len", p.bits()));
            case Element.Port p when p.timeout().isEmpty() -> JsonValue.of(p.port());
            case Element.Port p ->
                    JsonValue.object(
                            "elem",
                            JsonValue.object(
                                    "val", p.port(),
                                    "timeout", p.timeout().orElseThrow().toSeconds(),
                                    "expires",
                                            Duration.between(now, p.expires().orElseThrow())
                                                    .toSeconds()));
        };
    }

    /** What nft leaves out (a family that a later match implies) and puts in (tcp of a reset). */
    private static List<JsonValue> expressions(List<Statement> rule) {
        List<JsonValue> out = new ArrayList<>();
        if (rule.stream().anyMatch(s -> s instanceof Statement.Reject)) {
            out.add(match("==", meta("l4proto"), JsonValue.of("tcp")));
        }
        boolean hashed = rule.stream().anyMatch(s -> s instanceof Statement.HashBelow);
        for (Statement s : rule) {
            if (!(s instanceof Statement.FamilyIs && hashed)) {
                out.add(expression(s));
            }
        }
        return out;
    }

    private static JsonValue expression(Statement statement) {
        return switch (statement) {
            case Statement.InterfaceIs i -> match("==", meta("iifname"), JsonValue.of(i.name()));
            case Statement.PortIs p -> match("==", payload("tcp", "dport"), JsonValue.of(p.port()));
            case Statement.PortIn p ->
                    match("==", payload("tcp", "dport"), JsonValue.of("@" + p.set()));
            case Statement.SourceIn i -> match("==", saddr(i.v6()), JsonValue.of("@" + i.set()));
            case Statement.FamilyIs f ->
                    match("==", meta("nfproto"), JsonValue.of(f.v6() ? "ipv6" : "ipv4"));
            case Statement.IsFirst f ->
                    match(
                            "==",
                            JsonValue.object(
                                    "&",
                                    JsonValue.array(
                                            payload("tcp", "flags"),
                                            JsonValue.array(
                                                    JsonValue.of("fin"),
                                                    JsonValue.of("syn"),
                                                    JsonValue.of("rst"),
                                                    JsonValue.of("ack")))),
                            JsonValue.of("syn"));
            case Statement.Above a ->
                    update(a.v6(), a.set(), List.of(JsonValue.object("limit", limit(a))));
            case Statement.Remember m -> update(m.v6(), m.set(), List.of());
            case Statement.HashBelow h ->
                    match(
                            "<",
                            JsonValue.object(
                                    "jhash",
                                    JsonValue.object(
                                            "mod", h.modulus(),
                                            "seed", h.seed(),
                                            "expr", saddr(h.v6()))),
                            JsonValue.of(h.bound()));
            case Statement.Count c -> JsonValue.object("counter", c.counter());
            case Statement.Accept a -> JsonValue.object("accept", JsonValue.nothing());
            case Statement.Drop d -> JsonValue.object("drop", JsonValue.nothing());
            case Statement.Reject r ->
                    JsonValue.object("reject", JsonValue.object("type", "tcp reset"));
            case Statement.Jump j ->
                    JsonValue.object("jump", JsonValue.object("target", j.chain()));
            case Statement.Goto g ->
                    JsonValue.object("goto", JsonValue.object("target", g.chain()));
        };
    }

    private static JsonValue limit(Statement.Above a) {
        return JsonValue.object(
                "rate", a.perSecond(), "burst", a.atOnce(), "per", "second", "inv", true);
    }

    private static JsonValue update(boolean v6, String set, List<JsonValue> statements) {
        JsonValue.Obj update =
                JsonValue.object("op", "update", "elem", saddr(v6), "set", "@" + set);
        return JsonValue.object(
                "set",
                statements.isEmpty() ? update : update.with("stmt", JsonValue.array(statements)));
    }

    private static JsonValue match(String op, JsonValue left, JsonValue right) {
        return JsonValue.object("match", JsonValue.object("op", op, "left", left, "right", right));
    }

    private static JsonValue meta(String key) {
        return JsonValue.object("meta", JsonValue.object("key", key));
    }

    private static JsonValue saddr(boolean v6) {
        return payload(v6 ? "ip6" : "ip", "saddr");
    }

    private static JsonValue payload(String protocol, String field) {
        return JsonValue.object("payload", JsonValue.object("protocol", protocol, "field", field));
    }
}
