package dev.postern.pinnednames;

import dev.postern.core.text.Neutral;
import dev.postern.core.value.Durations;

import org.minidns.dnsmessage.DnsMessage;
import org.minidns.dnsmessage.Question;
import org.minidns.dnsname.DnsName;
import org.minidns.record.Record.TYPE;

import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/**
 * One name server at one address: questions over UDP, over TCP where the answer did not fit, all
 * within a deadline. What does not belong to the question is passed over as if it had not come.
 */
final class NameServer {
    /** We announce no more than 512 bytes; some send more. */
    private static final int MOST_UDP = 4096;

    /** An answer about one name has a few hundred bytes. */
    private static final int MOST_TCP = 8192;

    /** When a question is sent again: at these fractions of the deadline. */
    private static final double[] AGAIN = {0.2, 0.5};

    private final InetSocketAddress server;
    private final Duration deadline;
    private final SecureRandom random = new SecureRandom();

    NameServer(InetSocketAddress server, Duration deadline) {
        this.server = server;
        this.deadline = deadline;
    }

    /** Why there is no answer, as a predicate of the name server: "says that there is no …". */
    static final class NoAnswer extends Exception {
        private static final long serialVersionUID = 1L;

        NoAnswer(String why) {
            super(why);
        }

        String why() {
            return String.valueOf(getMessage());
        }
    }

    /** The deadline runs from here, for all questions of the turn together. */
    Turn turn() {
        return new Turn(System.nanoTime() + deadline.toNanos());
    }

    /** Questions under one deadline. */
    final class Turn {
        private final long until;

        private Turn(long until) {
            this.until = until;
        }

        Addresses ask(String name, TYPE family) throws NoAnswer {
            DnsName asked;
            try {
                asked = DnsName.from(name);
            } catch (IllegalArgumentException | IllegalStateException e) {
                throw new NoAnswer("is not asked: that is no name");
            }
            Question question = new Question(asked, family);
            DnsMessage query =
                    DnsMessage.builder()
                            .setId(random.nextInt(0x10000))
                            .setRecursionDesired(true)
                            .setQuestion(question)
                            .build();
            DnsMessage answer = answer(query);
            return switch (answer.responseCode) {
                case NO_ERROR -> Addresses.in(answer, asked, family);
                case NX_DOMAIN -> throw new NoAnswer("says that there is no such name");
                case null -> throw new NoAnswer("answers with an error that has no name");
                default -> throw new NoAnswer("answers " + answer.responseCode);
            };
        }

        private DnsMessage answer(DnsMessage query) throws NoAnswer {
            try {
                DnsMessage overUdp = udp(query);
                return overUdp.truncated ? tcp(query) : overUdp;
            } catch (SocketTimeoutException e) {
                throw late();
            } catch (PortUnreachableException e) {
                throw new NoAnswer("is not there: nobody listens on port " + server.getPort());
            } catch (IOException e) {
                throw new NoAnswer(
                        "cannot be asked: " + Neutral.line(String.valueOf(e.getMessage()), 200));
            }
        }

        private NoAnswer late() {
            return new NoAnswer("did not answer within " + Durations.text(deadline));
        }

        /** What is left, at least a millisecond: 0 would mean for ever. */
        private int left(long atMost) throws SocketTimeoutException {
            long ms = (Math.min(until, atMost) - System.nanoTime()) / 1_000_000;
            if (until - System.nanoTime() <= 0) {
                throw new SocketTimeoutException();
            }
            return (int) Math.max(1, ms);
        }

        private DnsMessage udp(DnsMessage query) throws IOException {
            byte[] bytes = query.toArray();
            // A socket of its own each time: the system chooses a port that nobody can guess, and
            // takes datagrams from the server alone.
            try (DatagramSocket socket = new DatagramSocket()) {
                socket.connect(server);
                byte[] buffer = new byte[MOST_UDP + 1];
                long begun = System.nanoTime();
                for (int sent = 0; ; sent++) {
                    left(Long.MAX_VALUE);
                    socket.send(new DatagramPacket(bytes, bytes.length));
                    long next =
                            sent < AGAIN.length
                                    ? begun + (long) (deadline.toNanos() * AGAIN[sent])
                                    : until;
                    while (System.nanoTime() - next < 0) {
                        socket.setSoTimeout(left(next));
                        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                        try {
                            socket.receive(packet);
                        } catch (SocketTimeoutException e) {
                            continue;
                        }
                        Optional<DnsMessage> answer =
                                packet.getLength() > MOST_UDP
                                        ? Optional.empty()
                                        : answerTo(
                                                query, Arrays.copyOf(buffer, packet.getLength()));
                        if (answer.isPresent()) {
                            return answer.get();
                        }
                    }
                }
            }
        }

        private DnsMessage tcp(DnsMessage query) throws IOException {
            byte[] bytes = query.toArray();
            try (Socket socket = new Socket()) {
                socket.connect(server, left(Long.MAX_VALUE));
                byte[] framed = new byte[bytes.length + 2];
                framed[0] = (byte) (bytes.length >> 8);
                framed[1] = (byte) bytes.length;
                System.arraycopy(bytes, 0, framed, 2, bytes.length);
                socket.getOutputStream().write(framed);
                byte[] size = read(socket, 2);
                int length = ((size[0] & 0xff) << 8) | (size[1] & 0xff);
                if (length > MOST_TCP) {
                    throw new IOException("its answer of " + length + " bytes is too long");
                }
                return answerTo(query, read(socket, length))
                        .filter(a -> !a.truncated)
                        .orElseThrow(() ->
                                new IOException("its answer does not belong to the question"));
            }
        }

        /**
         * Each read is bounded by what is left: one byte a second must not stretch the deadline.
         */
        private byte[] read(Socket socket, int wanted) throws IOException {
            byte[] all = new byte[wanted];
            InputStream in = socket.getInputStream();
            for (int have = 0; have < wanted; ) {
                socket.setSoTimeout(left(Long.MAX_VALUE));
                int n = in.read(all, have, wanted - have);
                if (n < 0) {
                    throw new IOException("its answer ended early");
                }
                have += n;
            }
            return all;
        }
    }

    /** The message, where it can be read and belongs to the question. */
    private static Optional<DnsMessage> answerTo(DnsMessage query, byte[] bytes) {
        try {
            DnsMessage answer = new DnsMessage(bytes);
            boolean belongs =
                    answer.qr
                            && answer.id == query.id
                            && answer.opcode == DnsMessage.OPCODE.QUERY
                            && answer.questions.equals(query.questions);
            return belongs ? Optional.of(answer) : Optional.empty();
        } catch (IOException | RuntimeException e) {
            // The library throws unchecked where names are malformed.
            return Optional.empty();
        }
    }
}
