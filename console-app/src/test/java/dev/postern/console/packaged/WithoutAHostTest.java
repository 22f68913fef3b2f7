package dev.postern.console.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.console.packaged.Console.Ran;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A run of an inventory that leaves a host out is undone by its name alone. */
class WithoutAHostTest {
    private static final String SCENARIO =
            Path.of("src/test/resources/drills/two.drill.yaml").toAbsolutePath().toString();

    @TempDir Path directory;

    private Ran postern(Console console, String... words) throws Exception {
        List<String> line = new ArrayList<>(List.of(words));
        line.addAll(List.of("--home", directory.resolve("D").toString()));
        return console.run(line.toArray(String[]::new)).withoutTrace();
    }

    @Test
    void itsRunIsUndoneWithoutThatHostToo() throws Exception {
        Console console = new Console(directory);
        try (ServedDrill drill = new ServedDrill(console, SCENARIO, 7, directory.resolve("D"))) {
            Ran left = postern(console, "fleet", "without", "us-1/cp3", "-o", "json");
            assertThat(left.exit()).as(left.err()).isZero();
            Ran run =
                    postern(
                            console,
                            "run",
                            "freeze-controllers",
                            "--cluster",
                            "us-1",
                            "--confirm",
                            "us-1",
                            "--reason",
                            "a test",
                            "--fleet",
                            left.json().text("file").orElseThrow());
            assertThat(run.exit()).as(run.err()).isEqualTo(9);
            String id =
                    postern(console, "runs", "list", "-o", "json")
                            .json()
                            .items("runs")
                            .getFirst()
                            .text("run")
                            .orElseThrow();
            Ran undone = postern(console, "runs", "undo", id);
            assertThat(undone.exit()).as(undone.err()).isZero();
            drill.end();
        }
    }
}
