package dev.postern.lab.host.program;

import dev.postern.lab.host.Program;
import dev.postern.lab.host.Result;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** {@code systemd-run --collect --unit=NAME --on-active=SECONDS PROGRAM ARGUMENT…}. */
final class SystemdRun extends Simple {
    private final Timers timers;
    private final Supplier<Map<String, Program>> programs;

    SystemdRun(Timers timers, Supplier<Map<String, Program>> programs) {
        super("systemd-run");
        this.timers = timers;
        this.programs = programs;
    }

    @Override
    void work(Call call, Written written) throws Usage {
        List<String> a = call.arguments();
        if (a.size() < 4
                || !a.getFirst().equals("--collect")
                || !a.get(1).matches("--unit=[A-Za-z0-9:_.@-]{1,200}")
                || !a.get(2).matches("--on-active=[0-9]{1,8}")) {
            throw Usage.notSimulated(
                    name(),
                    "systemd-run --collect --unit=NAME --on-active=SECONDS PROGRAM ARGUMENT…");
        }
        if (call.user() != 0) {
            throw new Usage(
                    1,
                    "Failed to start transient timer unit: Interactive authentication required.");
        }
        String unit = a.get(1).substring("--unit=".length());
        Duration after =
                Duration.ofSeconds(Long.parseLong(a.get(2).substring("--on-active=".length())));
        Program program = programs.get().get(a.get(3));
        if (program == null) {
            throw new Usage(
                    1, "Failed to find executable " + a.get(3) + ": No such file or directory");
        }
        Call later = new Call(call.machine(), a.subList(4, a.size()), new byte[0], 0, Map.of());
        boolean started =
                timers.start(
                        call.machine(),
                        unit + ".timer",
                        after,
                        () -> {
                            Result _ = program.run(later);
                        });
        if (!started) {
            throw new Usage(
                    1,
                    "Failed to start transient timer unit: Unit "
                            + unit
                            + ".timer was already loaded or has a fragment file.");
        }
        written.err("Running timer as unit: " + unit + ".timer");
        written.err("Will run service as unit: " + unit + ".service");
    }
}
