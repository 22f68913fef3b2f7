package dev.postern.console.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/** Where a training fails the launcher goes on without a cache, so nobody would see it. */
class TrainingTest {
    @TempDir Path directory;

    @Test
    void bothTrainingsGoToTheirEnd() throws Exception {
        Console console = new Console(directory);

        Console.Ran drill = console.run("train", "drill").withoutTrace();
        assertThat(drill.exit()).as(drill.err()).isZero();
        assertThat(drill.json().text("outcome")).contains("recovered");

        Console.Ran shell = console.run("train").withoutTrace();
        assertThat(shell.exit()).as(shell.err()).isZero();
    }
}
