package dev.postern.reachkubernetes;

import dev.postern.core.fleet.HostId;
import dev.postern.core.pace.Endpoint;
import dev.postern.core.pace.Pacer;
import dev.postern.core.reach.KubernetesApi;
import dev.postern.core.text.Neutral;
import dev.postern.core.time.Time;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;
import dev.postern.reachkubernetes.Lines.Held;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The API server of one host, over its ladder of paths, through the pacer. */
final class HostApi implements KubernetesApi, AutoCloseable {
    private static final Duration READYZ = Duration.ofSeconds(5);
    // Long enough for the turn of one new connection to a sick server, which comes every 10 s.
    private static final Duration LEAST_PATIENCE = Duration.ofSeconds(12);
    private static final Duration PROBE_PATIENCE = Duration.ofSeconds(20);

    private final HostId host;
    private final Endpoint.Api endpoint;
    private final Time time;
    private final Pacer pacer;
    private final Identities identities;
    private final Ways ways;
    private final Lines lines;
    private final Wire wire;
    private final Answers answers;

    HostApi(
            HostId host,
            Time time,
            Pacer pacer,
            Identities identities,
            Ways ways,
            Lines lines,
            Wire wire) {
        this.host = host;
        this.endpoint = new Endpoint.Api(host);
        this.time = time;
        this.pacer = pacer;
        this.identities = identities;
        this.ways = ways;
        this.lines = lines;
        this.wire = wire;
        this.answers = new Answers(time);
    }

    HostId host() {
        return host;
    }

    /** A whole answer, and how it came. */
    private record Reply(Line.Raw raw, Ways.Way way, Duration tcp, Duration tls, Duration answer) {}

    @Override
    public Outcome<Answer> send(Request request) {
        // The ladder: while the circuit is not closed, a probe goes first, never the request.
        for (int probes = 0;
                probes < 2 && pacer.status(endpoint).circuit() != Pacer.Circuit.CLOSED;
                probes++) {
            Outcome<Health> health = health();
            if (health instanceof Outcome.Failed<Health>(Failure failure)) {
                return Outcome.failed(failure);
            }
        }
        Duration patience =
                request.within().compareTo(LEAST_PATIENCE) > 0 ? request.within() : LEAST_PATIENCE;
        return identities.each(identity ->
                prepared(() ->
                        pacer.paced(
                                endpoint,
                                kind(request),
                                patience,
                                a -> judged(request, ask(a, identity, ways.inOrder(), request)))));
    }

    private static Pacer.Kind kind(Request request) {
        if (!request.verb().changes()) {
            return Pacer.Kind.READ;
        }
        return request.preconditioned() ? Pacer.Kind.GUARDED_WRITE : Pacer.Kind.WRITE;
    }

    /**
     * Opens the tunnel before the pacer counts: a slow SSH server is no fault of the API server.
     */
    private <T> Outcome<T> prepared(java.util.function.Supplier<Outcome<T>> then) {
        if (lines.isEmpty()) {
            for (Ways.Way way : ways.inOrder()) {
                if (way.to().isPresent()) {
                    break;
                }
                Outcome<InetSocketAddress> open = ways.resolve(way);
                if (open instanceof Outcome.Failed<InetSocketAddress>(Failure f)) {
                    if (f.kind() == Failure.Kind.UNTRUSTED) {
                        return Outcome.failed(f);
                    }
                    ways.failed(way);
                }
                break;
            }
        }
        return then.get();
    }

    private Outcome<Answer> judged(Request request, Outcome<Reply> reply) {
        return reply.then(r ->
                answers.judge(
                        server(r.way()), request, r.raw(), r.tcp().plus(r.tls()).plus(r.answer())));
    }

    /** Over a kept connection, else over a new one by the first path that can be reached. */
    private Outcome<Reply> ask(
            Pacer.Attempt attempt, ClientIdentity identity, List<Ways.Way> order, Request request) {
        Optional<Held> kept = lines.take(identity, order);
        if (kept.isPresent()) {
            Held held = kept.get();
            switch (wire.exchange(held.line(), false, held.to(), server(held.way()), request)) {
                case Wire.Result.Answered a -> {
                    lines.giveBack(held);
                    return Outcome.ok(new Reply(a.raw(), held.way(), a.tcp(), a.tls(), a.answer()));
                }
                case Wire.Result.Lost(Failure failure, boolean sent, boolean met) -> {
                    return Outcome.failed(failure);
                }
                case Wire.Result.Gone gone -> {
                    // Nothing was sent: a new connection takes its place.
                }
            }
        }
        List<Failure> unreachable = new ArrayList<>();
        for (Ways.Way way : order) {
            Outcome<InetSocketAddress> to = ways.resolve(way);
            if (to instanceof Outcome.Failed<InetSocketAddress>(Failure f)) {
                if (f.kind() == Failure.Kind.UNTRUSTED || f.kind() == Failure.Kind.REFUSED) {
                    return Outcome.failed(f);
                }
                ways.failed(way);
                unreachable.add(f);
                continue;
            }
            if (!attempt.connecting()) {
                return Outcome.failed(noTurn(unreachable));
            }
            Held held = lines.open(identity, way, to.got().orElseThrow());
            switch (wire.exchange(held.line(), true, held.to(), server(way), request)) {
                case Wire.Result.Answered a -> {
                    ways.worked(way);
                    lines.giveBack(held);
                    return Outcome.ok(new Reply(a.raw(), way, a.tcp(), a.tls(), a.answer()));
                }
                case Wire.Result.Lost(Failure failure, boolean sent, boolean met) -> {
                    if (!met) {
                        attempt.nobodyThere();
                    }
                    if (failure.kind() != Failure.Kind.UNREACHABLE) {
                        return Outcome.failed(failure);
                    }
                    ways.failed(way);
                    unreachable.add(failure);
                    if (sent) {
                        return Outcome.failed(failure);
                    }
                }
                case Wire.Result.Gone gone -> {
                    attempt.nobodyThere();
                    unreachable.add(
                            Failure.unchanged(
                                    Failure.Kind.UNREACHABLE,
                                    server(way) + ": closed at once",
                                    "",
                                    ""));
                }
            }
        }
        return Outcome.failed(unreachable(unreachable));
    }

