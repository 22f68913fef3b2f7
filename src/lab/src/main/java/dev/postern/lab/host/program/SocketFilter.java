package dev.postern.lab.host.program;

import dev.postern.lab.host.Addresses;
import dev.postern.lab.host.Workings.PeerSocket;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;

/** The filter language of {@code ss}, as far as {@code sport}, {@code dst}, and, or, not, (). */
final class SocketFilter {
    private final List<String> words;
    private int at;
    private OptionalInt port = OptionalInt.empty();

    private SocketFilter(List<String> words) {
        this.words = words;
    }

    /**
     * @param port the local port that it asks for
     */
    record Parsed(int port, Predicate<PeerSocket> test) {}

    static Parsed parse(String text) throws Usage {
        List<String> words = new ArrayList<>();
        for (String w : text.replace("(", " ( ").replace(")", " ) ").strip().split("\\s+", -1)) {
            words.add(w);
        }
        SocketFilter filter = new SocketFilter(words);
        Predicate<PeerSocket> test = filter.either();
        if (filter.at != words.size()) {
            throw syntax();
        }
        if (filter.port.isEmpty()) {
            throw Usage.notSimulated("ss", "filters with sport = :PORT");
        }
        return new Parsed(filter.port.getAsInt(), test);
    }

    private static Usage syntax() {
        return new Usage(255, "ss: bison bellows (while parsing filter): \"syntax error!\" Sorry.");
    }

    private boolean take(String word) {
        if (at < words.size() && words.get(at).equals(word)) {
            at++;
            return true;
        }
        return false;
    }

    private String next() throws Usage {
        if (at >= words.size()) {
            throw syntax();
        }
        return words.get(at++);
    }

    private Predicate<PeerSocket> either() throws Usage {
        Predicate<PeerSocket> test = both();
        while (take("or")) {
            test = test.or(both());
        }
        return test;
    }

    private Predicate<PeerSocket> both() throws Usage {
        Predicate<PeerSocket> test = one();
        while (take("and")) {
            test = test.and(one());
        }
        return test;
    }

    private Predicate<PeerSocket> one() throws Usage {
        if (take("not")) {
            return one().negate();
        }
        if (take("(")) {
            Predicate<PeerSocket> test = either();
            if (!take(")")) {
                throw syntax();
            }
            return test;
        }
        if (take("sport")) {
            if (!take("=")) {
                throw syntax();
            }
            String text = next();
            if (!text.matches(":[0-9]{1,5}")) {
                throw new Usage(1, "Error: \"" + text + "\" does not look like a port.");
            }
            int wanted = Integer.parseInt(text.substring(1));
            port = OptionalInt.of(wanted);
            return s -> s.localPort() == wanted;
        }
        if (take("dst")) {
            return destination(next());
        }
        throw syntax();
    }

    private static Predicate<PeerSocket> destination(String text) throws Usage {
        int slash = text.indexOf('/');
        String literal = (slash < 0 ? text : text.substring(0, slash)).replaceAll("[\\[\\]]", "");
        Optional<InetAddress> address = Addresses.literal(literal);
        String bits = slash < 0 ? "" : text.substring(slash + 1);
        int most = address.map(a -> a.getAddress().length * 8).orElse(0);
        if (address.isEmpty()
                || (slash >= 0 && (!bits.matches("[0-9]{1,3}") || Integer.parseInt(bits) > most))) {
            throw new Usage(
                    1,
                    "Error: an inet prefix is expected rather than \""
                            + text
                            + "\".\nCannot parse dst/src address.");
        }
        int length = slash < 0 ? most : Integer.parseInt(bits);
        return s -> Addresses.shares(s.peer(), address.get(), length);
    }
}
