package dev.postern.console.command.runs;

import dev.postern.console.view.Cell;
import dev.postern.console.view.LiveArea;
import dev.postern.console.view.Output;
import dev.postern.console.view.Page;
import dev.postern.console.view.Tint;
import dev.postern.core.text.Neutral;
import dev.postern.core.value.JsonValue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a person sees of a run: events that scroll, and below them on a terminal a board with what
 * is going on: steps, targets, the API's health by cluster, what the pacer has sent.
 */
final class Board {
    private final Output output;
    private final boolean wanted;
    private final LiveArea area;
    private JsonValue.Obj picture = JsonValue.object();
    private boolean stale;

    /**
     * @param wanted false where only data may be printed: then events are not shown at all
     */
    Board(Output output, boolean wanted) {
        this.output = output;
        this.wanted = wanted;
        this.area = output.liveArea();
    }

    void event(EventLine line) {
        if (wanted) {
            Page page = new Page(output.screen());
            page.line(line.text(), line.tint());
            area.above(page);
        }
    }

    void say(String text) {
        if (wanted) {
            area.clear();
        }
        output.note("postern: " + text);
    }

    void picture(JsonValue.Obj now) {
        picture = now;
        stale = true;
    }

    /** Draws the board again where something has changed. */
    void draw() {
        if (wanted && stale && output.screen().cursor()) {
            stale = false;
            area.draw(page());
        }
    }

    void clear() {
        if (wanted) {
            area.clear();
        }
    }

    private Page page() {
        Page page = new Page(output.screen());
        picture.text("step")
                .filter(s -> !s.isEmpty())
                .ifPresent(s -> page.line("now: " + s + wave(), Tint.STRONG));
        List<List<Cell>> rows = new ArrayList<>();
        for (JsonValue w : picture.items("working")) {
            rows.add(
                    List.of(
                            Cell.of(w.text("step").orElse("")),
                            Cell.of(w.text("target").orElse("")),
                            Cell.of(w.text("doing").orElse(""))));
        }
        if (!rows.isEmpty()) {
            page.table(
                    List.of("STEP", "TARGET", "DOING"), rows.subList(0, Math.min(8, rows.size())));
        }
        if (picture.field("clusters").orElse(null) instanceof JsonValue.Obj(var clusters)) {
            clusters.forEach((name, c) -> {
                String facts = facts(c);
                if (!facts.isEmpty()) {
                    page.line(name + ": " + facts);
                }
            });
        }
        if (picture.field("pacers").orElse(null) instanceof JsonValue.Obj(var pacers)) {
            page.line("sent: " + pacers(pacers));
        }
        picture.text("gap").ifPresent(g -> page.line("journal: " + g, Tint.BAD));
        return page;
    }

    private String wave() {
        return picture.text("wave").map(w -> ", wave " + w).orElse("");
    }

    private static String facts(JsonValue cluster) {
        if (!(cluster.field("facts").orElse(null) instanceof JsonValue.Obj(var facts))) {
            return "";
        }
        return facts.entrySet().stream()
                .map(f -> f.getKey() + " " + value(f.getValue()))
                .collect(Collectors.joining("  "));
    }

    private static String value(JsonValue fact) {
        return fact.field("value")
                .map(v ->
                        switch (v) {
                            case JsonValue.Bool(boolean b) -> b ? "yes" : "no";
                            case JsonValue.Num(var n) -> number(n.doubleValue());
                            case JsonValue.Text(String t) -> Neutral.line(t, 40);
                            default -> "?";
                        })
                .orElse("?");
    }

    private static String number(double n) {
        return n == Math.rint(n)
                ? String.valueOf((long) n)
                : String.format(java.util.Locale.ROOT, "%.2f", n);
    }

    private static String pacers(Map<String, JsonValue> pacers) {
        long requests = 0;
        long connections = 0;
        long held = 0;
        List<String> sick = new ArrayList<>();
        for (Map.Entry<String, JsonValue> e : pacers.entrySet()) {
            requests += e.getValue().whole("requests").orElse(0L);
            connections += e.getValue().whole("connections").orElse(0L);
            held += e.getValue().whole("held").orElse(0L);
            if (!e.getValue().text("circuit").orElse("closed").equals("closed")) {
                sick.add(e.getKey());
            }
        }
        return requests
                + " requests, "
                + connections
                + " connections, "
                + held
                + " held back"
                + (sick.isEmpty() ? "" : "; resting: " + String.join(", ", sick));
    }
}
