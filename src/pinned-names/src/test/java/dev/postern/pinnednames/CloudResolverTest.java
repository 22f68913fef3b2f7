package dev.postern.pinnednames;

import static dev.postern.pinnednames.LoopbackNameServer.a;
import static dev.postern.pinnednames.LoopbackNameServer.aaaa;
import static dev.postern.pinnednames.LoopbackNameServer.answer;
import static dev.postern.pinnednames.LoopbackNameServer.cname;
import static dev.postern.pinnednames.LoopbackNameServer.framed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.minidns.dnsmessage.DnsMessage;
import org.minidns.dnsmessage.Question;
import org.minidns.record.Record;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Against a real name server on the loopback; the lookups go through the JVM as clients' do. */
class CloudResolverTest {
    private static final String NAME = "autoscaling.eu-central-1.amazonaws.com";
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(250);

    private final AtomicLong clock = new AtomicLong();

    @AfterEach
    void forget() {
        PinnedNames.install(Map.of());
    }

    private void install(InetSocketAddress server, Duration deadline) {
        PinnedNames.install(
                Map.of("pinned.example", List.of(InetAddress.ofLiteral("192.0.2.7"))),
                Optional.of(new CloudResolver(server, Set.of(NAME), deadline, clock::get)));
    }

    private static List<String> addresses(String name) throws UnknownHostException {
        return java.util.Arrays.stream(InetAddress.getAllByName(name))
                .map(InetAddress::getHostAddress)
                .toList();
    }

    private static String refusal(String name) {
        return String.valueOf(
                catchThrowableOfType(UnknownHostException.class, () -> addresses(name))
                        .getMessage());
    }

    /** The same answer to every question of the A family, none to the other. */
    private static List<byte[]> onlyA(DnsMessage query, Record<?>... answers) {
        return List.of(
                (query.getQuestion().type == Record.TYPE.A ? answer(query, answers) : answer(query))
                        .build()
                        .toArray());
    }

    @Test
    void aCloudEndpointIsAskedForAndKeepsItsName() throws Exception {
        try (var server =
                new LoopbackNameServer((q, tcp) ->
                        List.of(
                                (q.getQuestion().type == Record.TYPE.A
                                                ? answer(q, a(NAME, 60, "198.51.100.1"))
                                                : answer(q, aaaa(NAME, 60, "2001:db8::1")))
                                        .build()
                                        .toArray()))) {
            install(server.at(), LONG);
            assertThat(addresses("AutoScaling.eu-central-1.AmazonAWS.com."))
                    .containsExactly("198.51.100.1", "2001:db8:0:0:0:0:0:1");
            assertThat(InetAddress.getByName(NAME).getHostName()).isEqualTo(NAME);
            assertThat(server.asked())
                    .containsExactly("udp " + NAME + " A", "udp " + NAME + " AAAA");
        }
    }

    @Test
    void nothingElseIsEverAskedFor() throws Exception {
        try (var server =
                new LoopbackNameServer((q, tcp) -> onlyA(q, a(NAME, 60, "198.51.100.1")))) {
            install(server.at(), LONG);
            assertThat(addresses("pinned.example")).containsExactly("192.0.2.7");
            assertThat(refusal("cp1.eu-1.example")).contains("pinned-names: {cp1.eu-1.example");
            assertThat(refusal("sts.eu-central-1.amazonaws.com")).contains("is not pinned");
            PinnedNames.prove();
            assertThat(server.asked()).isEmpty();
        }
    }

    @Test
    void aliasesAreFollowedWithinTheAnswer() throws Exception {
        try (var server =
                new LoopbackNameServer((q, tcp) ->
                        onlyA(
                                q,
                                cname(NAME, 60, "one.example"),
                                a("two.example", 60, "198.51.100.2"),
                                a("elsewhere.example", 60, "198.51.100.9"),
                                cname("ONE.example", 60, "two.example")))) {
            install(server.at(), LONG);
            assertThat(addresses(NAME)).containsExactly("198.51.100.2");
        }
    }

    @Test
    void aliasesThatLeadInACircleOrNowhereAreNoAnswer() throws Exception {
        try (var server =
                new LoopbackNameServer((q, tcp) ->
                        onlyA(q, cname(NAME, 60, "one.example"), cname("one.example", 60, NAME)))) {
            install(server.at(), LONG);
            assertThat(refusal(NAME)).contains("aliases that lead in a circle");
        }
        try (var server =
                new LoopbackNameServer((q, tcp) -> onlyA(q, cname(NAME, 60, "one.example")))) {
            install(server.at(), LONG);
            assertThat(refusal(NAME)).contains("has no address for it");
            assertThat(server.asked()).noneMatch(x -> x.contains("one.example"));
        }
    }

