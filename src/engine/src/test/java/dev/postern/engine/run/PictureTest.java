package dev.postern.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.value.JsonValue;
import dev.postern.engine.Bench;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/**
 * What those see who watch a run: where it is, what it does and to whom, what it knows and asks.
 */
class PictureTest {
    private static final String HEAD = "playbook: test\ntitle: A test\nsteps:\n";

    @TempDir Path runs;
    private Bench bench;
    private final List<JsonValue.Obj> seen = new CopyOnWriteArrayList<>();

    @BeforeEach
    void threeHosts() {
        bench = new Bench(runs, Map.of("eu-1", 3));
        bench.live = picture -> seen.add(picture.get());
    }

    private JsonValue.Obj first(Predicate<JsonValue.Obj> is) {
        return seen.stream().filter(is).findFirst().orElseThrow();
    }

    private static List<String> working(JsonValue.Obj picture) {
        return picture.items("working").stream()
                .map(w ->
                        w.text("step").orElse("")
                                + "@"
                                + w.text("target").orElse("")
                                + " "
                                + w.text("doing").orElse(""))
                .toList();
    }

    private static Predicate<JsonValue.Obj> step(String id) {
        return p -> p.text("step").equals(Optional.of(id));
    }

    @Test
    void where_it_is_and_in_which_wave() {
        bench.run(HEAD + "  - {id: a, turn: {to: 5}, waves: [1, 2]}\n  - {id: b, wide: {to: 1}}\n");

        assertThat(seen.stream().filter(step("a")).map(p -> p.text("wave").orElse("")).distinct())
                .containsSubsequence("1 of 2", "2 of 2");
        // A step of one wave says nothing of waves.
        assertThat(seen.stream().filter(step("b")).flatMap(p -> p.text("wave").stream())).isEmpty();
    }

    @Test
    void what_is_done_to_each_target_from_the_look_to_the_end_and_nothing_afterwards() {
        bench.run(HEAD + "  - {id: a, turn: {to: 5}}\n");

        List<String> all = seen.stream().flatMap(p -> working(p).stream()).distinct().toList();
        for (String doing :
                List.of(
                        "looking",
                        "leaving a copy of what was there",
                        "driving",
                        "waiting for it to settle")) {
            assertThat(all).contains("a@eu-1/cp1 " + doing, "a@eu-1/cp3 " + doing);
        }
        assertThat(all).contains("lease@hosts opening sessions, taking the lease");
        assertThat(all).contains("guards@clusters looking");
        assertThat(working(seen.getLast())).isEmpty();
    }

    @Test
    void what_is_driven_back_says_so_too() {
        bench.run(HEAD + "  - {id: a, turn: {to: 5}}\n");
        seen.clear();

        bench.undo("r1");

        assertThat(seen.stream().flatMap(p -> working(p).stream()).distinct())
                .contains(
                        "undo@eu-1/cp1 looking",
                        "undo@eu-1/cp1 driving back",
                        "undo@eu-1/cp1 waiting for it to be as before");
        assertThat(seen).anyMatch(step("undo"));
        assertThat(working(seen.getLast())).isEmpty();
    }

    @Test
    void what_is_known_of_each_cluster_with_its_time_and_what_is_not_with_its_reason() {
        bench.panel.set("api.ready", "eu-1", 1);
        Instant begun = bench.time.now();

        bench.run(
                HEAD
                        + "  - {id: a, wide: {to: 5}, when: api.ready}\n"
                        + "  - {id: b, wide: {to: 5}, when: etcd.quorum}\n");

        JsonValue facts =
                seen.getLast()
                        .field("clusters")
                        .flatMap(c -> c.field("eu-1"))
                        .flatMap(c -> c.field("facts"))
                        .orElseThrow();
        assertThat(facts.truth("api.ready", "value")).contains(true);
        assertThat(facts.text("api.ready", "at")).contains(begun.toString());
        assertThat(facts.text("etcd.quorum", "unknown")).contains("nobody knows");
        assertThat(facts.text("etcd.quorum", "at")).isPresent();
    }

    @Test
    void how_each_endpoint_is_paced() {
        bench.run(HEAD + "  - {id: a, wide: {to: 5}}\n");

        JsonValue pacer =
                seen.getLast()
                        .field("pacers")
                        .map(p -> ((JsonValue.Obj) p).fields().values().iterator().next())
                        .orElseThrow();
        assertThat(pacer)
                .isEqualTo(
                        JsonValue.object(
                                "circuit",
                                "closed",
                                "sick",
                                false,
                                "requests",
                                1,
                                "connections",
                                1,
                                "held",
                                0));
    }

    @Test
    void what_is_asked_until_when_and_no_more_once_it_is_answered() {
        Instant until = bench.time.now().plus(Duration.ofMinutes(30));
        bench.settings = bench.settings.attended(true);
        bench.live =
                picture -> {
                    JsonValue.Obj now = picture.get();
                    seen.add(now);
                    if (!now.items("asks").isEmpty()) {
                        bench.control.answer("g", "yes", "bob");
                    }
                };

        bench.run(
                HEAD
                        + "  - {id: g, gate: {ask: \"Go on?\", within: 30m, otherwise: stop}}\n"
                        + "  - {id: b, wide: {to: 1}}\n");

        JsonValue.Obj asking = first(p -> !p.items("asks").isEmpty());
        assertThat(asking.items("asks"))
                .containsExactly(
                        JsonValue.object(
                                "gate",
                                "g",
                                "question",
                                "Go on?",
                                "choices",
                                JsonValue.array(
                                        JsonValue.of("yes"),
                                        JsonValue.of("no"),
                                        JsonValue.of("stop")),
                                "until",
                                until.toString()));
        assertThat(working(asking)).contains("g@you asking: Go on?");
        assertThat(seen.stream().filter(step("b")))
                .isNotEmpty()
                .allMatch(p -> p.items("asks").isEmpty());
    }
}
