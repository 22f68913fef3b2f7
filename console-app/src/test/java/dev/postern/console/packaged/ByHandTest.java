package dev.postern.console.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;
import dev.postern.json.JsonText;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A newcomer fights the lockout by hand, and needs to know nothing that the screen did not say. */
class ByHandTest {
    @TempDir Path directory;

    private final List<String> typed = new ArrayList<>();

    @Test
    void atMostTenLinesThatWereAllSeenBeforeBreakTheLockout() throws Exception {
        Console console = new Console(directory);
        try (Pty pty =
                new Pty(
                        console, directory, 140, Map.of(), "drill", "run", "lockout", "--seed", "7",
                        "--speed", "max")) {
            pty.awaitLast(Pty.PROMPT);
            assertThat(pty.text())
                    .contains("eu-1: 0 of 3 API servers ready")
                    .contains("DRILL READ>");

            line(pty, "status");
            pty.awaitLast(Pty.PROMPT);
            line(pty, "diagnose eu-1 --from hosts");
            pty.awaitLast(Pty.PROMPT);
            line(
                    pty,
                    "run break-lockout --cluster eu-1 --cluster us-1 --cluster ap-1"
                            + " --set workload=telemetry/daemonset/agent");
            for (String cluster : List.of("ap-1", "eu-1", "us-1")) {
                pty.awaitLast("Type " + cluster + " to go on.*:");
                line(pty, cluster);
            }
            pty.awaitLast(Pattern.quote("consent [yes|no|stop]>"));
            line(pty, "yes");
            pty.awaitLast(Pattern.quote("source [yes|no|stop]>"));
            line(pty, "yes");
            pty.awaitLast(Pty.PROMPT);
            line(pty, "status");
            pty.awaitLast(Pty.PROMPT);
            line(pty, "exit");

            assertThat(pty.exit()).as(pty.text()).isZero();
            assertThat(typed).hasSizeLessThanOrEqualTo(10);
            pty.assertFits();
            pty.assertLineIsAsBefore();
            itIsBroken(pty.text());
            ReadmeSession.isOn(
                    "$ ./postern drill run lockout --seed 342256 --speed max", pty.text());
        }
    }

    /** Types a line after it was seen that each word of it had been on the screen. */
    private void line(Pty pty, String line) throws IOException {
        List<String> seen = Arrays.asList(pty.text().split("[\\s|\\[\\],:;\"]+"));
        assertThat(seen).as("on the screen before \"" + line + "\"").containsAll(words(line));
        typed.add(line);
        pty.enter(line);
    }

    private static List<String> words(String line) {
        return Arrays.asList(line.split(" "));
    }

    private void itIsBroken(String screen) throws IOException {
        String end = screen.substring(screen.lastIndexOf("> status"));
        for (String host : List.of("eu-1/cp1", "eu-1/cp3", "us-1/cp2", "ap-1/cp1")) {
            assertThat(end).contains(host + ": ready");
        }
        try (Stream<Path> drills = Files.list(directory.resolve("state/postern/drills"))) {
            Path report = drills.toList().getFirst().resolve("report.json");
            JsonValue json =
                    ((Outcome.Ok<JsonValue>)
                                    JsonText.parse(
                                            Files.readString(report, StandardCharsets.UTF_8)))
                            .value();
            assertThat(json.text("outcome")).contains("recovered");
            assertThat(json.whole("openChanges")).contains(0L);
            assertThat(json.whole("exit")).contains(0L);
            assertThat(json.items("clusters"))
                    .hasSize(3)
                    .allSatisfy(c -> assertThat(c.text("outcome")).contains("recovered"));
            // Workload gone, API ready in all clusters: two of the scenario's objectives.
            assertThat(json.items("objectives"))
                    .anySatisfy(o -> reached(o, "clusters.all(c, c.workload.absent)"))
                    .anySatisfy(o -> reached(o, "clusters.all(c, c.api.ready)"));
        }
    }

    private static void reached(JsonValue objective, String that) {
        assertThat(objective.text("that")).contains(that);
        assertThat(objective.truth("reached")).contains(true);
    }
}
