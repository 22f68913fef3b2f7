package dev.postern.console.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.value.JsonValue;
import dev.postern.json.JsonText;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One run over a whole fleet, beside one over a single cluster; and once more with a cluster that
 * accepts connections and never answers. Nothing here hangs on how fast the machine is, so all
 * limits are asserted.
 */
@Tag("bench")
class FleetBenchTest {
    private static final int CLUSTERS = Integer.getInteger("bench.clusters", 300);
    private static final int HOSTS = 3;
    private static final double FACTOR = 1.2;
    private static final double MAX_MEGABYTES = 1024;
    // Per host: the session, and a tunnel with the two ends of its connection.
    private static final int SOCKETS_PER_HOST = 4;
    // Per host: what reads and writes for its API server's client.
    private static final int THREADS_PER_HOST = 1;
    private static final int BESIDE = 60;
    // The pacer's: so many at once, and so many a second. The console plans, its run acts.
    private static final int BURST = 50;
    private static final int PER_SECOND = 50;
    private static final int PROCESSES = 2;

    // A cluster that hangs is waited for where sessions are opened: 5 s after all others, and
    // 10 s more for the first answer of any of its hosts; and a second for rounding.
    private static final Duration HELD_UP_AT_MOST = Duration.ofSeconds(16);
    // The whole then comes at another time of the lab, so a wave may settle a look later.
    private static final Duration LOOKS_EVERY = Duration.ofSeconds(2);

    private static final String PLAYBOOK =
            """
            playbook: fleet
            title: Freeze the controllers of a fleet, wait for its APIs, thaw them
            steps:
              - {id: freeze, freeze-controllers: {expires: 45m}, waves: [1, 5, 20%%], max-unreachable: %d, on-failure: continue}
              - {id: ready, await: {that: api.ready, for: 10s, within: 5m}, on-failure: continue}
              - {id: thaw, undo: [freeze], waves: [1, 5, 20%%]}
            """;

    @TempDir Path directory;

    @Test
    void a_fleet_takes_as_long_as_its_waves_and_holds_what_it_promises() throws Exception {
        Fleet.Measured one = measured("one", 1, 0, 0);
        Fleet.Measured all = measured("all", CLUSTERS, 0, 0);
        Fleet.Measured hung = measured("hung", CLUSTERS, CLUSTERS / 2, HOSTS);

        double limit = all.waves() * one.virtual().toMillis() * FACTOR / 1000;
        double seconds = all.virtual().toMillis() / 1000.0;
        double megabytes = all.memory().peakMegabytes();
        write(one, all, hung, seconds, limit, megabytes);

        assertThat(one.exit()).isZero();
        assertThat(all.exit()).isZero();
        assertThat(all.closed().done()).hasSize(CLUSTERS * (HOSTS + 1));
        assertThat(seconds).isLessThanOrEqualTo(limit);
        for (Fleet.Measured each : List.of(all, hung)) {
            assertThat(each.memory().peakMegabytes()).isLessThanOrEqualTo(MAX_MEGABYTES);
            assertThat(each.sockets())
                    .isLessThanOrEqualTo(CLUSTERS * HOSTS * SOCKETS_PER_HOST + BESIDE);
            assertThat(each.threads())
                    .isLessThanOrEqualTo(CLUSTERS * HOSTS * THREADS_PER_HOST + BESIDE);
            keepsToTheBudget(each.seconds());
        }
        withAllOthersTheSameIsDone(all, hung);
    }

    private Fleet.Measured measured(String name, int clusters, int hanging, int mayHang)
            throws IOException, InterruptedException {
        try (Fleet fleet =
                new Fleet(Files.createDirectory(directory.resolve(name)), clusters, hanging)) {
            return fleet.run(PLAYBOOK.formatted(mayHang));
        }
    }