    @Test
    void whatDoesNotBelongToTheQuestionIsPassedOver() throws Exception {
        try (var server =
                new LoopbackNameServer((q, tcp) -> {
                    byte[] right = answer(q, a(NAME, 60, "198.51.100.1")).build().toArray();
                    byte[] wrongId =
                            answer(q, a(NAME, 60, "203.0.113.1")).setId(q.id ^ 1).build().toArray();
                    byte[] otherQuestion =
                            answer(q, a(NAME, 60, "203.0.113.2"))
                                    .setQuestion(new Question("evil.example", Record.TYPE.A))
                                    .build()
                                    .toArray();
                    byte[] noQuestion =
                            DnsMessage.builder()
                                    .setId(q.id)
                                    .setQrFlag(true)
                                    .addAnswer(a(NAME, 60, "203.0.113.3"))
                                    .build()
                                    .toArray();
                    byte[] noAnswer =
                            q.asBuilder().addAnswer(a(NAME, 60, "203.0.113.4")).build().toArray();
                    byte[] cut = java.util.Arrays.copyOf(right, right.length - 3);
                    byte[] huge = java.util.Arrays.copyOf(right, 5000);
                    return q.getQuestion().type == Record.TYPE.A
                            ? List.of(
                                    wrongId,
                                    otherQuestion,
                                    noQuestion,
                                    noAnswer,
                                    cut,
                                    huge,
                                    circle(q),
                                    new byte[0],
                                    right)
                            : List.of(answer(q).build().toArray());
                })) {
            install(server.at(), LONG);
            assertThat(addresses(NAME)).containsExactly("198.51.100.1");
        }
    }

