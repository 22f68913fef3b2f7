package dev.postern.actions.look;

import dev.postern.core.fleet.Host;
import dev.postern.core.reach.KubernetesApi;
import dev.postern.core.reach.Reach;
import dev.postern.core.text.Neutral;
import dev.postern.core.value.Failure;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Requests that are waiting or running just now, by user: the only page of the API that names users
 * ({@code dump_requests}, columns joined by a comma and padding: {@code apf_controller_debug.go}).
 */
final class FairnessDump {
    private static final int USER = 10;
    private static final int VERB = 11;
    private static final int RESOURCE = 16;

    private FairnessDump() {}

    static Outcome<List<Diagnose.Seats>> of(Host host, Reach reach) {
        KubernetesApi.Request request =
                KubernetesApi.Request.get("/debug/api_priority_and_fairness/dump_requests")
                        .query("includeRequestDetails", "1");
        return reach.api(host.id())
                .send(request)
                .then(a ->
                        a.succeeded() && a.body() instanceof JsonValue.Text(var text)
                                ? Outcome.ok(parse(text))
                                : Outcome.failed(
                                        Failure.unchanged(
                                                Failure.Kind.BROKEN,
                                                host.id() + ": no dump of requests",
                                                "status " + a.status(),
                                                "use an identity of system:masters")));
    }

    static List<Diagnose.Seats> parse(String text) {
        Map<String, Integer> requests = new LinkedHashMap<>();
        Map<String, Long> seats = new LinkedHashMap<>();
        for (String line : text.lines().skip(1).toList()) {
            List<String> c = List.of(line.split(",", -1)).stream().map(String::strip).toList();
            if (c.size() > RESOURCE) {
                String who = c.get(USER) + ": " + c.get(VERB) + " " + c.get(RESOURCE);
                requests.merge(who, 1, Integer::sum);
                seats.merge(who, number(c.get(6)), Long::sum);
            }
        }
        List<Diagnose.Seats> found = new ArrayList<>();
        requests.forEach((who, n) ->
                found.add(
                        new Diagnose.Seats(
                                Neutral.line(who, 160),
                                n,
                                seats.getOrDefault(who, 0L).intValue())));
        found.sort(Comparator.comparingInt(Diagnose.Seats::seats).reversed());
        return found.stream().limit(10).toList();
    }

    private static long number(String text) {
        return text.matches("\\d{1,6}") ? Long.parseLong(text) : 0;
    }
}
