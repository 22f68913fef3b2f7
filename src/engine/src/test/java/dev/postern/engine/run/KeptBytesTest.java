package dev.postern.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.postern.core.value.Blob;
import dev.postern.engine.Bench;
import dev.postern.journal.Event;
import dev.postern.journal.EvidencePolicy;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** States that are bytes: a manifest. Without what was there before there is no undo. */
class KeptBytesTest {
    private static final String HEAD = "playbook: test\ntitle: A test\nsteps:\n";
    private static final String WRITE = HEAD + "  - {id: a, write: {text: new}, waves: [1]}\n";

    @TempDir Path runs;
    private Bench bench;
    private final Blob before = Blob.of("what was there".getBytes(UTF_8));

    @BeforeEach
    void twoHostsWithASheetEach() {
        bench = new Bench(runs, Map.of("eu-1", 2));
        bench.panel.sheet("eu-1/cp1", "what was there");
        bench.panel.sheet("eu-1/cp2", "what was there");
    }

    private Path blobs() {
        return runs.resolve("r1").resolve("blobs");
    }

    /** Nothing can be kept any more: something else has the name. */
    private void noPlaceForBytes() {
        try {
            Files.deleteIfExists(blobs());
            Files.writeString(blobs(), "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void what_was_there_comes_back_byte_for_byte_in_another_process() {
        assertThat(bench.run(WRITE).open()).hasSize(2);
        assertThat(bench.panel.sheet("eu-1/cp1")).isEqualTo("new");

        assertThat(bench.undo("r1").exit()).isEqualTo(ExitCode.DONE);

        assertThat(bench.panel.sheet("eu-1/cp1")).isEqualTo("what was there");
        assertThat(bench.panel.sheet("eu-1/cp2")).isEqualTo("what was there");
    }

    @Test
    void the_host_has_the_bytes_of_before_and_of_what_was_wanted_before_it_is_driven() {
        bench.panel.onDrive =
                () -> {
                    if (bench.panel.drives().size() == 1) {
                        String place = "eu-1/cp1:/var/lib/postern/r1/";
                        assertThat(bench.world.files)
                                .containsEntry(place + before.sha256(), before)
                                .containsKey(place + Blob.of("new".getBytes(UTF_8)).sha256());
                    }
                };

        assertThat(bench.run(WRITE).done()).hasSize(2);
        assertThat(bench.events("r1", Event.Noted.class)).noneMatch(n -> n.about().equals("a bug"));
    }

    @Test
    void without_the_bytes_of_before_it_is_not_undone_and_says_which_are_missing()
            throws IOException {
        bench.run(WRITE);
        Files.delete(blobs().resolve(before.sha256()));

        RunReport undone = bench.undo("r1");

        assertThat(undone.failed()).containsExactlyInAnyOrder("a@eu-1/cp1", "a@eu-1/cp2");
        assertThat(undone.open()).hasSize(2);
        assertThat(bench.panel.sheet("eu-1/cp1")).isEqualTo("new");
        assertThat(bench.events("r1", Event.NotUndone.class))
                .hasSize(2)
                .allMatch(n -> n.trouble().sentence().contains(before.sha256()));
    }

    @Test
    void without_the_bytes_that_were_wanted_it_is_not_gone_on_with() throws IOException {
        bench.panel.breaks("stuck", "eu-1/cp1");
        bench.panel.onDrive = () -> bench.control.stop(2, "ann");
        bench.run(WRITE);
        bench.panel.onDrive = () -> {};
        bench.panel.mends("stuck", "eu-1/cp1");
        Files.delete(blobs().resolve(Blob.of("new".getBytes(UTF_8)).sha256()));

        RunReport resumed = bench.resume("r1");

        assertThat(resumed.failed()).contains("a@eu-1/cp1");
        assertThat(bench.panel.drives()).filteredOn(d -> d.contains("cp1")).hasSize(1);
    }

    @Test
    void where_they_cannot_be_kept_it_is_said_once_and_this_process_still_has_them() {
        bench.panel.onDrive = () -> {};
        bench.directory("r1", bench.plan(WRITE + "  - {id: back, undo: [a]}\n"));
        noPlaceForBytes();

        assertThat(bench.begun("r1").got().orElseThrow().exit()).isEqualTo(ExitCode.DONE);

        assertThat(bench.panel.drives()).hasSize(4);
        assertThat(bench.panel.sheet("eu-1/cp1")).isEqualTo("what was there");
        assertThat(bench.events("r1", Event.Noted.class))
                .filteredOn(n -> n.about().equals("a before-state could not be kept here"))
                .extracting(n -> n.detail().text("sha256").orElse(""))
                .containsExactly(before.sha256(), Blob.of("new".getBytes(UTF_8)).sha256());
    }

    @Test
    void where_they_cannot_be_kept_nothing_is_driven_under_the_strict_policy() {
        bench.settings = bench.settings.evidence(EvidencePolicy.STRICT);
        bench.directory("r1", bench.plan(WRITE));
        noPlaceForBytes();

        RunReport report = bench.begun("r1").got().orElseThrow();

        assertThat(report.exit()).isEqualTo(ExitCode.EVIDENCE_BROKEN);
        assertThat(bench.panel.sheet("eu-1/cp2")).isEqualTo("what was there");
        assertThat(bench.panel.drives().size()).isLessThanOrEqualTo(1);
    }
}
