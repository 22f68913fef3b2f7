package dev.postern.lab.host.nft;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;
import dev.postern.json.JsonText;
import dev.postern.lab.host.Firewall.Verdict;
import dev.postern.lab.host.Result;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

class PacketFilterTest {
    private static final Path REFERENCE = Path.of("../../docs/reference");
    private static final Instant START = Instant.parse("2024-12-11T15:12:00Z");

    private final PacketFilter filter = new PacketFilter(6443);

    private static String fence() throws IOException {
        return Files.readString(REFERENCE.resolve("fence.nft"));
    }

    private static String heartbeat() throws IOException {
        return Files.readString(REFERENCE.resolve("fence-heartbeat.nft"));
    }

    private void applied(String text, Instant at) {
        Result result = filter.apply(text, at);
        assertThat(result.complaint()).isEmpty();
        assertThat(result.exit()).isZero();
    }

    private static InetAddress ip(String text) {
        return InetAddress.ofLiteral(text);
    }

    private static Instant after(long seconds) {
        return START.plusSeconds(seconds);
    }

    @Test
    void without_a_table_everybody_comes_in() {
        assertThat(filter.verdict(ip("192.0.2.1"), START)).isEqualTo(Verdict.ACCEPT);
        assertThat(filter.admittedShare(START)).isEqualTo(1);
        assertThat(filter.nextChange(START)).isEmpty();
        assertThat(filter.list(START)).isEmpty();
    }

    @Test
    void the_fence_shuts_out_all_but_the_door_the_peers_and_the_loopback() throws IOException {
        applied(fence(), START);
        assertThat(filter.verdict(ip("192.0.2.1"), START)).isEqualTo(Verdict.REJECT);
        assertThat(filter.verdict(ip("2001:db8::1"), START)).isEqualTo(Verdict.REJECT);
        assertThat(filter.verdict(ip("203.0.113.5"), START)).isEqualTo(Verdict.ACCEPT);
        assertThat(filter.verdict(ip("10.0.0.12"), START)).isEqualTo(Verdict.ACCEPT);
        assertThat(filter.verdict(InetAddress.getLoopbackAddress(), START))
                .isEqualTo(Verdict.ACCEPT);
        assertThat(filter.admittedShare(START)).isZero();
        assertThat(filter.nextChange(START)).contains(after(900));
    }

    @Test
    void it_lifts_itself_in_stages_when_no_heartbeat_comes() throws IOException {
        applied(fence(), START);
        double[][] shares = {{0, 0}, {899, 0}, {900, .01}, {960, .05}, {1020, .2}, {1080, 1}};
        for (double[] s : shares) {
            assertThat(filter.admittedShare(after((long) s[0])))
                    .as("at %s s", s[0])
                    .isEqualTo(s[1]);
        }
        assertThat(filter.nextChange(after(1020))).contains(after(1080));
        assertThat(filter.nextChange(after(1080))).isEmpty();
        assertThat(filter.verdict(ip("192.0.2.1"), after(1080))).isEqualTo(Verdict.ACCEPT);
        assertThat(filter.present()).isTrue();
    }

    @Test
    void a_heartbeat_pushes_the_lift_away_even_after_its_time() throws IOException {
        applied(fence(), START);
        applied(heartbeat(), after(600));
        assertThat(filter.nextChange(after(600))).contains(after(1500));
        applied(heartbeat(), after(1530));
        assertThat(filter.admittedShare(after(1600))).isZero();
        assertThat(filter.nextChange(after(1600))).contains(after(1530 + 900));
    }

    @Test
    void a_share_by_hash_lets_in_about_that_many_and_always_the_same() throws IOException {
        applied(fence().replace("0x5eed < 0 ", "0x5eed < 2500 "), START);
        int in = 0;
        for (int i = 0; i < 4000; i++) {
            InetAddress source = ip("10." + (i / 1000 + 1) + "." + (i / 250 % 4) + "." + i % 250);
            if (filter.verdict(source, START) == Verdict.ACCEPT) {
                in++;
                assertThat(filter.verdict(source, after(100))).isEqualTo(Verdict.ACCEPT);
            }
        }
        assertThat(in).isBetween(900, 1100);
        assertThat(filter.admittedShare(START)).isEqualTo(.25);
    }

