package dev.postern.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.playbook.Playbook;
import dev.postern.core.playbook.Step;
import dev.postern.core.problem.Checked;
import dev.postern.document.ProblemText;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

class ShippedPlaybooksTest {
    private static final Path FOLDER = Path.of("..", "..", "playbooks");

    static List<Path> shipped() throws IOException {
        try (var files = Files.walk(FOLDER)) {
            return files.filter(f -> f.toString().endsWith(".yaml"))
                    .filter(f -> !f.toString().endsWith(".drill.yaml"))
                    .sorted()
                    .toList();
        }
    }

    private static Playbook read(Path file) throws IOException {
        return switch (PlaybookFile.read(
                file.getFileName().toString(), Files.readAllBytes(file), TestCatalogue.CATALOGUE)) {
            case Checked.Sound<Playbook>(var p) -> p;
            case Checked.Faulty<Playbook>(var problems) ->
                    throw new AssertionError(
                            String.join(
                                    "\n",
                                    problems.stream()
                                            .flatMap(p -> ProblemText.frame(p).stream())
                                            .toList()));
        };
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void everyShippedPlaybookIsSoundAndNamedAsItsFile(Path file) throws IOException {
        Playbook playbook = read(file);
        assertThat(file.getFileName()).hasToString(playbook.name() + ".yaml");
        assertThat(PlaybookLint.warnings(playbook, TestCatalogue.CATALOGUE)).isEmpty();
    }

    @Test
    void everyActionHasAOneStepPlaybook() throws IOException {
        List<String> names =
                shipped().stream()
                        .filter(f -> f.getParent().endsWith("single"))
                        .map(f -> f.getFileName().toString().replace(".yaml", ""))
                        .toList();
        assertThat(names)
                .containsExactlyInAnyOrderElementsOf(
                        TestCatalogue.CATALOGUE.actions().stream()
                                .map(a -> a.traits().name())
                                .toList());
    }

    @Test
    void breakLockoutIsReadAsItIsWritten() throws IOException {
        Playbook playbook = read(FOLDER.resolve("lockout/break-lockout.yaml"));
        assertThat(playbook.guards()).hasSize(3);
        assertThat(playbook.steps()).extracting(Step::id).startsWith("look", "surgical", "freeze");
        assertThat(playbook.steps()).hasSize(20);
        Step fence = step(playbook, "fence");
        assertThat(fence.options().when().orElseThrow().text()).isEqualTo("freeze.settled");
        assertThat(step(playbook, "reconnect").work())
                .isInstanceOfSatisfying(
                        Step.Work.Await.class,
                        a -> {
                            assertThat(a.holdFor()).isEqualTo(Duration.ofSeconds(15));
                            assertThat(a.within()).isEqualTo(Duration.ofMinutes(10));
                        });
        assertThat(step(playbook, "thaw").options().when().orElseThrow().text())
                .isEqualTo("back.settled");
        assertThat(playbook.parameter("relief").orElseThrow().defaultText()).contains("15m");
        assertThat(playbook.sha256()).hasSize(64);
    }

    private static Step step(Playbook playbook, String id) {
        return playbook.allSteps().stream()
                .filter(s -> s.id().equals(id))
                .findFirst()
                .orElseThrow();
    }
}
