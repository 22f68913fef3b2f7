package dev.postern.engine.run;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a step ended.
 *
 * @param clusters by name
 * @param because the first thing that went wrong, or why it was skipped
 */
record StepResult(Status status, Map<String, Status> clusters, String because) {
    StepResult {
        clusters = Map.copyOf(clusters);
    }

    static StepResult all(Status status, Iterable<String> clusters, String because) {
        Map<String, Status> each = new LinkedHashMap<>();
        clusters.forEach(c -> each.put(c, status));
        return new StepResult(status, each, because);
    }

    Map<String, String> words() {
        Map<String, String> words = new LinkedHashMap<>();
        clusters.forEach((c, s) -> words.put(c, s.word()));
        return words;
    }
}
