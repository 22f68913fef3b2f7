package dev.postern.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.engine.Bench;
import dev.postern.journal.Event;
import dev.postern.json.JsonText;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A change that lives only while somebody keeps it, as a fence does: by whom, how long, and said.
 */
class KeptChangeTest {
    private static final String PLAYBOOK =
            """
            playbook: test
            title: A test
            steps:
              - {id: a, hold: {to: 5}}
              - {id: w, await: {that: api.ready, for: 5s, within: 2m}, on-failure: continue}
              - {id: back, undo: [a]}
              - {id: w2, await: {that: api.ready, for: 5s, within: 2m}, on-failure: continue}
            """;

    @TempDir Path runs;
    private Bench bench;
    private Instant begun;

    @BeforeEach
    void oneHost() {
        bench = new Bench(runs, Map.of("eu-1", 1));
        bench.panel.set("api.ready", "eu-1", 2);
        begun = bench.time.now();
    }

    private Duration passed() {
        return Duration.between(begun, bench.time.now());
    }

    @Test
    void it_is_kept_until_it_is_driven_back_and_not_after() {
        bench.run(PLAYBOOK);

        assertThat(passed()).isGreaterThanOrEqualTo(Duration.ofMinutes(4));
        assertThat(bench.panel.keeps("eu-1/cp1")).isBetween(11, 12);
        assertThat(bench.events("r1", Event.NotKept.class)).isEmpty();
        assertThat(bench.events("r1", Event.KeptAgain.class)).isEmpty();
    }

    @Test
    void one_that_was_lost_and_is_kept_again_says_for_how_long_it_was() {
        bench.live =
                picture -> {
                    long at = passed().toSeconds();
                    if (at >= 25 && at < 65) {
                        bench.panel.breaks("keep", "eu-1/cp1");
                    } else {
                        bench.panel.mends("keep", "eu-1/cp1");
                    }
                };

        bench.run(PLAYBOOK);

        assertThat(bench.events("r1", Event.NotKept.class))
                .singleElement()
                .matches(n -> n.change().equals("a@eu-1/cp1"))
                .matches(n -> n.trouble().sentence().equals("it is gone"));
        assertThat(bench.events("r1", Event.KeptAgain.class))
                .containsExactly(new Event.KeptAgain("a@eu-1/cp1", Duration.ofSeconds(40)));
    }

    @Test
    void who_watches_sees_that_it_is_kept_or_not_and_no_more_of_it_once_it_is_back() {
        bench.panel.breaks("keep", "eu-1/cp1");
        List<String> seen = new CopyOnWriteArrayList<>();
        List<String> late = new CopyOnWriteArrayList<>();
        bench.live =
                picture -> {
                    String now = JsonText.line(picture.get());
                    (passed().toSeconds() > 150 ? late : seen).add(now);
                    if (passed().toSeconds() > 60) {
                        bench.panel.mends("keep", "eu-1/cp1");
                    }
                };

        bench.run(PLAYBOOK);

        assertThat(seen)
                .anyMatch(s ->
                        s.matches(".*\"kept\":\\[\\{\"change\":\"a@eu-1/cp1\",.*\"ok\":false}].*"))
                .anyMatch(s ->
                        s.matches(".*\"kept\":\\[\\{\"change\":\"a@eu-1/cp1\",.*\"ok\":true}].*"));
        assertThat(late).isNotEmpty().allMatch(s -> s.contains("\"kept\":[]"));
    }

    @Test
    void what_an_earlier_process_left_open_is_kept_again_by_the_next_one() {
        bench.live =
                picture -> {
                    if (passed().toSeconds() > 15) {
                        bench.control.stop(1, "ann");
                    }
                };
        bench.run(PLAYBOOK);
        int before = bench.panel.keeps("eu-1/cp1");
        bench.live = picture -> {};

        bench.resume("r1");

        assertThat(bench.panel.keeps("eu-1/cp1") - before).isBetween(11, 12);
        assertThat(bench.panel.get("hold", "eu-1/cp1")).isZero();
    }

    @Test
    void what_is_being_driven_back_is_not_kept_by_the_next_process() {
        bench.live =
                picture -> {
                    if (passed().toSeconds() > 15) {
                        bench.control.stop(1, "ann");
                    }
                };
        bench.run(PLAYBOOK);
        bench.live = picture -> {};
        RunControl hand = new RunControl(bench.time);
        bench.panel.breaks("stuck", "eu-1/cp1");
        bench.panel.onDrive = () -> hand.stop(2, "ann");
        RunReport cut = bench.undo("r1", hand);
        assertThat(cut.inDoubt()).containsExactly("a@eu-1/cp1");
        bench.panel.onDrive = () -> {};
        bench.panel.mends("stuck", "eu-1/cp1");
        int before = bench.panel.keeps("eu-1/cp1");
        // It takes its time to look, and is not kept meanwhile.
        bench.panel.onLook =
                target -> {
                    try {
                        bench.time.sleep(Duration.ofMinutes(1));
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                };

        assertThat(bench.undo("r1").exit()).isEqualTo(ExitCode.DONE);

        assertThat(bench.panel.keeps("eu-1/cp1")).isEqualTo(before);
    }

    @Test
    void what_went_with_an_earlier_change_that_was_driven_back_is_not_kept_any_more() {
        bench.run(
                """
                playbook: test
                title: A test
                steps:
                  - {id: a, hold: {to: 5}}
                  - {id: b, hold: {to: 6}}
                  - {id: back, undo: [a]}
                  - {id: w, await: {that: api.ready, for: 5s, within: 2m}}
                """);

        assertThat(passed()).isGreaterThanOrEqualTo(Duration.ofMinutes(2));
        assertThat(bench.panel.get("hold", "eu-1/cp1")).isZero();
        assertThat(bench.panel.keeps("eu-1/cp1")).isZero();
        assertThat(bench.events("r1", Event.Undone.class))
                .extracting(Event.Undone::change)
                .containsExactly("a@eu-1/cp1", "b@eu-1/cp1");
    }
}
