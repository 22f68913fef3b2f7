package dev.postern.console.packaged;

import dev.postern.core.fleet.ClusterName;
import dev.postern.core.fleet.HostId;
import dev.postern.core.value.JsonValue;
import dev.postern.json.JsonText;
import dev.postern.lab.Lab;
import dev.postern.lab.LabSpec;
import dev.postern.lab.LabSpec.ClusterSpec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A lab of many quiet clusters, a process of its own: {@code FleetLab DIR CLUSTERS HANGING}. Serves
 * until its standard input ends; then {@code DIR/counts.json} says what its servers have seen of
 * consoles, by virtual second.
 */
final class FleetLab {
    private static final int HOSTS = 3;

    private final Lab lab;
    private final List<Second> seconds = new CopyOnWriteArrayList<>();

    /**
     * All that had come so far.
     *
     * @param busiest what the API server that was asked most had got
     */
    private record Second(int at, long requests, long connections, long busiest) {}

    private FleetLab(Lab lab) {
        this.lab = lab;
    }

    static String name(int cluster) {
        return String.format(Locale.ROOT, "c%03d", cluster);
    }

    public static void main(String[] arguments) throws IOException {
        // Each session of each host is an INFO.
        Logger.getLogger("").setLevel(Level.SEVERE);
        Path directory = Path.of(arguments[0]);
        int clusters = Integer.parseInt(arguments[1]);
        int hanging = Integer.parseInt(arguments[2]);
        List<ClusterSpec> specs = new ArrayList<>();
        for (int i = 1; i <= clusters; i++) {
            specs.add(ClusterSpec.of(name(i), HOSTS, 3, "1.30.8"));
        }
        try (Lab lab = Lab.start(new LabSpec("fleet", 7, LabSpec.AFTERNOON, 0, specs), directory)) {
            for (int h = 1; hanging > 0 && h <= HOSTS; h++) {
                lab.faults().hostHangs(new HostId(new ClusterName(name(hanging)), "cp" + h));
            }
            FleetLab fleet = new FleetLab(lab);
            fleet.count(1);
            System.out.println("{\"home\": \"" + directory + "\"}");
            while (System.in.read() >= 0) {
                // Until whoever started it closes it or is gone.
            }
            fleet.write(directory.resolve("counts.json"));
        }
    }

    private void count(int second) {
        lab.at(
                Duration.ofSeconds(second),
                () -> {
                    Map<HostId, Long> requests = lab.requestsByOperator();
                    seconds.add(
                            new Second(
                                    second,
                                    requests.values().stream().mapToLong(n -> n).sum(),
                                    lab.sshConnections().values().stream().mapToLong(n -> n).sum(),
                                    requests.values().stream().mapToLong(n -> n).max().orElse(0)));
                    count(second + 1);
                });
    }

    private void write(Path file) throws IOException {
        Files.writeString(
                file,
                JsonText.line(
                        JsonValue.array(
                                seconds.stream()
                                        .<JsonValue>map(s ->
                                                JsonValue.object(
                                                        "at",
                                                        s.at(),
                                                        "requests",
                                                        s.requests(),
                                                        "connections",
                                                        s.connections(),
                                                        "busiest",
                                                        s.busiest()))
                                        .toList())));
    }
}
