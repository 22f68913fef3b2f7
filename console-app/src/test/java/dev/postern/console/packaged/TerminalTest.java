package dev.postern.console.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.fleet.FleetFile;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The interactive shell on a terminal: keys, widths, and what it leaves behind. No lab. */
class TerminalTest {
    private static final String CTRL_C = "\u0003";
    private static final String CTRL_D = "\u0004";

    @TempDir Path directory;

    @BeforeEach
    void aFleet() throws Exception {
        Files.writeString(directory.resolve("fleet.yaml"), FleetFile.example());
    }

    private Pty shell(int columns, Map<String, String> env, String... words) throws Exception {
        String[] line = Arrays.copyOf(words, words.length + 2);
        line[words.length] = "--fleet";
        line[words.length + 1] = directory.resolve("fleet.yaml").toString();
        return new Pty(new Console(directory), directory, columns, env, line);
    }

    @Test
    void keysDoWhatAPersonExpects() throws Exception {
        try (Pty pty = shell(80, Map.of())) {
            pty.awaitLast(Pty.PROMPT);
            assertThat(pty.text()).doesNotContain("DRILL");

            // Ctrl-C clears what is typed, and says how to leave where there is nothing.
            pty.type("diagn" + CTRL_C);
            pty.awaitLast(Pty.PROMPT);
            assertThat(pty.text()).doesNotContain("leaves");
            pty.type(CTRL_C);
            pty.await("\"exit\" or Ctrl-D leaves");
            pty.awaitLast(Pty.PROMPT);

            // TAB: a command, an option, the one cluster that fits; all without any network.
            pty.type("diagn\t");
            pty.awaitLast(".*> diagnose");
            pty.type("eu\t");
            pty.awaitLast(".*> diagnose eu-1");
            pty.type("--fr\t");
            pty.awaitLast(".*> diagnose eu-1 --from");
            pty.type("\t");
            pty.await("hosts");
            pty.type(CTRL_C);
            pty.awaitLast(Pty.PROMPT);
            pty.type("run break-lockout --set \t\t");
            pty.await("workload=");
            pty.type(CTRL_C);
            pty.awaitLast(Pty.PROMPT);

            // Wrong words say what was meant, and the shell goes on.
            assertThat(pty.answerTo("stauts")).contains("did you mean \"status\"?");
            assertThat(pty.answerTo("fleet show eu-9")).contains("did you mean \"eu-1\"?");
            assertThat(pty.answerTo("fleet show eu-1 --wat")).contains("has no option \"--wat\"");
            assertThat(pty.answerTo("fleet list -o json")).contains("\"clusters\"");
            assertThat(pty.answerTo("help run")).contains("--reason TEXT");
            assertThat(pty.answerTo("postern version")).contains("postern ");

            pty.answerTo("run break-lockout --reason my-password-is-hunter2");
            pty.type(CTRL_D);
            assertThat(pty.exit()).isZero();
            pty.assertLineIsAsBefore();
            assertThat(pty.printed()).doesNotContain("Exception", "\tat ");
            theHistoryIsPrivate();
        }
    }

    private void theHistoryIsPrivate() throws Exception {
        Path history = directory.resolve("state/postern/history");
        assertThat(Files.getPosixFilePermissions(history).toString())
                .doesNotContain("GROUP", "OTHERS");
        assertThat(Files.readString(history, StandardCharsets.UTF_8))
                .contains("stauts")
                .doesNotContain("hunter2");
    }

    @Test
    void nothingIsLongerThanANarrowTerminal() throws Exception {
        try (Pty pty = shell(40, Map.of())) {
            pty.awaitLast(Pty.PROMPT);
            for (String line :
                    List.of(
                            "help",
                            "help run",
                            "help drill run",
                            "fleet list",
                            "fleet show eu-1",
                            "playbook list",
                            "playbook show break-lockout",
                            "drill list",
                            "runs list",
                            "config paths",
                            "no-such-command-at-all --with --many words",
                            "diagnose eu-9")) {
                pty.answerTo(line);
            }
            pty.enter("exit");
            assertThat(pty.exit()).isZero();
            pty.assertFits();
            pty.assertLineIsAsBefore();
        }
    }

    @Test
    void aLineThatDoesNotSayHowLargeItIsCountsAsTheClassicTerminal() throws Exception {
        try (Pty pty = shell(0, Map.of())) {
            pty.awaitLast(Pty.PROMPT);
            assertThat(pty.answerTo("fleet list")).contains("CLUSTER");
            pty.enter("exit");
            assertThat(pty.exit()).isZero();
            pty.assertFits();
            pty.assertLineIsAsBefore();
        }
    }

    @Test
    void aDumbTerminalGetsNoEscapes() throws Exception {
        try (Pty pty = shell(80, Map.of("TERM", "dumb"))) {
            pty.await("READ>");
            pty.type("fleet list\r");
            pty.await("CLUSTER");
            pty.type("exit\r");
            assertThat(pty.exit()).isZero();
            assertThat(pty.raw()).doesNotContain("\u001b");
            pty.assertLineIsAsBefore();
        }
    }

    @Test
    void noColorMeansNoColour() throws Exception {
        try (Pty pty = shell(80, Map.of("NO_COLOR", "1"))) {
            pty.awaitLast(Pty.PROMPT);
            pty.answerTo("fleet list");
            pty.answerTo("stauts");
            pty.enter("exit");
            assertThat(pty.exit()).isZero();
            assertThat(pty.raw())
                    .doesNotContainPattern("\u001b\\[[0-9;]*(3[0-7]|9[0-7]|38;)[0-9;]*m");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "HUP"})
    void theLineIsAsBeforeWhenTheShellIsKilled(String signal) throws Exception {
        try (Pty pty = shell(80, Map.of())) {
            pty.awaitLast(Pty.PROMPT);
            pty.type("diagnose ");
            pty.awaitLast(".*diagnose");
            new ProcessBuilder("kill", "-" + signal, String.valueOf(pty.pid())).start().waitFor();
            assertThat(pty.exit()).isGreaterThan(128);
            pty.assertLineIsAsBefore();
            assertThat(pty.printed()).doesNotContain("Exception", "\tat ");
        }
    }

    @Test
    void theLineIsAsBeforeWhenACommandFails() throws Exception {
        try (Pty pty = shell(80, Map.of(), "drill", "run", "no-such-scenario")) {
            assertThat(pty.exit()).isEqualTo(2);
            assertThat(pty.text()).contains("no scenario \"no-such-scenario\"");
            pty.assertLineIsAsBefore();
        }
    }
}
