package dev.postern.console.wiring;

import dev.postern.core.action.Catalogue;
import dev.postern.core.fleet.Fleet;
import dev.postern.core.problem.Checked;
import dev.postern.core.time.Time;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;
import dev.postern.engine.process.Attachment;
import dev.postern.engine.process.RunProcess;
import dev.postern.engine.run.RunReport;
import dev.postern.journal.Event;
import dev.postern.journal.RunDirectory;
import dev.postern.reachssh.SecretPrompt;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Starts a run's own process, and is it. */
public final class RunProcesses {
    private static final Duration STARTS_WITHIN = Duration.ofSeconds(60);
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    private final Fleets fleets;
    private final Worlds worlds;
    private final Catalogue catalogue;

    public RunProcesses(Fleets fleets, Worlds worlds, Catalogue catalogue) {
        this.fleets = fleets;
        this.worlds = worlds;
        this.catalogue = catalogue;
    }

    /**
     * Starts a process for this run in a session of its own, and waits until it has begun: its
     * first word is in the journal, so whoever looks sees a run that goes on. The process outlives
     * this one.
     *
     * @return the line to it, none where it is over already; failed where it ended without having
     *     begun; what it said is in its {@code process.log}
     */
    public Outcome<Optional<Attachment>> start(RunDirectory run, RunRequest request) {
        try {
            request.write(run);
            long before = beginnings(run);
            return begun(run, spawn(run, request.home()), before);
        } catch (IOException e) {
            return Outcome.failed(
                    notStarted(
                            run,
                            String.valueOf(e.getMessage()),
                            "make room or look at its directory"));
        }
    }

    private static Process spawn(RunDirectory run, Home home) throws IOException {
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
            command.add("/usr/bin/setsid");
        }
        command.addAll(java(megabytes(run)));
        if (home.isLab()) {
            // One thread of a lab's party has its turn at a time (ADR 52).
            command.add("-Djdk.virtualThreadScheduler.parallelism=1");
        }
        // As it was started: where a class says it came from may be where the cache was made.
        command.addAll(
                List.of("-cp", System.getProperty("java.class.path"), "dev.postern.console.Main"));
        command.addAll(List.of("run-process", run.path().toAbsolutePath().toString()));
        File log = run.path().resolve("process.log").toFile();
        return new ProcessBuilder(command)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                .redirectError(ProcessBuilder.Redirect.appendTo(log))
                .start();
    }

    /**
     * A quarter of a megabyte for each host, beside what every run needs: a session, a tunnel and
     * an API client.
     */
    private static int megabytes(RunDirectory run) {
        return 192 + run.plan().got().map(p -> p.items("pins").size()).orElse(0) / 4;
    }

    /** This very Java with this very console, and room for one run. */
    private static List<String> java(int megabytes) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "-XX:+UseSerialGC",
                        "-Xmx" + megabytes + "m",
                        "-Xss1m",
                        "-XX:-UsePerfData",
                        // A run waits for hosts; the optimising compiler only takes the processor.
                        "-XX:TieredStopAtLevel=1",
                        "-Xlog:disable",
                        "-Xlog:all=error:stderr",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dstdout.encoding=UTF-8",
                        "-Dstderr.encoding=UTF-8",
                        "-Djdk.httpclient.disableRetryConnect=true",
                        "-Djdk.httpclient.keepalive.timeout=600",
                        "-Dvertx.disableDnsResolver=true"));
        String cache = System.getProperty("postern.cache", "");
        if (!cache.isEmpty()) {
            command.add("-XX:AOTCache=" + cache);
        }
        return command;
    }

    private static Outcome<Optional<Attachment>> begun(
            RunDirectory run, Process process, long before) {
        Instant until = Instant.now().plus(STARTS_WITHIN);
        Optional<Attachment> line = Optional.empty();
        while (Instant.now().isBefore(until)) {
            if (line.isEmpty()) {
                line = Attachment.connect(run).got();
            }
            boolean over = ended(process);
            boolean begun = beginnings(run) > before;
            if (begun && (line.isPresent() || over)) {
                return Outcome.ok(line);
            }
            if (over) {
                line.ifPresent(Attachment::close);
                return Outcome.failed(
                        notStarted(
                                run,
                                "it ended with " + process.exitValue() + lastWords(run),
                                "postern runs show " + run.id()));
            }
        }
        line.ifPresent(Attachment::close);
        return Outcome.failed(notStarted(run, "it says nothing", "postern runs watch " + run.id()));
    }

    /** How often a process has begun with this run. */
    private static long beginnings(RunDirectory run) {
        return run.entries().got().orElse(List.of()).stream()
                .filter(e ->
                        e.event() instanceof Event.RunOpened || e.event() instanceof Event.Reopened)
                .count();
    }

    /** Looks for a while; an interrupt is for whoever watches the run, once there is one. */
    private static boolean ended(Process process) {
        boolean interrupted = Thread.interrupted();
        try {
            return process.waitFor(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
            return false;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static String lastWords(RunDirectory run) {
        return SmallFile.read(run.path().resolve("process.log"))
                        instanceof SmallFile.Content.Bytes content
                ? content.text().lines().reduce((a, b) -> b).map(l -> ": " + l.strip()).orElse("")
                : "";
    }

    private static Failure notStarted(RunDirectory run, String why, String next) {
        return Failure.unchanged(
                Failure.Kind.BROKEN,
                "the process of run " + run.id() + " did not start",
                why,
                next);
    }

    /** Is the run's process: serves it until it has ended. */
    public Outcome<RunReport> serve(RunDirectory run) {
        return RunRequest.read(run)
                .then(request -> {
                    Home home = request.home();
                    return switch (fleets.load(home)) {
                        case Checked.Faulty<Fleet>(var problems) ->
                                Outcome.failed(
                                        Failure.unchanged(
                                                Failure.Kind.BROKEN,
                                                "the fleet of this run cannot be read",
                                                problems.getFirst().line(),
                                                "postern fleet check --fleet " + home.fleet()));
                        case Checked.Sound<Fleet>(Fleet fleet) -> serve(run, request, home, fleet);
                    };
                });
    }

    private Outcome<RunReport> serve(RunDirectory run, RunRequest request, Home home, Fleet fleet) {
        return worlds.open(home, fleet, "run " + run.id(), SecretPrompt.nobody(), notice -> {})
                .then(world -> {
                    // Never closed: it works until it has left, or a lab's time would go on while
                    // the sessions are closed, for as long as this machine takes to do that.
                    Time.Scope _ = world.time().enter();
                    try (world) {
                        return RunProcess.serve(
                                run, request.what(), request.settings(), world, catalogue);
                    }
                });
    }
}