    private Failure noTurn(List<Failure> before) {
        if (!before.isEmpty()) {
            return before.getLast();
        }
        return Failure.unchanged(
                Failure.Kind.SATURATED,
                host + " api: not asked",
                "a new connection is not due yet: a sick server gets one in ten seconds",
                "wait");
    }

    private Failure unreachable(List<Failure> all) {
        if (all.isEmpty()) {
            return Failure.unchanged(
                    Failure.Kind.BROKEN,
                    host + " api: no path",
                    "the ladder of the fleet is empty",
                    "name a path under ladder in fleet.yaml");
        }
        if (all.size() == 1) {
            return all.getFirst();
        }
        return Failure.unchanged(
                Failure.Kind.UNREACHABLE,
                host + " api: not reachable by any path",
                String.join("; ", all.stream().map(Failure::sentence).toList()),
                "");
    }

    private String server(Ways.Way way) {
        return host + " api by " + way;
    }

    @Override
    public Outcome<Health> health() {
        Request readyz = Request.get("/readyz").within(READYZ);
        return identities.each(identity ->
                prepared(() ->
                        pacer.paced(
                                endpoint,
                                Pacer.Kind.PROBE,
                                PROBE_PATIENCE,
                                a -> ask(a, identity, ways.inOrder(), readyz).then(this::health))));
    }

    private Outcome<Health> health(Reply reply) {
        Line.Raw raw = reply.raw();
        String text = new String(raw.body(), StandardCharsets.UTF_8);
        // Not ready is an answer; turned away is not. /readyz says 500 when a check fails.
        boolean answered = raw.status() == 200 || raw.status() == 500;
        if (!answered) {
            Outcome<Answer> judged =
                    answers.judge(server(reply.way()), Request.get("/readyz"), raw, reply.answer());
            if (judged instanceof Outcome.Failed<Answer>(Failure failure)) {
                return Outcome.failed(failure);
            }
        }
        boolean ready = raw.status() == 200;
        return Outcome.ok(
                new Health(
                        ready,
                        ready ? "ready" : "not ready: " + notReady(text),
                        reply.way().toString(),
                        reply.tcp(),
                        reply.tls(),
                        reply.answer()));
    }

    /** The checks that failed: lines that begin with [-]. */
    private static String notReady(String text) {
        List<String> failed =
                text.lines().filter(l -> l.startsWith("[-]")).map(l -> l.substring(3)).toList();
        return Neutral.line(failed.isEmpty() ? text.strip() : String.join(", ", failed), 200);
    }

    @Override
    public Outcome<Answer> sendArmed(Request request, Duration within) {
        if (!request.preconditioned()) {
            throw new IllegalArgumentException(
                    "an armed write needs a precondition: "
                            + request.verb()
                            + " "
                            + request.target());
        }
        Instant deadline = time.now().plus(within);
        Optional<Failure> doubt = Optional.empty();
        while (true) {
            Instant begun = time.now();
            Outcome<Answer> outcome =
                    identities.each(identity -> knock(identity, request, deadline));
            Optional<Failure> failure = outcome.whyNot();
            if (failure.isEmpty()) {
                return outcome;
            }
            boolean again =
                    switch (failure.get().kind()) {
                        case UNREACHABLE, SATURATED, IN_DOUBT -> true;
                        case REFUSED_IDENTITY, UNTRUSTED, BROKEN, REFUSED, ABORTED -> false;
                    };
            if (failure.get().kind() == Failure.Kind.IN_DOUBT) {
                doubt = failure;
            }
            if (!again || !time.now().isBefore(deadline)) {
                // What may have happened once is not unmade by a refusal afterwards.
                return doubt.isPresent() ? Outcome.failed(doubt.get()) : outcome;
            }
            if (time.now().equals(begun) && !rested()) {
                return outcome;
            }
        }
    }

    /** After an attempt that never came to the pacer, so that nothing made it wait. */
    private boolean rested() {
        try {
            time.sleep(Duration.ofSeconds(1));
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Outcome<Answer> knock(ClientIdentity identity, Request request, Instant deadline) {
        Duration left = Duration.between(time.now(), deadline);
        return prepared(() ->
                pacer.paced(
                        endpoint,
                        Pacer.Kind.ARMED,
                        left.isNegative() ? Duration.ZERO : left,
                        a -> judged(request, ask(a, identity, ways.nearest(), request))));
    }

    @Override
    public Outcome<Identity> identity() {
        return identities.first().map(ClientIdentity::known);
    }

    @Override
    public void close() {
        lines.close();
    }
}
