package dev.postern.console.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** {@code playbook validate FILE}, as editors and pipelines call it. */
class ValidateTest {
    @TempDir Path directory;

    @Test
    void aSoundPlaybookPasses() throws Exception {
        Path shipped = Path.of("../playbooks/lockout/break-lockout.yaml").toAbsolutePath();
        Console.Ran ran =
                new Console(directory).run("playbook", "validate", shipped.normalize().toString());
        assertThat(ran.exit()).as(ran.err()).isZero();
    }

    @Test
    void everyMistakeIsToldWithFileLineAndColumn() throws Exception {
        Path file = directory.resolve("wrong.yaml");
        Files.writeString(
                file,
                """
                playbook: wrong
                title: Three mistakes
                steps:
                  - {id: one, block-ap: {expires: 15m}}
                  - {id: two, freeze-controllers: {expires: never}}
                  - {id: two, await: {that: api.redy, within: 10m}}
                """,
                StandardCharsets.UTF_8);
        Console.Ran ran =
                new Console(directory).run("playbook", "validate", file.toString()).withoutTrace();
        assertThat(ran.exit()).isEqualTo(2);
        List<String> told =
                (ran.out() + ran.err()).lines().filter(l -> l.startsWith(file + ":")).toList();
        assertThat(told)
                .hasSizeGreaterThanOrEqualTo(3)
                .allMatch(l -> l.substring(file.toString().length()).matches(":\\d+:\\d+: .+"))
                .anyMatch(l -> l.startsWith(file + ":4:"))
                .anyMatch(l -> l.startsWith(file + ":5:"))
                .anyMatch(l -> l.startsWith(file + ":6:"));
    }
}
