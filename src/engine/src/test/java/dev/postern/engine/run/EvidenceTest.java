package dev.postern.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.value.JsonValue;
import dev.postern.engine.Bench;
import dev.postern.journal.Event;
import dev.postern.journal.EvidencePolicy;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The journal cannot be written any more, in the middle of a run: what goes on, and what does not.
 */
class EvidenceTest {
    private static final String PLAYBOOK =
            """
            playbook: test
            title: A test
            steps:
              - {id: a, turn: {to: 5}, waves: [1]}
              - {id: b, wide: {to: 1}}
            """;

    @TempDir Path runs;
    private Bench bench;
    private final List<JsonValue.Obj> seen = new CopyOnWriteArrayList<>();

    @BeforeEach
    void theJournalGoesAwayWithTheFirstDrive() {
        bench = new Bench(runs, Map.of("eu-1", 3));
        bench.live = picture -> seen.add(picture.get());
        bench.panel.onDrive = () -> move("journal.ndjson", "aside");
    }

    private void move(String from, String to) {
        Path run = runs.resolve("r1");
        try {
            if (Files.exists(run.resolve(from))) {
                Files.move(run.resolve(from), run.resolve(to));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void under_the_strict_policy_nothing_new_begins_and_the_exit_code_says_why() {
        bench.settings = bench.settings.evidence(EvidencePolicy.STRICT);

        RunReport report = bench.run(PLAYBOOK);

        assertThat(bench.panel.drives()).containsExactly("turn@eu-1/cp1=5");
        assertThat(report.exit()).isEqualTo(ExitCode.EVIDENCE_BROKEN);
        assertThat(report.notReached()).contains("a@eu-1/cp2", "a@eu-1/cp3", "b@eu-1");
        assertThat(report.open()).containsExactly("a@eu-1/cp1");
    }

    @Test
    void by_default_the_recovery_goes_on_and_who_watches_sees_the_gap() {
        bench.panel.onDrive =
                () -> {
                    if (bench.panel.drives().size() == 1) {
                        move("journal.ndjson", "aside");
                    } else {
                        move("aside", "journal.ndjson");
                    }
                };

        RunReport report = bench.run(PLAYBOOK);

        assertThat(bench.panel.drives()).hasSize(4);
        assertThat(report.exit()).isEqualTo(ExitCode.OPEN);
        assertThat(report.notReached()).isEmpty();
        assertThat(seen).anyMatch(p -> p.text("gap").isPresent());
        assertThat(seen.getLast().text("gap")).isEmpty();
        assertThat(bench.events("r1", Event.Gap.class)).hasSize(1);
        assertThat(bench.events("r1", Event.Settled.class)).hasSize(4);
    }

    @Test
    void an_undo_goes_on_by_default_and_under_the_strict_policy_it_does_not() {
        for (EvidencePolicy policy : EvidencePolicy.values()) {
            Path own = runs.resolve(policy.name());
            Bench undone = new Bench(own, Map.of("eu-1", 3));
            undone.settings = undone.settings.evidence(policy);
            undone.run(PLAYBOOK);
            undone.panel.onDrive =
                    () -> {
                        Path journal = own.resolve("r1").resolve("journal.ndjson");
                        try {
                            if (Files.exists(journal)) {
                                Files.move(journal, own.resolve("r1").resolve("aside"));
                            }
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    };
            int before = undone.panel.drives().size();

            RunReport report = undone.undo("r1");

            boolean strict = policy == EvidencePolicy.STRICT;
            assertThat(undone.panel.drives().size() - before)
                    .as("%s", policy)
                    .isEqualTo(strict ? 1 : 4);
            assertThat(report.exit()).isEqualTo(strict ? ExitCode.EVIDENCE_BROKEN : ExitCode.DONE);
        }
    }
}
