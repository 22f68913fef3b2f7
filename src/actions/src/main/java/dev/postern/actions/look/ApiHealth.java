package dev.postern.actions.look;

import dev.postern.core.action.Probe;
import dev.postern.core.fleet.Cluster;
import dev.postern.core.fleet.Host;
import dev.postern.core.reach.KubernetesApi;
import dev.postern.core.reach.Reach;
import dev.postern.core.text.Neutral;
import dev.postern.core.value.Durations;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** How each API server answers, as far up the ladder as it gets: TCP, TLS, readiness. */
public final class ApiHealth implements Probe<ApiHealth.Parameters, ApiHealth.Found> {
    /** It takes nothing. */
    public record Parameters() {}

    /** One entry a host. */
    public record Found(List<Server> servers) {
        public Found {
            servers = List.copyOf(servers);
        }
    }

    /**
     * @param answer {@code ready}, {@code not ready}, or the failure's class
     * @param detail what it said, or why there is no answer
     * @param path the access path that was used; empty where none worked
     */
    public record Server(
            String host,
            String answer,
            String detail,
            String path,
            Duration tcp,
            Duration tls,
            Duration response) {}

    @Override
    public String name() {
        return "api-health";
    }

    @Override
    public String title() {
        return "How each API server answers: TCP, TLS, readiness";
    }

    @Override
    public Class<Parameters> parameters() {
        return Parameters.class;
    }

    @Override
    public Class<Found> result() {
        return Found.class;
    }

    @Override
    public Outcome<Found> look(Cluster cluster, Parameters parameters, Reach reach) {
        List<Callable<Server>> asks = new ArrayList<>();
        for (Host h : cluster.hosts()) {
            asks.add(() -> server(h, reach));
        }
        try {
            return Outcome.ok(new Found(reach.time().all("api-health", asks)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Outcome.failed(
                    Failure.unchanged(
                            Failure.Kind.ABORTED, cluster.name() + ": interrupted", "", ""));
        }
    }

    private static Server server(Host h, Reach reach) {
        String name = h.id().toString();
        return switch (reach.api(h.id()).health()) {
            case Outcome.Ok<KubernetesApi.Health>(var x) ->
                    new Server(
                            name,
                            x.ready() ? "ready" : "not ready",
                            Neutral.line(x.detail(), 200),
                            x.path(),
                            x.tcp(),
                            x.tls(),
                            x.answer());
            case Outcome.Failed<KubernetesApi.Health>(var f) ->
                    new Server(
                            name,
                            f.kind().word(),
                            f.sentence(),
                            "",
                            Duration.ZERO,
                            Duration.ZERO,
                            Duration.ZERO);
        };
    }

    @Override
    public List<String> lines(Found found) {
        return found.servers().stream()
                .map(s ->
                        s.path().isEmpty()
                                ? s.host() + ": " + s.answer() + ": " + brief(s)
                                : s.host()
                                        + ": "
                                        + s.answer()
                                        + (s.answer().equals("ready") ? "" : ": " + s.detail())
                                        + " (by "
                                        + s.path()
                                        + "; TCP "
                                        + text(s.tcp())
                                        + ", TLS "
                                        + text(s.tls())
                                        + ", answer "
                                        + text(s.response())
                                        + ")")
                .toList();
    }

    /** The detail without the host's name, which stands at the beginning of the line. */
    private static String brief(Server s) {
        return s.detail().replace(s.host() + " api: ", "").replace(s.host() + " api by ", "by ");
    }

    private static String text(Duration d) {
        return Durations.text(Duration.ofMillis(d.toMillis()));
    }
}
