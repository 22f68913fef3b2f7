package dev.postern.console.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.console.packaged.Console.Ran;
import dev.postern.core.value.JsonValue;
import dev.postern.json.JsonText;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A plan that is kept and run later: as it is, or with somebody's word for what has moved. */
class SavedPlanTest {
    private static final String SCENARIO =
            Path.of("src/test/resources/drills/calm.drill.yaml").toAbsolutePath().toString();

    @TempDir Path directory;
    private Console console;
    private Path home;
    private Path plan;

    @BeforeEach
    void aHome() {
        console = new Console(directory);
        home = directory.resolve("D");
        plan = directory.resolve("plan.json");
    }

    private Ran postern(String... words) throws Exception {
        List<String> line = new ArrayList<>(List.of(words));
        line.addAll(List.of("--home", home.toString()));
        return console.run(line.toArray(String[]::new)).withoutTrace();
    }

    private Ran runThePlan(String... more) throws Exception {
        List<String> line = new ArrayList<>(List.of("run", "--plan", plan.toString()));
        line.addAll(List.of("--reason", "a test"));
        line.addAll(List.of(more));
        return postern(line.toArray(String[]::new));
    }

    private int runs() throws Exception {
        return postern("runs", "list", "-o", "json").json().items("runs").size();
    }

    @Test
    void itRunsAsItIsAndWhatHasMovedSinceNeedsSomebodysWord() throws Exception {
        try (ServedDrill drill = new ServedDrill(console, SCENARIO, 7, home)) {
            Ran made =
                    postern(
                            "plan",
                            "freeze-controllers",
                            "--cluster",
                            "eu-1",
                            "--out",
                            plan.toString());
            assertThat(made.exit()).as(made.err()).isZero();
            assertThat(made.out())
                    .contains("ssh lets us in and sudo makes us root; all tools are there")
                    .doesNotContain("refused");

            Ran asItIs = runThePlan();
            assertThat(asItIs.exit()).as(asItIs.err() + asItIs.out()).isEqualTo(9);
            int before = runs();

            // The controllers are held now, and the plan has seen them running.
            Ran alone = runThePlan("--no-input");
            assertThat(alone.exit()).as(alone.out()).isEqualTo(3);
            assertThat(alone.err())
                    .contains(planId() + ": the world has moved since it was made")
                    .contains("freeze on eu-1/cp1: controllers ")
                    .contains("nothing was changed")
                    .contains("--accept-drift");
            inATerminal("no", 3);
            assertThat(runs()).as("no run was made").isEqualTo(before);

            inATerminal(planId(), 0);
            Ran accepted = runThePlan("--accept-drift", "--no-input");
            assertThat(accepted.exit()).as(accepted.err() + accepted.out()).isZero();
            assertThat(accepted.err()).contains("moved since the plan was made: freeze on");
            assertThat(runs()).isEqualTo(before + 2);
            drill.end();
        }
    }

    private String planId() throws Exception {
        return JsonText.parse(Files.readAllBytes(plan))
                .got()
                .flatMap((JsonValue p) -> p.text("id"))
                .orElseThrow();
    }

    private void inATerminal(String answer, int exit) throws Exception {
        try (Pty pty =
                new Pty(
                        console,
                        Files.createTempDirectory(directory, "terminal"),
                        100,
                        Map.of(),
                        "run",
                        "--plan",
                        plan.toString(),
                        "--reason",
                        "a test",
                        "--home",
                        home.toString())) {
            pty.await("to run it all the same, anything else stops:");
            assertThat(pty.text()).contains("Moved since the plan was made, ");
            pty.enter(answer);
            assertThat(pty.exit()).as(pty.text()).isEqualTo(exit);
        }
    }
}
