package dev.postern.lab.api;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What real clients sent to one server: the truth for the score, and lines for its logs. */
public final class Tally {
    /** One request that was answered. */
    public record Seen(
            java.time.Instant received,
            java.time.Instant answered,
            String user,
            List<String> groups,
            String source,
            String agent,
            String verb,
            String uri,
            int status) {}

    private static final int KEPT = 200;

    private final Map<String, Long> bySource = new TreeMap<>();
    private final Map<String, Long> byAgent = new TreeMap<>();
    private final ArrayDeque<Seen> last = new ArrayDeque<>();
    private long sequence;

    /** A number that no other request has. */
    synchronized long next() {
        return ++sequence;
    }

    /** A connection or request from this source reached the server. */
    synchronized void reached(String source) {
        bySource.merge(source, 1L, Long::sum);
    }

    synchronized void answered(Seen request) {
        String agent = request.agent();
        byAgent.merge(agent, 1L, Long::sum);
        last.add(request);
        if (last.size() > KEPT) {
            last.removeFirst();
        }
    }

    /** Connections and requests by source address. */
    public synchronized Map<String, Long> bySource() {
        return new TreeMap<>(bySource);
    }

    /** Answered requests by user agent. */
    public synchronized Map<String, Long> byAgent() {
        return new TreeMap<>(byAgent);
    }

    /** The last requests, the oldest first. */
    public synchronized List<Seen> last() {
        return new ArrayList<>(last);
    }
}
