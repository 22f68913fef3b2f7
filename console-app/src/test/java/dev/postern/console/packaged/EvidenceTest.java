package dev.postern.console.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.value.JsonValue;
import dev.postern.engine.process.Attachment;
import dev.postern.engine.process.Message;
import dev.postern.journal.Event;
import dev.postern.journal.RunDirectory;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The disk that a run's journal is on fills up, turns read-only, or is gone, in the middle of the
 * run: recovery goes on, or stops as {@code --strict} says, the gap is marked, and what is not here
 * is on the hosts.
 */
class EvidenceTest {
    private static final String SCENARIO =
            Path.of("src/test/resources/drills/small.drill.yaml").toAbsolutePath().toString();

    @TempDir Path directory;
    private final List<Path> mounted = new ArrayList<>();
    private Console console;

    @BeforeEach
    void console() {
        console = new Console(directory);
    }

    @AfterEach
    void unmount() throws Exception {
        for (Path mount : mounted) {
            // Lazily: a run's process that is being killed may still have a file open.
            must("umount", "-l", mount.toString());
        }
    }

    private static void must(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(String.join(" ", command) + ": " + said).isZero();
    }

    private Path smallDisk(ServedDrill drill) throws Exception {
        Path runs = Files.createDirectory(drill.home().resolve("runs"));
        must("mount", "-t", "tmpfs", "-o", "size=4m,mode=700", "tmpfs", runs.toString());
        mounted.add(runs);
        return runs;
    }