    /** In no stretch of time more than the burst and what the rate allows: the servers say so. */
    private static void keepsToTheBudget(List<JsonValue> seconds) {
        long[] sum =
                seconds.stream()
                        .mapToLong(s ->
                                s.whole("requests").orElseThrow()
                                        + s.whole("connections").orElseThrow())
                        .toArray();
        assertThat(sum.length).isGreaterThan(10);
        for (int from = 0; from < sum.length; from++) {
            for (int to = from + 1; to < sum.length; to++) {
                assertThat(sum[to] - sum[from])
                        .as("between the seconds " + from + " and " + to)
                        .isLessThanOrEqualTo(PROCESSES * BURST + (long) PER_SECOND * (to - from));
            }
        }
    }

    /** What hangs is named, and with all others the same is done, at the same time. */
    private static void withAllOthersTheSameIsDone(Fleet.Measured all, Fleet.Measured hung) {
        String name = FleetLab.name(CLUSTERS / 2);
        assertThat(done(hung)).isEqualTo(without(done(all), name));
        Set<String> left =
                Stream.concat(hung.closed().failed().stream(), hung.closed().notReached().stream())
                        .collect(Collectors.toCollection(TreeSet::new));
        assertThat(left).isNotEmpty().allMatch(l -> l.contains("@" + name));
        assertThat(hung.closed().open()).isEmpty();
        assertThat(hung.othersDone())
                .isLessThan(
                        all.othersDone()
                                .plus(HELD_UP_AT_MOST)
                                .plus(LOOKS_EVERY.multipliedBy(all.waves())));
    }

    private static Set<String> done(Fleet.Measured of) {
        return new TreeSet<>(of.closed().done());
    }

    private static Set<String> without(Set<String> all, String cluster) {
        return all.stream()
                .filter(d -> !d.contains("@" + cluster))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static void write(
            Fleet.Measured one,
            Fleet.Measured all,
            Fleet.Measured hung,
            double seconds,
            double limit,
            double megabytes)
            throws IOException {
        Path file = Console.LAUNCHER.getParent().resolve("target/bench-fleet.json");
        Files.createDirectories(file.getParent());
        Files.writeString(
                file,
                JsonText.pretty(
                                JsonValue.array(
                                        List.of(
                                                entry(
                                                        "fleet, virtual time",
                                                        seconds,
                                                        "s",
                                                        limit,
                                                        all.waves()
                                                                + " waves, one cluster takes "
                                                                + one.virtual()
                                                                + ", all are done after "
                                                                + all.othersDone()
                                                                + " and, with one that hangs, after "
                                                                + hung.othersDone()
                                                                + "; wall time "
                                                                + all.wall().toSeconds()
                                                                + " s; with one cluster that hangs "
                                                                + hung.virtual()
                                                                + " and "
                                                                + hung.wall().toSeconds()
                                                                + " s"),
                                                entry(
                                                        "fleet, peak memory",
                                                        megabytes,
                                                        "MB",
                                                        MAX_MEGABYTES,
                                                        all.memory().note()),
                                                entry(
                                                        "fleet, threads of the run",
                                                        all.threads(),
                                                        "threads",
                                                        CLUSTERS * HOSTS * THREADS_PER_HOST
                                                                + BESIDE,
                                                        ""),
                                                entry(
                                                        "fleet, sockets of the run",
                                                        all.sockets(),
                                                        "sockets",
                                                        CLUSTERS * HOSTS * SOCKETS_PER_HOST
                                                                + BESIDE,
                                                        ""))))
                        + "\n");
    }

    private static JsonValue entry(
            String name, double value, String unit, double limit, String note) {
        return JsonValue.object(
                "name",
                name,
                "value",
                Math.round(value * 1000) / 1000.0,
                "unit",
                unit,
                "limit",
                Math.round(limit * 1000) / 1000.0,
                "holds",
                value <= limit,
                "command",
                "FleetBenchTest: " + CLUSTERS + " clusters of " + HOSTS + " hosts, waves 1, 5, 20%",
                "note",
                note);
    }
}
