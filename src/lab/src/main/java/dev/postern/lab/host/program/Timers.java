package dev.postern.lab.host.program;

import dev.postern.lab.host.Machine;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Transient timers of systemd's on one host, by the name of their unit. */
final class Timers {
    private final Map<String, Runnable> active = new HashMap<>();

    /** False: there is one of that name. */
    synchronized boolean start(Machine machine, String unit, Duration after, Runnable work) {
        if (active.containsKey(unit)) {
            return false;
        }
        active.put(
                unit,
                machine.later(
                        after,
                        () -> {
                            if (stop(unit)) {
                                work.run();
                            }
                        }));
        return true;
    }

    /** False: there is none of that name. */
    synchronized boolean stop(String unit) {
        Runnable takeBack = active.remove(unit);
        if (takeBack != null) {
            takeBack.run();
        }
        return takeBack != null;
    }

    synchronized boolean isActive(String unit) {
        return active.containsKey(unit);
    }
}
