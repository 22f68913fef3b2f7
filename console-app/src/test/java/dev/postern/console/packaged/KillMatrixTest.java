package dev.postern.console.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.console.packaged.KillMatrix.Playbook;
import dev.postern.console.packaged.KillMatrix.Undisturbed;
import dev.postern.console.packaged.kill.KillPoint;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;

/**
 * SIGKILL at the events of a run's journal, right after each is synced and on both sides of each
 * drive. {@code mvn verify} kills once per type of event, one run again and again; {@code mvn
 * verify -Pkill-matrix} at all of them, each in a lab of its own, of both playbooks, or at the
 * share of {@code -Dkill.shard=2/8}, or at those that {@code -Dkill.only=REGEX} finds.
 */
class KillMatrixTest {
    @TempDir Path directory;

    @Test
    void killedOncePerTypeOfEventItIsResumedAndUndone() throws Exception {
        List<Set<String>> met =
                KillMatrix.served(directory, Playbook.BREAK_LOCKOUT).killedOncePerKind();
        assertThat(met.getFirst())
                .contains(
                        "AFTER RunOpened",
                        "AFTER GuardChecked",
                        "AFTER StepStarted",
                        "AFTER Observed",
                        "AFTER Intended",
                        "BEFORE Driven",
                        "AFTER Driven",
                        "AFTER Settled",
                        "AFTER StepEnded",
                        "AFTER UndoStarted",
                        "AFTER Undone",
                        "AFTER Decided",
                        "AFTER RunClosed");
        assertThat(met.getLast())
                .contains(
                        "AFTER Reopened",
                        "AFTER UndoStarted",
                        "BEFORE Driven",
                        "AFTER Driven",
                        "AFTER Undone");
    }

    @Tag("kill-matrix")
    @Test
    void killedAtEveryEventItIsResumedAndUndone() throws Exception {
        String[] shard = System.getProperty("kill.shard", "1/1").split("/", 2);
        int mine = Integer.parseInt(shard[0]);
        int of = Integer.parseInt(shard[1]);
        Pattern only = Pattern.compile(System.getProperty("kill.only", ""));
        Path result = Path.of("target/kill-matrix-" + mine + "-of-" + of + ".txt");
        Files.deleteIfExists(result);
        Instant begun = Instant.now();
        int points = 0;
        List<Callable<Integer>> trials = new ArrayList<>();
        for (Playbook playbook : List.of(Playbook.BREAK_LOCKOUT, Playbook.THREE_TRACKS)) {
            KillMatrix matrix =
                    KillMatrix.warm(
                            Files.createTempDirectory(directory, playbook.name()), playbook);
            Undisturbed undisturbed = matrix.undisturbed();
            List<KillPoint> all =
                    KillPoint.all(undisturbed.events()).stream()
                            .filter(at -> only.matcher(playbook.name() + ", " + at).find())
                            .toList();
            for (int i = mine - 1; i < all.size(); i += of) {
                KillPoint at = all.get(i);
                String what = playbook.name() + ", " + at;
                points++;
                trials.add(() ->
                        fails(result, what + ", resumed", () -> matrix.resumed(at, undisturbed)));
                trials.add(() -> fails(result, what + ", undone", () -> matrix.undone(at)));
            }
        }
        int wrong = 0;
        // Each has a lab and processes of its own.
        try (ExecutorService hands =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
            for (Future<Integer> trial : hands.invokeAll(trials)) {
                wrong += trial.get();
            }
        }
        say(
                result,
                "%d kill points, each resumed and undone (shard %d of %d): %d times not as it should be; %d s"
                        .formatted(
                                points,
                                mine,
                                of,
                                wrong,
                                Duration.between(begun, Instant.now()).toSeconds()));
        assertThat(points).isPositive();
        assertThat(wrong).as(Files.readString(result)).isZero();
    }

    @FunctionalInterface
    private interface Trial {
        void run() throws Exception;
    }

    /** One that fails must not hide the others: all are tried, and each is said at once. */
    private static int fails(Path result, String what, Trial trial) throws IOException {
        try {
            trial.run();
            say(result, "as it should be: " + what);
            return 0;
        } catch (Exception | AssertionError e) {
            say(result, "WRONG: " + what + "\n" + e);
            return 1;
        }
    }

    private static synchronized void say(Path result, String line) throws IOException {
        System.out.println(line);
        Files.writeString(
                result, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
