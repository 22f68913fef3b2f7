package dev.postern.console;

import dev.postern.console.exit.ExitCode;
import dev.postern.console.shell.TerminalChoice;
import dev.postern.console.view.Output;
import dev.postern.core.text.Neutral;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the launcher's two caches of classes are made of: a cache holds what the training used, and
 * what is in it is loaded by everybody, needed or not. So a lab's classes are in one of their own.
 */
final class Training {
    /** A lab, a plan on it, and a run in a process of its own; over in a few seconds. */
    private static final String SCENARIO =
            """
            drill: training
            playbook: delete-workload
            title: What the cache of classes is made of
            after: no outage
            fleet: {clusters: 1, hosts: 1, nodes: [40], kubernetes: "1.30"}
            story: Nobody sees this.
            begins: 2m
            timeline:
              - {at: 0s, fault: daemonset-storm, workload: telemetry/daemonset/agent, every: 60s}
            set: {workload: telemetry/daemonset/agent}
            objectives:
              - {that: "clusters.all(c, c.workload.absent)", points: 100}
            """;

    private Training() {}

    /** A few commands, and the shell up to its prompt on a terminal of its own. */
    static ExitCode console(Output output) {
        Main.run(List.of("version", "-o", "json"), output);
        Main.run(List.of("help"), output);
        Main.run(List.of("config", "paths"), output);
        System.setProperty(TerminalChoice.TRAINING, "true");
        return inHome(output, home -> Main.run(List.of("--home", home.toString()), output));
    }

    /** A short drill. */
    static ExitCode drill(Output output) {
        return inHome(
                output,
                home -> {
                    Path scenario =
                            Files.writeString(home.resolve("training.drill.yaml"), SCENARIO);
                    return Main.run(
                            List.of(
                                    "--home",
                                    home.toString(),
                                    "drill",
                                    "run",
                                    scenario.toString(),
                                    "--auto",
                                    "--speed",
                                    "max",
                                    "-o",
                                    "json"),
                            output);
                });
    }

    private interface Work {
        ExitCode in(Path home) throws IOException;
    }

    private static ExitCode inHome(Output output, Work work) {
        try {
            Path home = Files.createTempDirectory("postern-train");
            try {
                return work.in(home);
            } finally {
                try (Stream<Path> left = Files.walk(home)) {
                    for (Path p : left.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(p);
                    }
                }
            }
        } catch (IOException e) {
            output.note("postern: not trained: " + Neutral.line(e.toString(), 200));
            return ExitCode.FAILED;
        }
    }
}
