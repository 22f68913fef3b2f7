package dev.postern.lab.host.nft;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;
import dev.postern.json.JsonText;
import dev.postern.lab.host.Firewall.Verdict;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The lab's nftables against the kernel's, in a network namespace of its own. */
@Tag("real")
class RealNftTest {
    private static final Path REFERENCE = Path.of("../../docs/reference");
    private static final Instant START = Instant.parse("2024-12-11T15:12:00Z");

    /** Runs a script in a new network namespace; nothing outlives it. */
    private static String inNamespace(String script) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder("unshare", "--net", "--", "bash", "-ec", script)
                        .redirectErrorStream(true)
                        .start();
        try {
            process.getOutputStream().close();
            String out =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(out).isZero();
            return out;
        } finally {
            process.destroyForcibly();
        }
    }

    private static JsonValue json(String text) {
        return JsonText.parse(text) instanceof Outcome.Ok<JsonValue>(JsonValue v)
                ? v
                : JsonValue.of(text);
    }

    /** Without what differs from table to table: handles, and what is left of a timeout. */
    private static JsonValue comparable(JsonValue value) {
        return switch (value) {
            case JsonValue.Obj o -> {
                Map<String, JsonValue> fields = new LinkedHashMap<>();
                o.fields()
                        .forEach((k, v) -> {
                            if (!k.equals("handle")
                                    && !k.equals("expires")
                                    && !k.equals("metainfo")) {
                                fields.put(k, comparable(v));
                            }
                        });
                yield new JsonValue.Obj(fields);
            }
            case JsonValue.Arr a ->
                    JsonValue.array(a.items().stream().map(RealNftTest::comparable).toList());
            default -> value;
        };
    }

    private static String filled() throws IOException {
        return Files.readString(REFERENCE.resolve("fence.nft"))
                .replace(
                        "set offenders4 { type ipv4_addr; flags interval; }",
                        "set offenders4 { type ipv4_addr; flags interval; elements = {"
                                + " 192.0.2.0/25, 10.9.0.1, 10.8.0.0/16 }; }")
                .replace(
                        "set admitted6 { type ipv6_addr; flags interval; }",
                        "set admitted6 { type ipv6_addr; flags interval; elements = {"
                                + " fd00::7, 2001:db8::/32 }; }")
                .replace("0x5eed < 0 ", "0x5eed < 1000 ");
    }

    @Test
    void the_listing_has_the_structure_of_the_kernels() throws Exception {
        Path text = Files.createTempFile("fence", ".nft");
        try {
            Files.writeString(text, filled());
            String real =
                    inNamespace(
                            "nft -c -f "
                                    + text
                                    + "; nft -f "
                                    + text
                                    + "; nft -f "
                                    + REFERENCE.resolve("fence-heartbeat.nft").toAbsolutePath()
                                    + "; nft -j list table inet postern");
            PacketFilter lab = new PacketFilter(6443);
            assertThat(lab.apply(filled(), START).exit()).isZero();
            assertThat(
                            lab.apply(
                                            Files.readString(
                                                    REFERENCE.resolve("fence-heartbeat.nft")),
                                            START)
                                    .exit())
                    .isZero();
            assertThat(JsonText.pretty(comparable(json(lab.list(START).orElseThrow()))))
                    .isEqualTo(JsonText.pretty(comparable(json(real))));
        } finally {
            Files.delete(text);
        }
    }

    @Test
    void the_first_complaint_is_the_real_one() throws Exception {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("none", "add element inet postern hold { 6443 timeout 5s }\n");
        texts.put("type", "table inet postern {\n\tset hold { type foo; }\n}\n");
        for (Map.Entry<String, String> t : texts.entrySet()) {
            String real =
                    inNamespace(
                            "printf '"
                                    + t.getValue().replace("\n", "\\n")
                                    + "' | nft -f - && exit 1 || exit 0");
            String lab = new PacketFilter(6443).apply(t.getValue(), START).complaint();
            assertThat(real).as(t.getKey()).startsWith(lab);
        }
    }

    @Test
    void the_hash_lets_in_exactly_whom_the_kernel_lets_in() throws Exception {
        String fence =
                Files.readString(REFERENCE.resolve("fence.nft"))
                        .replace("0x5eed < 0 ", "0x5eed < 5000 ")
                        .replace("iifname \"lo\" accept", "iifname \"none\" accept");
        Path text = Files.createTempFile("fence", ".nft");
        Path client = Files.createTempFile("client", ".py");
        List<String> sources = new ArrayList<>();
        for (int i = 1; i <= 60; i++) {
            sources.add("127.0." + i % 7 + "." + (i + 1));
        }
        for (int i = 1; i <= 20; i++) {
            sources.add("fd00::" + Integer.toHexString(i * 97));
        }
        try {
            Files.writeString(text, fence);
            Files.writeString(
                    client,
                    """
                    import socket, sys
                    v4 = socket.create_server(("127.0.0.1", 6443))
                    v6 = socket.create_server(("::1", 6443), family=socket.AF_INET6)
                    for source in sys.argv[1:]:
                        six = ":" in source
                        c = socket.socket(socket.AF_INET6 if six else socket.AF_INET)
                        c.settimeout(5)
                        c.bind((source, 0))
                        try:
                            c.connect(("::1" if six else "127.0.0.1", 6443))
                            print(source, "ACCEPT")
                        except ConnectionError:
                            print(source, "REJECT")
                        c.close()
                    """);
            StringBuilder script = new StringBuilder("ip link set lo up; ");
            for (String s : sources) {
                if (s.contains(":")) {
                    script.append("ip addr add ").append(s).append("/128 dev lo; ");
                }
            }
            script.append("nft -f ").append(text).append("; python3 ").append(client);
            sources.forEach(s -> script.append(' ').append(s));
            String real = inNamespace(script.toString());
            PacketFilter lab = new PacketFilter(6443);
            lab.apply(fence, START);
            StringBuilder expected = new StringBuilder();
            for (String s : sources) {
                Verdict verdict = lab.verdict(InetAddress.ofLiteral(s), START);
                expected.append(s).append(' ').append(verdict).append('\n');
            }
            assertThat(real).isEqualTo(expected.toString());
            assertThat(real).contains("ACCEPT").contains("REJECT");
        } finally {
            Files.delete(text);
            Files.delete(client);
        }
    }
}
