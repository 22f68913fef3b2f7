package dev.postern.lab.host.program;

import dev.postern.core.value.JsonValue;
import dev.postern.json.JsonText;
import dev.postern.lab.host.Addresses;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/** {@code ip -j addr show}. */
final class Ip extends Simple {
    private static final long FOR_EVER = 4294967295L;

    Ip() {
        super("ip");
    }

    @Override
    void work(Call call, Written written) throws Usage {
        if (!call.arguments().equals(List.of("-j", "addr", "show"))) {
            throw Usage.notSimulated(name(), "ip -j addr show");
        }
        List<JsonValue> eth = new ArrayList<>();
        for (InetAddress a : call.machine().addresses()) {
            eth.add(address(a, a instanceof Inet4Address ? 24 : 64, "global", "eth0"));
        }
        JsonValue lo =
                JsonValue.array(
                        address(InetAddress.ofLiteral("127.0.0.1"), 8, "host", "lo"),
                        address(InetAddress.ofLiteral("::1"), 128, "host", "lo"));
        written.out(
                JsonText.line(
                                JsonValue.array(
                                        link(1, "lo", "LOOPBACK", 65536, "UNKNOWN", lo),
                                        link(
                                                2,
                                                "eth0",
                                                "BROADCAST",
                                                1500,
                                                "UP",
                                                JsonValue.array(eth))))
                        + "\n");
    }

    private static JsonValue link(
            int index, String name, String kind, int mtu, String state, JsonValue addresses) {
        return JsonValue.object(
                "ifindex",
                index,
                "ifname",
                name,
                "flags",
                JsonValue.array(JsonValue.of(kind), JsonValue.of("UP"), JsonValue.of("LOWER_UP")),
                "mtu",
                mtu,
                "qdisc",
                name.equals("lo") ? "noqueue" : "fq_codel",
                "operstate",
                state,
                "group",
                "default",
                "txqlen",
                1000,
                "link_type",
                name.equals("lo") ? "loopback" : "ether",
                "addr_info",
                addresses);
    }

    private static JsonValue address(InetAddress address, int prefix, String scope, String label) {
        boolean v4 = address instanceof Inet4Address;
        JsonValue.Obj out =
                JsonValue.object(
                        "family",
                        v4 ? "inet" : "inet6",
                        "local",
                        Addresses.text(address),
                        "prefixlen",
                        prefix,
                        "scope",
                        scope);
        if (v4) {
            out = out.with("label", JsonValue.of(label));
        }
        return out.with("valid_life_time", JsonValue.of(FOR_EVER))
                .with("preferred_life_time", JsonValue.of(FOR_EVER));
    }
}