    @Test
    void a_bound_that_the_hash_never_reaches_is_refused_as_by_nft() throws IOException {
        Result result = filter.apply(fence().replace("0x5eed < 0 ", "0x5eed < 10000 "), START);
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.complaint()).contains("Error: Value 10000 exceeds valid range 0-9999");
    }

    @Test
    void without_a_hash_everybody_of_the_family_comes_in() throws IOException {
        applied(
                fence().replace("jhash ip saddr mod 10000 seed 0x5eed < 0 ", "")
                        .replace("jhash ip6 saddr mod 10000 seed 0x5eed < 0 ", ""),
                START);
        assertThat(filter.verdict(ip("192.0.2.1"), START)).isEqualTo(Verdict.ACCEPT);
        assertThat(filter.verdict(ip("2001:db8::1"), START)).isEqualTo(Verdict.ACCEPT);
        assertThat(filter.admittedShare(START)).isEqualTo(1);
    }

    @Test
    void offenders_are_dropped_and_the_admitted_come_in() throws IOException {
        applied(
                fence().replace(
                                "set offenders4 { type ipv4_addr; flags interval; }",
                                "set offenders4 { type ipv4_addr; flags interval; elements = {"
                                        + " 192.0.2.0/25 }; }")
                        .replace(
                                "set admitted6 { type ipv6_addr; flags interval; }",
                                "set admitted6 { type ipv6_addr; flags interval; elements = {"
                                        + " 2001:db8::/32, fd00::7 }; }"),
                START);
        assertThat(filter.verdict(ip("192.0.2.1"), START)).isEqualTo(Verdict.DROP);
        assertThat(filter.verdict(ip("192.0.2.200"), START)).isEqualTo(Verdict.REJECT);
        assertThat(filter.verdict(ip("2001:db8::1"), START)).isEqualTo(Verdict.ACCEPT);
        assertThat(filter.verdict(ip("fd00::7"), START)).isEqualTo(Verdict.ACCEPT);
        filter.count(ip("192.0.2.1"), START, 3, 180);
        filter.count(ip("192.0.2.200"), START, 1, 60);
        filter.count(ip("fd00::7"), START, 5, 300);
        filter.count(ip("203.0.113.5"), START, 9, 900);
        assertThat(counter("shut")).isEqualTo("4 240");
        assertThat(counter("open")).isEqualTo("5 300");
        assertThat(listing().toString()).contains("192.0.2.0", "2001:db8::", "fd00::7");
    }

    private JsonValue listing() {
        return JsonText.parse(filter.list(START).orElseThrow())
                        instanceof Outcome.Ok<JsonValue>(JsonValue v)
                ? v
                : JsonValue.nothing();
    }

    private String counter(String name) {
        return listing().items("nftables").stream()
                .filter(i -> i.text("counter", "name").equals(java.util.Optional.of(name)))
                .map(i ->
                        i.whole("counter", "packets").orElseThrow()
                                + " "
                                + i.whole("counter", "bytes").orElseThrow())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void applying_the_whole_text_again_replaces_the_table() throws IOException {
        applied(fence(), START);
        String before = filter.list(START).orElseThrow();
        applied(fence(), START);
        assertThat(filter.list(START)).contains(before);
    }

    @Test
    void a_text_with_a_mistake_changes_nothing_and_says_where() throws IOException {
        applied(fence(), START);
        String before = filter.list(START).orElseThrow();
        Result result = filter.apply(fence().replace("jump gate", "jum gate"), START);
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.complaint())
                .startsWith("/dev/stdin:26:18-20: Error: syntax error, unexpected string\n")
                .contains("\n\t\ttcp dport 6443 jum gate\n\t\t               ^^^\n");
        for (String bad :
                List.of(
                        fence().replace("ipv4_addr", "ipv5_addr"),
                        fence().replace("203.0.113.5", "203.0.113"),
                        fence().replace("10.0.0.11, 10.0.0.12", "10.0.0.0/8, 10.0.0.12"),
                        fence().replace("goto share5", "goto share6"),
                        fence().replace("@peers4", "@nobody"),
                        fence().replace("timeout 900s", "timeout soon"),
                        fence().replace("update @crowd4", "update @nobody"),
                        fence().replace("50/second", "50/fortnight"),
                        fence().replace("flags dynamic,timeout", "flags dynamic"),
                        fence().replace("| syn |", "| sin |"),
                        fence().substring(0, 1000),
                        "flush ruleset\n",
                        "delete element inet postern lift1 { 6444 }\n",
                        "add element inet postern none { 6443 }\n",
                        "table ip filter { }\n")) {
            assertThat(filter.apply(bad, START).exit()).as(bad).isEqualTo(1);
            assertThat(filter.list(START)).contains(before);
        }
    }

    @Test
    void a_heartbeat_without_a_table_is_refused() throws IOException {
        assertThat(filter.apply(heartbeat(), START).complaint())
                .startsWith("/dev/stdin:1:18-24: Error: No such file or directory\n");
    }

    @Test
    void the_listing_counts_down() throws IOException {
        applied(fence(), START);
        assertThat(filter.list(START.plus(Duration.ofMillis(100_500))).orElseThrow())
                .contains("{\"elem\":{\"val\":6443,\"timeout\":900,\"expires\":799}}");
        assertThat(filter.list(after(900)).orElseThrow()).doesNotContain("\"timeout\":900");
    }

    @Test
    void the_hash_is_the_kernels() {
        // From lookup3: no bytes at all give the initial value.
        assertThat(Jenkins.hash(new byte[0], 0)).isEqualTo(0xdeadbeef);
        assertThat(Jenkins.scaled(ip("192.0.2.1").getAddress(), 10_000, 0x5eed))
                .isBetween(0L, 9999L);
    }
}