    /** A name made of pointers that point at each other. */
    private static byte[] circle(DnsMessage q) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(new byte[] {(byte) (q.id >> 8), (byte) q.id, (byte) 0x81, (byte) 0x80});
        out.write(
                new byte[] {0, 1, 0, 0, 0, 0, 0, 0, (byte) 0xc0, 14, (byte) 0xc0, 12, 0, 1, 0, 1});
        return out.toByteArray();
    }

    @Test
    void anAnswerForAnotherNameAloneIsNone() throws Exception {
        try (var server =
                new LoopbackNameServer(
                        (q, tcp) -> onlyA(q, a("evil.example", 60, "203.0.113.1")))) {
            install(server.at(), LONG);
            assertThat(refusal(NAME)).contains("has no address for it");
        }
    }

    @Test
    void anAnswerThatPointsAtThisMachineIsRefused() throws Exception {
        for (String lie : List.of("127.0.0.1", "0.0.0.0", "169.254.169.254", "224.0.0.1")) {
            try (var server = new LoopbackNameServer((q, tcp) -> onlyA(q, a(NAME, 60, lie)))) {
                install(server.at(), LONG);
                assertThat(refusal(NAME)).contains("says that it is " + lie);
            }
        }
    }

    @Test
    void whatDoesNotFitIsAskedForOverTcp() throws Exception {
        Record<?>[] many = new Record<?>[60];
        for (int i = 0; i < many.length; i++) {
            many[i] = a(NAME, 60, "198.51.100." + (i + 1));
        }
        try (var server =
                new LoopbackNameServer((q, tcp) -> {
                    if (q.getQuestion().type == Record.TYPE.AAAA) {
                        return List.of(answer(q).build().toArray());
                    }
                    return List.of(
                            tcp
                                    ? framed(answer(q, many).build().toArray())
                                    : answer(q).setTruncated(true).build().toArray());
                })) {
            install(server.at(), LONG);
            assertThat(addresses(NAME)).hasSize(32).contains("198.51.100.1");
            assertThat(server.asked())
                    .containsExactly(
                            "udp " + NAME + " A", "tcp " + NAME + " A", "udp " + NAME + " AAAA");
        }
    }

    @Test
    void overTcpTooALieIsNoAnswer() throws Exception {
        Map<String, LoopbackNameServer.Says> lies =
                Map.of(
                        "does not belong to the question",
                        (q, tcp) -> List.of(framed(answer(q).setId(q.id ^ 1).build().toArray())),
                        "is too long",
                        (q, tcp) -> List.of(new byte[] {(byte) 0xff, (byte) 0xff}),
                        "did not answer within",
                        (q, tcp) -> List.of(new byte[] {0, 100}, new byte[20]));
        for (var lie : lies.entrySet()) {
            try (var server =
                    new LoopbackNameServer((q, tcp) ->
                            tcp
                                    ? lie.getValue().to(q, true)
                                    : List.of(answer(q).setTruncated(true).build().toArray()))) {
                install(server.at(), SHORT);
                assertThat(refusal(NAME)).contains(lie.getKey());
            }
        }
    }

    @Test
    void aLongChainOfPointersIsReadWithoutHarm() throws Exception {
        byte[] chain = new byte[8000];
        for (int i = 12; i < 7990; i += 2) {
            chain[i] = (byte) (0xc0 | (i + 2) >> 8);
            chain[i + 1] = (byte) (i + 2);
        }
        chain[2] = (byte) 0x81;
        chain[5] = 1;
        try (var server =
                new LoopbackNameServer((q, tcp) -> {
                    chain[0] = (byte) (q.id >> 8);
                    chain[1] = (byte) q.id;
                    return List.of(
                            tcp ? framed(chain) : answer(q).setTruncated(true).build().toArray());
                })) {
            install(server.at(), LONG);
            assertThat(refusal(NAME)).contains("does not belong to the question");
        }
    }

    @Test
    void aLostQuestionIsAskedAgain() throws Exception {
        AtomicInteger questions = new AtomicInteger();
        try (var server =
                new LoopbackNameServer((q, tcp) ->
                        questions.getAndIncrement() == 0
                                ? List.of()
                                : onlyA(q, a(NAME, 60, "198.51.100.1")))) {
            install(server.at(), Duration.ofSeconds(2));
            assertThat(addresses(NAME)).containsExactly("198.51.100.1");
            assertThat(server.asked()).hasSize(3);
        }
    }

    @Test
    void silenceEndsWithTheDeadlineAndIsNotAskedAgainAtOnce() throws Exception {
        try (var server = new LoopbackNameServer((q, tcp) -> List.of())) {
            install(server.at(), SHORT);
            assertThat(refusal(NAME))
                    .isEqualTo(
                            NAME
                                    + " is not known: the name server 127.0.0.1 (resolver: in"
                                    + " fleet.yaml) did not answer within 250ms; it can be pinned"
                                    + " instead: pinned-names: {"
                                    + NAME
                                    + ": [ADDRESS]}");
            int asked = server.asked().size();
            refusal(NAME);
            assertThat(server.asked()).hasSize(asked);
            clock.addAndGet(Duration.ofSeconds(11).toNanos());
            refusal(NAME);
            assertThat(server.asked()).hasSizeGreaterThan(asked);
        }
    }

    @Test
    void anErrorIsToldInItsOwnWords() throws Exception {
        Map<DnsMessage.RESPONSE_CODE, String> words =
                Map.of(
                        DnsMessage.RESPONSE_CODE.NX_DOMAIN,
                        "says that there is no such name",
                        DnsMessage.RESPONSE_CODE.SERVER_FAIL,
                        "answers SERVER_FAIL");
        for (var code : words.keySet()) {
            try (var server =
                    new LoopbackNameServer(
                            (q, tcp) -> List.of(q.getResponseBuilder(code).build().toArray()))) {
                install(server.at(), LONG);
                assertThat(refusal(NAME)).contains(words.get(code));
            }
        }
    }

    @Test
    void whereNobodyListensItIsToldAtOnce() throws Exception {
        InetSocketAddress nobody;
        try (DatagramSocket socket =
                new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            nobody = (InetSocketAddress) socket.getLocalSocketAddress();
        }
        install(nobody, LONG);
        assertThat(refusal(NAME)).contains("nobody listens on port " + nobody.getPort());
    }

    @Test
    void anAnswerIsKeptAsLongAsItSaysAndLongerWhileNobodyAnswers() throws Exception {
        AtomicInteger mute = new AtomicInteger();
        try (var server =
                new LoopbackNameServer((q, tcp) ->
                        mute.get() > 0
                                ? List.of(
                                        q.getResponseBuilder(DnsMessage.RESPONSE_CODE.SERVER_FAIL)
                                                .build()
                                                .toArray())
                                : onlyA(q, a(NAME, 600, "198.51.100.1")))) {
            install(server.at(), LONG);
            addresses(NAME);
            clock.addAndGet(Duration.ofSeconds(599).toNanos());
            addresses(NAME);
            assertThat(server.asked()).hasSize(2);
            mute.set(1);
            clock.addAndGet(Duration.ofSeconds(2).toNanos());
            assertThat(addresses(NAME)).containsExactly("198.51.100.1");
            assertThat(server.asked()).hasSize(4);
        }
    }
}
