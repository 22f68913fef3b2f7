package dev.postern.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.fleet.ClusterName;
import dev.postern.core.fleet.HostId;
import dev.postern.engine.Bench;
import dev.postern.journal.Event;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A cluster that accepts and never answers while changes are put back. */
class SilentWhenUndoneTest {
    private static final String HEAD = "playbook: test\ntitle: A test\nsteps:\n";
    private static final HostId SILENT = new HostId(new ClusterName("eu-2"), "cp1");

    @TempDir Path runs;

    private static void silentFrom(Bench bench, String step, HostId... hosts) {
        bench.live =
                picture -> {
                    if (picture.get().text("step").equals(Optional.of(step))) {
                        bench.world.silent.addAll(List.of(hosts));
                    }
                };
    }

    @Test
    void an_undo_comes_back_to_it_when_all_others_are_done() {
        Bench bench = BehindTest.bench(runs);
        bench.run(HEAD + "  - {id: a, turn: {to: 5}}\n  - {id: s, strict: {to: 5}}\n");
        int before = bench.panel.looks("eu-2/cp1");
        List<Integer> meanwhile = new CopyOnWriteArrayList<>();
        bench.world.silent.add(SILENT);
        bench.panel.onDrive =
                () -> {
                    if (bench.panel
                            .drives()
                            .containsAll(List.of("turn@eu-1/cp1=0", "turn@eu-3/cp1=0"))) {
                        meanwhile.add(bench.panel.looks("eu-2/cp1") - before);
                        bench.world.silent.clear();
                    }
                };

        RunReport report = bench.undo("r1");

        assertThat(report.exit()).isEqualTo(ExitCode.DONE);
        assertThat(report.notReached()).isEmpty();
        assertThat(bench.panel.get("turn", "eu-2/cp1")).isZero();
        assertThat(bench.panel.get("strict", "eu-2/cp1")).isZero();
        assertThat(meanwhile.getFirst())
                .as("its second change waits until all others are done")
                .isEqualTo(1);
        assertThat(bench.panel.drives().stream().filter(d -> d.endsWith("=0")).toList())
                .endsWith("strict@eu-2/cp1=0", "turn@eu-2/cp1=0")
                .hasSize(6);
    }

    @Test
    void a_step_that_may_do_without_goes_on_and_leaves_it_behind() {
        Bench bench = BehindTest.bench(runs);
        silentFrom(bench, "back", SILENT);

        RunReport report =
                bench.run(
                        HEAD
                                + "  - {id: a, turn: {to: 5}}\n"
                                + "  - {id: back, undo: [a], max-unreachable: 1}\n"
                                + "  - {id: b, strict: {to: 7}, max-unreachable: 1}\n");

        assertThat(bench.events("r1", Event.LeftBehind.class))
                .singleElement()
                .matches(l -> l.step().equals("back") && l.cluster().equals("eu-2"));
        assertThat(report.done()).contains("b@eu-1/cp1", "b@eu-3/cp1");
        assertThat(report.open()).contains("a@eu-2/cp1").doesNotContain("a@eu-1/cp1");
    }

    @Test
    void a_step_that_may_not_do_without_all_of_its_hosts_waits() {
        Bench bench = new Bench(runs, Map.of("eu-1", 2, "eu-2", 2));
        HostId second = new HostId(new ClusterName("eu-2"), "cp2");
        bench.panel.onLook =
                target -> {
                    String[] part = target.split("/");
                    if (bench.world.isGone(new HostId(new ClusterName(part[0]), part[1]))) {
                        bench.panel.breaks("look", target);
                    }
                };
        silentFrom(bench, "back", SILENT, second);

        RunReport report =
                bench.run(
                        HEAD
                                + "  - {id: a, turn: {to: 5}}\n"
                                + "  - {id: back, undo: [a], max-unreachable: 1}\n"
                                + "  - {id: b, strict: {to: 7}, max-unreachable: 1}\n");

        assertThat(bench.events("r1", Event.LeftBehind.class)).isEmpty();
        assertThat(report.notReached()).contains("b@eu-1");
        assertThat(report.open()).contains("a@eu-2/cp1", "a@eu-2/cp2");
    }
}