    private static void fill(Path disk) throws IOException {
        try (var out = Files.newOutputStream(disk.resolve("filler"))) {
            byte[] page = new byte[4096];
            while (true) {
                out.write(page);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left");
        }
    }

    private Process start(ServedDrill drill, String... more) throws IOException {
        List<String> words = KillMatrix.Playbook.BREAK_LOCKOUT.words(drill.home());
        words.addAll(List.of(more));
        return console.builder(words)
                .redirectOutput(directory.resolve("run.out").toFile())
                .redirectError(directory.resolve("run.err").toFile())
                .start();
    }

    /** The run, once this step of it is settled. */
    private static String when(ServedDrill drill, String step) throws Exception {
        Path runs = drill.home().resolve("runs");
        while (true) {
            if (Files.isDirectory(runs)) {
                try (Stream<Path> all = Files.list(runs)) {
                    for (Path run : all.filter(Files::isDirectory).toList()) {
                        String id = run.getFileName().toString();
                        boolean there =
                                new JournalTail(drill.home(), id)
                                        .events().stream()
                                                .anyMatch(e ->
                                                        e instanceof Event.StepEnded s
                                                                && s.step().equals(step));
                        if (there) {
                            return id;
                        }
                    }
                }
            }
            Thread.sleep(20);
        }
    }

    private JsonValue out() throws IOException {
        return new Console.Ran(0, Files.readString(directory.resolve("run.out")), "").json();
    }

    private Console.Ran postern(ServedDrill drill, String... words) throws Exception {
        List<String> line = new ArrayList<>(List.of(words));
        line.addAll(List.of("-o", "json", "--home=" + drill.home()));
        return console.run(line.toArray(String[]::new));
    }

    /** What {@code journal verify} remarks. */
    private String verified(ServedDrill drill, String run) throws Exception {
        Console.Ran verify = postern(drill, "journal", "verify", run);
        assertThat(verify.exit()).as(verify.out() + verify.err()).isZero();
        return verify.out();
    }

    @Tag("real")
    @Test
    void onAFullDiskRecoveryGoesOnAndWhatIsMissingHereComesBackFromTheHosts() throws Exception {
        try (ServedDrill drill = new ServedDrill(console, SCENARIO, 7, directory.resolve("D"))) {
            Path disk = smallDisk(drill);
            Process ran = start(drill);
            String run = when(drill, "freeze");
            fill(disk);

            assertThat(ran.waitFor()).as(Files.readString(directory.resolve("run.err"))).isZero();
            assertThat(out().text("status")).contains("done and verified");
            assertThat(out().text("journal").orElse("")).contains("not on this disk");

            Files.delete(disk.resolve("filler"));
            Console.Ran resumed = postern(drill, "runs", "resume", run);
            assertThat(resumed.exit()).isNotZero();
            assertThat(new JournalTail(drill.home(), run).events())
                    .anyMatch(e ->
                            e instanceof Event.Refused r
                                    && r.troubles()
                                            .getFirst()
                                            .sentence()
                                            .contains("has gone on without this console"));
            Console.Ran back = postern(drill, "runs", "take-over", "eu-1/cp1", "--run", run);
            assertThat(back.exit()).as(back.out() + back.err()).isZero();
            JsonValue shown = postern(drill, "runs", "show", run).json();
            assertThat(shown.whole("openChanges")).contains(0L);
            verified(drill, run);
        }
    }

    @Tag("real")
    @Test
    void onADiskThatIsFullForAWhileTheGapIsMarkedBehindWhatCameLate() throws Exception {
        try (ServedDrill drill = new ServedDrill(console, SCENARIO, 7, directory.resolve("D"))) {
            Path disk = smallDisk(drill);
            Process ran = start(drill);
            String run = when(drill, "freeze");
            fill(disk);
            saysThatItIsFull(disk.resolve(run));
            Files.delete(disk.resolve("filler"));

            assertThat(ran.waitFor()).isZero();
            assertThat(out().whole("gaps").orElse(0L)).isPositive();
            assertThat(verified(drill, run)).contains("events were written late");
        }
    }

    /** Listens to the run until it says that lines are held in memory. */
    private static void saysThatItIsFull(Path run) {
        try (Attachment line = Attachment.connect(new RunDirectory(run)).got().orElseThrow()) {
            Optional<Message> next = line.next();
            while (next.isPresent()) {
                if (next.get() instanceof Message.Live(var picture)
                        && picture.text("gap").isPresent()) {
                    return;
                }
                next = line.next();
            }
        }
        throw new AssertionError("the run ended and never said that its disk is full");
    }

    @Tag("real")
    @Test
    void strictlyNothingNewBeginsOnAFullDiskAndItGoesOnOnceThereIsRoom() throws Exception {
        try (ServedDrill drill = new ServedDrill(console, SCENARIO, 7, directory.resolve("D"))) {
            Path disk = smallDisk(drill);
            Process ran = start(drill, "--strict");
            String run = when(drill, "freeze");
            fill(disk);

            assertThat(ran.waitFor()).isEqualTo(11);
            assertThat(out().items("open")).isNotEmpty();

            Files.delete(disk.resolve("filler"));
            Console.Ran back = postern(drill, "runs", "take-over", "eu-1/cp1", "--run", run);
            assertThat(back.exit()).as(back.out() + back.err()).isZero();
            Console.Ran on = postern(drill, "runs", "resume", run, "--answer=source=yes");
            assertThat(on.exit()).as(on.out() + on.err()).isZero();
            verified(drill, run);
        }
    }

    @Tag("real")
    @Test
    void aFileSystemThatTurnsReadOnlyIsAsOneThatIsFull() throws Exception {
        try (ServedDrill drill = new ServedDrill(console, SCENARIO, 7, directory.resolve("D"))) {
            Path runs = Files.createDirectory(drill.home().resolve("runs"));
            Path image = directory.resolve("disk");
            must("dd", "if=/dev/zero", "of=" + image, "bs=1M", "count=16", "status=none");
            must("mkfs.ext4", "-q", "-F", image.toString());
            must("mount", "-o", "loop,errors=remount-ro", image.toString(), runs.toString());
            mounted.add(runs);
            Process ran = start(drill);
            when(drill, "freeze");
            // What ext4 does by itself when it finds an error.
            must("mount", "-o", "remount,abort", runs.toString());

            assertThat(ran.waitFor()).as(Files.readString(directory.resolve("run.err"))).isZero();
            assertThat(out().text("status")).contains("done and verified");
            assertThat(out().text("journal").orElse("")).contains("not on this disk");
        }
    }

    @Test
    void aDirectoryThatVanishesIsLeftBehindAndTheRunGoesOn() throws Exception {
        try (ServedDrill drill = new ServedDrill(console, SCENARIO, 7, directory.resolve("D"))) {
            Process ran = start(drill);
            String run = when(drill, "freeze");
            Path runs = drill.home().resolve("runs");
            Files.move(runs.resolve(run), directory.resolve("gone"));

            assertThat(ran.waitFor()).as(Files.readString(directory.resolve("run.err"))).isZero();
            assertThat(out().text("status")).contains("done and verified");
            assertThat(out().text("journal").orElse("")).contains("not on this disk");

            Console.Ran back = postern(drill, "runs", "take-over", "eu-1/cp1", "--run", run);
            assertThat(back.exit()).as(back.out() + back.err()).isZero();
            verified(drill, run);
        }
    }
}
