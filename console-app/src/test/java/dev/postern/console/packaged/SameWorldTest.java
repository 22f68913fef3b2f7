package dev.postern.console.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.postern.core.value.JsonValue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;

/** A seed makes a world, whatever this machine does meanwhile and however fast time goes. */
class SameWorldTest {
    private static final List<String> SECONDS =
            List.of(
                    "lockedOutSeconds",
                    "timeToReconnectSeconds",
                    "timeToRemoveSeconds",
                    "timeToReadmitSeconds");
    private static final List<String> COUNTS =
            List.of("requestsSentByConsole", "recollapses", "evictions");

    @TempDir Path directory;

    @Test
    void theSameSeedMakesTheSameRunToTheMillisecondAndAnotherSeedAnother() throws Exception {
        String first = withoutRun(drill("two", "7", "max"));
        String again = withoutRun(drill("two", "7", "max"));
        String other = withoutRun(drill("two", "8", "max"));

        assertThat(again).isEqualTo(first);
        assertThat(other.replace("\"seed\":8", "\"seed\":7")).isNotEqualTo(first);
    }

    @Test
    void speedDoesNotBendTheTruth() throws Exception {
        JsonValue fast = drill("calm", "7", "max");
        JsonValue slow = drill("calm", "7", "1");

        assertThat(slow.text("outcome")).isEqualTo(fast.text("outcome")).contains("recovered");
        JsonValue fastCluster = fast.items("clusters").getFirst();
        JsonValue slowCluster = slow.items("clusters").getFirst();
        for (String count : COUNTS) {
            assertThat(slowCluster.whole(count))
                    .as(count)
                    .isPresent()
                    .isEqualTo(fastCluster.whole(count));
        }
        assertThat(fastCluster.whole("timeToRemoveSeconds").orElseThrow())
                .as("a time that can be compared")
                .isGreaterThan(20);
        for (String seconds : SECONDS) {
            long measured = fastCluster.whole(seconds).orElseThrow();
            // The report's seconds are as fine as the two seconds between two looks.
            assertThat((double) slowCluster.whole(seconds).orElseThrow())
                    .as(seconds)
                    .isCloseTo(measured, within(Math.max(2, measured / 10.0)));
        }
    }

    private static String withoutRun(JsonValue report) {
        String run = report.text("run").orElseThrow();
        return report.toString().replace(run, "RUN");
    }

    private JsonValue drill(String scenario, String seed, String speed) throws Exception {
        Console.Ran ran =
                new Console(directory)
                        .run(
                                "drill",
                                "run",
                                Path.of("src/test/resources/drills", scenario + ".drill.yaml")
                                        .toAbsolutePath()
                                        .toString(),
                                "--auto",
                                "--seed",
                                seed,
                                "--speed",
                                speed,
                                "-o",
                                "json")
                        .withoutTrace();
        assertThat(ran.exit()).as(ran.err() + ran.out()).isZero();
        return ran.json();
    }
}
