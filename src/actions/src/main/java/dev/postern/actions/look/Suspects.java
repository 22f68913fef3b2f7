package dev.postern.actions.look;

import dev.postern.actions.host.AuditLog;
import dev.postern.core.text.Neutral;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who asks for how much, from audit events: the dearest first.
 *
 * @param all at most ten
 */
public record Suspects(List<Suspect> all) {
    /** Fewer requests than this are no storm. */
    private static final int STORM = 20;

    /**
     * One identity.
     *
     * @param seconds the servers' time that it took
     * @param share of the servers' time that all took, 0 to 1
     * @param unboundedLists LISTs that read everything
     * @param rejected answers of 429 and 5xx
     * @param sources from how many addresses
     * @param dearest what it asked for most expensively: "list pods"
     */
    public record Suspect(
            String user,
            String agent,
            int requests,
            double seconds,
            double share,
            int unboundedLists,
            int rejected,
            int sources,
            String dearest) {}

    public Suspects {
        all = List.copyOf(all);
    }

    /** Groups events by user and the first word of the user agent. */
    public static Suspects of(List<AuditLog.Entry> entries) {
        Map<String, List<AuditLog.Entry>> groups = new LinkedHashMap<>();
        double total = 0;
        for (AuditLog.Entry e : entries) {
            groups.computeIfAbsent(e.user() + "\0" + e.agent(), k -> new ArrayList<>()).add(e);
            total += seconds(e);
        }
        double whole = total;
        return new Suspects(
                groups.values().stream()
                        .map(g -> suspect(g, whole, entries.size()))
                        .sorted(
                                Comparator.comparingDouble(Suspect::share)
                                        .thenComparingInt(Suspect::requests)
                                        .reversed())
                        .limit(10)
                        .toList());
    }

    private static double seconds(AuditLog.Entry e) {
        return e.took().toMillis() / 1000.0;
    }

    private static Suspect suspect(List<AuditLog.Entry> group, double whole, int allRequests) {
        double seconds = group.stream().mapToDouble(Suspects::seconds).sum();
        Map<String, Double> byWhat = new LinkedHashMap<>();
        Set<Object> sources = new HashSet<>();
        int unbounded = 0;
        int rejected = 0;
        for (AuditLog.Entry e : group) {
            byWhat.merge(e.verb() + " " + e.resource(), seconds(e) + 1e-6, Double::sum);
            e.source().ifPresent(sources::add);
            unbounded += e.isUnboundedList() ? 1 : 0;
            rejected += e.status() == 429 || e.status() >= 500 ? 1 : 0;
        }
        String dearest =
                byWhat.entrySet().stream()
                        .max(Map.Entry.comparingByValue())
                        .map(Map.Entry::getKey)
                        .orElse("");
        return new Suspect(
                Neutral.line(group.getFirst().user(), 120),
                Neutral.line(group.getFirst().agent(), 60),
                group.size(),
                Math.round(seconds * 10) / 10.0,
                whole > 0 ? seconds / whole : group.size() / (double) Math.max(1, allRequests),
                unbounded,
                rejected,
                sources.size(),
                Neutral.line(dearest, 80));
    }

    /**
     * The one that stands out: an identity that is not the system's own, with more than a third of
     * the servers' time, and a storm's worth of requests.
     */
    public Optional<Suspect> offender() {
        return all.stream()
                .filter(s -> s.requests() >= STORM && s.share() > 1 / 3.0 && !isSystem(s.user()))
                .findFirst();
    }

    /** Nodes, controllers and the servers themselves; they storm too, but as victims. */
    private static boolean isSystem(String user) {
        return user.startsWith("system:node:")
                || user.startsWith("system:kube-")
                || user.equals("system:apiserver")
                || user.startsWith("system:serviceaccount:kube-system:");
    }
}
