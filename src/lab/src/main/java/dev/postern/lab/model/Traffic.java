package dev.postern.lab.model;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a server answered: totals for its metrics, and the last minute for its logs. */
final class Traffic {
    /** Answers of one kind and status in one second. */
    record Second(int at, Map<String, Integer> answers) {}

    private static final int KEPT = 60;

    private final Map<String, Long> totals = new TreeMap<>();
    private final ArrayDeque<Second> last = new ArrayDeque<>();
    private Map<String, Integer> now = new TreeMap<>();
    private long answered;
    private long rejected;

    void count(ApiServer.Kind kind, int status) {
        count(kind == ApiServer.Kind.OFFENDER ? "offender" : "relist", status, 1);
    }

    void count(String who, int status, int times) {
        String key = who + " " + status;
        now.merge(key, times, Integer::sum);
        totals.merge(key, (long) times, Long::sum);
        answered += times;
        rejected += status == 429 ? times : 0;
    }

    void second(int t) {
        if (!now.isEmpty()) {
            last.add(new Second(t, now));
            now = new TreeMap<>();
        }
        while (!last.isEmpty() && last.peekFirst().at() < t - KEPT) {
            last.removeFirst();
        }
    }

    List<Second> lastMinute() {
        return new ArrayList<>(last);
    }

    Map<String, Long> totals() {
        return new TreeMap<>(totals);
    }

    long answered() {
        return answered;
    }

    long rejected() {
        return rejected;
    }
}
