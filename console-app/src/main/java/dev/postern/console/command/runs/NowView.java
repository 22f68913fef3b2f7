package dev.postern.console.command.runs;

import dev.postern.console.view.Page;
import dev.postern.console.view.Tint;
import dev.postern.core.text.Neutral;
import dev.postern.core.value.Durations;
import dev.postern.core.value.JsonValue;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/**
 * The picture of a run that goes on: the step, who is at work and since when, what was seen of each
 * cluster last, what the pacer has sent. About half as high as the screen at most.
 */
final class NowView {
    /** What was seen before that is no longer how it is. */
    private static final Duration FRESH = Duration.ofMinutes(2);

    private final JsonValue.Obj picture;
    private final Optional<Instant> now;

    NowView(JsonValue.Obj picture) {
        this.picture = picture;
        this.now = instant(picture, "now");
    }

    /** Puts it on an empty page: folded where there is room for that, else cut. */
    void on(Page page) {
        int most = page.screen().rows() / 2;
        Page folded = new Page(page.screen());
        put(folded::line, Integer.MAX_VALUE);
        if (folded.lines().size() <= most) {
            put(page::line, Integer.MAX_VALUE);
        } else {
            put(page::cut, most);
        }
    }

    private void put(BiConsumer<String, Tint> page, int most) {
        List<String> working = working();
        List<String> clusters = clusters();
        Optional<String> gap = picture.text("gap");
        // The head, what was sent, and the line that says how many more there are.
        int fixed = 3 + clusters.size() + (gap.isPresent() ? 1 : 0);
        int shown = Math.min(Math.max(1, most - fixed), working.size());
        page.accept("now: " + head(), Tint.STRONG);
        working.subList(0, shown).forEach(w -> page.accept("  " + w, Tint.PLAIN));
        if (working.size() > shown) {
            page.accept("  and " + (working.size() - shown) + " more", Tint.FAINT);
        }
        clusters.forEach(c -> page.accept(c, Tint.PLAIN));
        if (picture.field("pacers").orElse(null) instanceof JsonValue.Obj(var pacers)) {
            page.accept("sent: " + pacers(pacers), Tint.PLAIN);
        }
        gap.ifPresent(g -> page.accept("journal: " + g, Tint.BAD));
    }

    private String head() {
        String step = picture.text("step").filter(s -> !s.isEmpty()).orElse("opening");
        return step
                + picture.text("wave").map(w -> ", wave " + w).orElse("")
                + now.map(n -> "  (" + EventLine.clock(n) + ")").orElse("");
    }

    private List<String> working() {
        List<String> lines = new ArrayList<>();
        for (JsonValue w : picture.items("working")) {
            lines.add(
                    w.text("step").orElse("")
                            + " "
                            + w.text("target").orElse("")
                            + ": "
                            + w.text("doing").orElse("")
                            + age(w, "since").map(a -> ", " + a).orElse(""));
        }
        return lines;
    }

    private List<String> clusters() {
        List<String> lines = new ArrayList<>();
        if (picture.field("clusters").orElse(null) instanceof JsonValue.Obj(var clusters)) {
            clusters.forEach((name, c) -> {
                if (c.field("facts").orElse(null) instanceof JsonValue.Obj(var facts)
                        && !facts.isEmpty()) {
                    lines.add(name + ": " + facts(facts));
                }
            });
        }
        return lines;
    }

    /** What was seen lately; where that is nothing, what was seen last and how long ago. */
    private String facts(Map<String, JsonValue> facts) {
        String fresh =
                facts.entrySet().stream()
                        .filter(f -> since(f.getValue(), "at").compareTo(FRESH) <= 0)
                        .map(f -> f.getKey() + " " + value(f.getValue()))
                        .collect(Collectors.joining("  "));
        return fresh.isEmpty()
                ? facts.entrySet().stream()
                        .min(Comparator.comparing(f -> since(f.getValue(), "at")))
                        .map(f ->
                                f.getKey()
                                        + " "
                                        + value(f.getValue())
                                        + age(f.getValue(), "at")
                                                .map(a -> ", " + a + " ago")
                                                .orElse(""))
                        .orElse("")
                : fresh;
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
                .orElse("unknown");
    }

    private static String number(double n) {
        return n == Math.rint(n)
                ? String.valueOf((long) n)
                : String.format(java.util.Locale.ROOT, "%.2f", n);
    }

    /** How long ago, coarsely; empty where it has only just been. */
    private Optional<String> age(JsonValue of, String field) {
        Duration age = since(of, field);
        return age.toSeconds() < 5
                ? Optional.empty()
                : Optional.of(
                        Durations.text(
                                age.toSeconds() < 60
                                        ? Duration.ofSeconds(age.toSeconds())
                                        : Duration.ofMinutes(age.toMinutes())));
    }

    private Duration since(JsonValue of, String field) {
        return now.flatMap(n -> instant(of, field).map(at -> Duration.between(at, n)))
                .orElse(Duration.ZERO);
    }

    private static Optional<Instant> instant(JsonValue of, String field) {
        try {
            return of.text(field).map(Instant::parse);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static String pacers(Map<String, JsonValue> pacers) {
        long requests = 0;
        long connections = 0;
        long held = 0;
        List<String> resting = new ArrayList<>();
        for (Map.Entry<String, JsonValue> e : pacers.entrySet()) {
            requests += e.getValue().whole("requests").orElse(0L);
            connections += e.getValue().whole("connections").orElse(0L);
            held += e.getValue().whole("held").orElse(0L);
            if (!e.getValue().text("circuit").orElse("closed").equals("closed")) {
                resting.add(e.getKey());
            }
        }
        return requests
                + " requests, "
                + connections
                + " connections, "
                + held
                + " held back"
                + (resting.isEmpty() ? "" : "; resting: " + String.join(", ", resting));
    }
}
