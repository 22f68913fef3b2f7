package dev.postern.console.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Map;

/** The first command of the README, in a terminal: what a newcomer sees. */
class AutoDrillTest {
    @TempDir Path directory;

    @Test
    void theReadmesSessionIsARealOne() throws Exception {
        try (Pty pty =
                new Pty(
                        new Console(directory),
                        directory,
                        80,
                        Map.of(),
                        "drill",
                        "run",
                        "lockout",
                        "--auto",
                        "--seed",
                        "7")) {
            assertThat(pty.exit()).as(pty.text()).isZero();

            ReadmeSession.isOn("$ ./postern drill run lockout --auto", pty.text());
            // While it went on there was a board; now it is over and there is none.
            assertThat(pty.printed()).contains("now: readmit");
            assertThat(pty.text()).doesNotContain("now: ");
            // What has to do with one cluster says with which.
            assertThat(pty.text().lines().filter(l -> l.contains("readmitted")))
                    .isNotEmpty()
                    .allSatisfy(l -> assertThat(l).contains("-1: readmitted"));
            pty.assertFits();
            pty.assertLineIsAsBefore();
        }
    }
}
