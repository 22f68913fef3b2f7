package dev.postern.lab.host.program;

import dev.postern.lab.host.Addresses;
import dev.postern.lab.host.Workings.PeerSocket;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code ss [-K] -Htn state established '( sport = :PORT … )'}.
 *
 * <p>kube-apiserver listens on the wildcard address of both families, so its IPv4 connections show
 * as {@code [::ffff:10.0.0.5]:51234}, here as on a real host.
 */
final class Ss extends Simple {
    private static final String KNOWN = "ss [-K] -Htn state established '( sport = :PORT … )'";

    Ss() {
        super("ss");
    }

    @Override
    void work(Call call, Written written) throws Usage {
        List<String> rest = new ArrayList<>(call.arguments());
        boolean kill = rest.remove("-K");
        if (!rest.remove("-Htn") || rest.size() < 3 || !rest.getFirst().equals("state")) {
            throw Usage.notSimulated(name(), KNOWN);
        }
        if (!rest.get(1).equals("established")) {
            throw new Usage(255, "ss: wrong state name: " + rest.get(1));
        }
        SocketFilter.Parsed filter =
                SocketFilter.parse(String.join(" ", rest.subList(2, rest.size())));
        List<PeerSocket> found;
        if (kill && call.user() == 0) {
            found = call.machine().workings().close(filter.port(), filter.test());
        } else {
            // Without the right to, ss -K shows nothing and says nothing.
            found =
                    kill
                            ? List.of()
                            : call.machine().workings().established(filter.port()).stream()
                                    .filter(filter.test())
                                    .toList();
        }
        written.out(table(found));
    }

    private static String table(List<PeerSocket> sockets) {
        int local = 0;
        int localPort = 0;
        int peer = 0;
        for (PeerSocket s : sockets) {
            local = Math.max(local, text(s.local()).length());
            localPort = Math.max(localPort, Integer.toString(s.localPort()).length());
            peer = Math.max(peer, text(s.peer()).length());
        }
        StringBuilder out = new StringBuilder();
        for (PeerSocket s : sockets) {
            pad(out, Integer.toString(s.receiveQueue()), 6, true).append(' ');
            pad(out, Integer.toString(s.sendQueue()), 6, true).append(' ');
            pad(out, text(s.local()), local, false).append(':');
            pad(out, Integer.toString(s.localPort()), localPort, true).append(' ');
            pad(out, text(s.peer()), peer, false).append(':').append(s.peerPort()).append('\n');
        }
        return out.toString();
    }

    private static StringBuilder pad(StringBuilder out, String text, int width, boolean left) {
        String blanks = " ".repeat(Math.max(0, width - text.length()));
        return left ? out.append(text).append(blanks) : out.append(blanks).append(text);
    }

    private static String text(InetAddress address) {
        return address instanceof Inet4Address
                ? "[::ffff:" + address.getHostAddress() + "]"
                : "[" + Addresses.text(address) + "]";
    }
}
