package dev.postern.lab.host.program;

import java.util.List;

/**
 * {@code systemctl is-active UNIT}, {@code restart UNIT}, and {@code stop} of a transient timer.
 */
final class Systemctl extends Simple {
    private final Timers timers;

    Systemctl(Timers timers) {
        super("systemctl");
        this.timers = timers;
    }

    @Override
    void work(Call call, Written written) throws Usage {
        List<String> a = call.arguments();
        if (a.size() != 2) {
            throw Usage.notSimulated(name(), "systemctl is-active UNIT, restart UNIT, stop TIMER");
        }
        String unit = a.get(1);
        switch (a.getFirst()) {
            case "is-active" -> {
                String state =
                        timers.isActive(unit)
                                ? "active"
                                : call.machine().workings().unitState(unit).orElse("inactive");
                written.out(state + "\n");
                written.exit(state.equals("active") ? 0 : 3);
            }
            case "restart" -> {
                String service = unit.contains(".") ? unit : unit + ".service";
                if (call.user() != 0) {
                    throw new Usage(
                            1,
                            "Failed to restart "
                                    + service
                                    + ": Interactive authentication required.");
                }
                if (!call.machine().workings().restartUnit(unit)) {
                    throw new Usage(
                            5,
                            "Failed to restart " + service + ": Unit " + service + " not found.");
                }
            }
            case "stop" -> {
                if (call.user() != 0) {
                    throw new Usage(
                            1, "Failed to stop " + unit + ": Interactive authentication required.");
                }
                if (!timers.stop(unit)) {
                    throw new Usage(
                            5, "Failed to stop " + unit + ": Unit " + unit + " not loaded.");
                }
            }
            default -> throw new Usage(1, "Unknown command verb " + a.getFirst() + ".");
        }
    }
}
