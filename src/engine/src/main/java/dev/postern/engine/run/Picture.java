package dev.postern.engine.run;

import dev.postern.core.fact.FactValue;
import dev.postern.core.fleet.Cluster;
import dev.postern.core.pace.Pacer;
import dev.postern.core.time.Time;
import dev.postern.core.value.JsonValue;
import dev.postern.engine.fact.FactBoard;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** What is going on just now, for those who watch. */
final class Picture {
    private final Time time;
    private final Pacer pacer;
    private final List<Cluster> clusters;
    private final Supplier<Optional<FactBoard>> facts;
    private final Supplier<Optional<String>> gap;
    private final Live live;
    private final AtomicLong numbers = new AtomicLong();
    private final Map<Long, Doing> working = new java.util.concurrent.ConcurrentSkipListMap<>();
    private final Map<String, JsonValue.Obj> asks = new ConcurrentHashMap<>();
    private final Map<String, JsonValue.Obj> kept = new ConcurrentHashMap<>();
    private volatile String step = "";
    private volatile String wave = "";

    private record Doing(String step, String target, String doing, Instant since) {}

    Picture(
            Time time,
            Pacer pacer,
            List<Cluster> clusters,
            Supplier<Optional<FactBoard>> facts,
            Supplier<Optional<String>> gap,
            Live live) {
        this.time = time;
        this.pacer = pacer;
        this.clusters = clusters;
        this.facts = facts;
        this.gap = gap;
        this.live = live;
    }

    /** One piece of work, shown until it is closed. */
    final class Shown implements AutoCloseable {
        private final long number;
        private final String step;
        private final String target;

        private Shown(long number, String step, String target) {
            this.number = number;
            this.step = step;
            this.target = target;
        }

        void doing(String what) {
            working.put(number, new Doing(step, target, what, time.now()));
            show();
        }

        @Override
        public void close() {
            working.remove(number);
            show();
        }
    }

    Shown begin(String stepId, String target, String doing) {
        Shown shown = new Shown(numbers.incrementAndGet(), stepId, target);
        shown.doing(doing);
        return shown;
    }

    void step(String id) {
        step = id;
        wave = "";
        show();
    }

    void wave(int number, int of) {
        wave = of > 1 ? number + " of " + of : "";
    }

    void asks(String gate, String question, List<String> choices, Instant until) {
        asks.put(
                gate,
                JsonValue.object(
                        "gate",
                        gate,
                        "question",
                        question,
                        "choices",
                        JsonValue.array(choices.stream().map(JsonValue::of).toList()),
                        "until",
                        until.toString()));
        show();
    }

    void asksNoMore(String gate) {
        asks.remove(gate);
        show();
    }

    void kept(String change, boolean ok) {
        kept.put(change, JsonValue.object("change", change, "at", time.now().toString(), "ok", ok));
        show();
    }

    void keptNoMore(String change) {
        kept.remove(change);
    }

    void show() {
        live.show(this::json);
    }

    private JsonValue.Obj json() {
        Map<String, JsonValue> out = new LinkedHashMap<>();
        out.put("now", JsonValue.of(time.now().toString()));
        out.put("step", JsonValue.of(step));
        if (!wave.isEmpty()) {
            out.put("wave", JsonValue.of(wave));
        }
        out.put(
                "working",
                JsonValue.array(
                        working.values().stream()
                                .map(d ->
                                        JsonValue.object(
                                                "step",
                                                d.step(),
                                                "target",
                                                d.target(),
                                                "doing",
                                                d.doing(),
                                                "since",
                                                d.since().toString()))
                                .toList()));
        if (!asks.isEmpty()) {
            out.put("asks", JsonValue.array(List.copyOf(asks.values())));
        }
        Map<String, JsonValue> byCluster = new LinkedHashMap<>();
        facts.get()
                .ifPresent(board ->
                        clusters.forEach(c -> byCluster.put(c.name().value(), facts(board, c))));
        out.put("clusters", new JsonValue.Obj(byCluster));
        Map<String, JsonValue> pacers = new TreeMap<>();
        pacer.all().forEach((endpoint, status) -> pacers.put(endpoint.toString(), json(status)));
        out.put("pacers", new JsonValue.Obj(pacers));
        out.put("kept", JsonValue.array(List.copyOf(new TreeMap<>(kept).values())));
        gap.get().ifPresent(g -> out.put("gap", JsonValue.of(g)));
        return new JsonValue.Obj(out);
    }

    private static JsonValue facts(FactBoard board, Cluster cluster) {
        Map<String, JsonValue> seen = new LinkedHashMap<>();
        board.last(cluster.name())
                .forEach((name, s) ->
                        seen.put(
                                name,
                                switch (s.value()) {
                                    case FactValue.Known(var v, _) ->
                                            JsonValue.object("value", v, "at", s.at().toString());
                                    case FactValue.Unknown(var why) ->
                                            JsonValue.object(
                                                    "unknown", why, "at", s.at().toString());
                                }));
        return JsonValue.object("facts", new JsonValue.Obj(seen));
    }

    private static JsonValue json(Pacer.Status s) {
        JsonValue.Obj out =
                JsonValue.object(
                        "circuit",
                        s.circuit().name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'),
                        "sick",
                        s.sick(),
                        "requests",
                        s.requests(),
                        "connections",
                        s.connections(),
                        "held",
                        s.held());
        return s.nextAttempt()
                .map(n -> out.with("nextAttempt", JsonValue.of(n.toString())))
                .orElse(out);
    }
}
