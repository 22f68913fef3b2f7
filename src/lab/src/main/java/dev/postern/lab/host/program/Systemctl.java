package dev.postern.lab.host.program;

import java.util.List;

/** {@code systemctl is-active UNIT} and {@code systemctl restart UNIT}. */
final class Systemctl extends Simple {
    Systemctl() {
        super("systemctl");
    }

    @Override
    void work(Call call, Written written) throws Usage {
        List<String> a = call.arguments();
        if (a.size() != 2) {
            throw Usage.notSimulated(name(), "systemctl is-active UNIT, systemctl restart UNIT");
        }
        String unit = a.get(1);
        switch (a.getFirst()) {
            case "is-active" -> {
                String state = call.machine().workings().unitState(unit).orElse("inactive");
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
            default -> throw new Usage(1, "Unknown command verb " + a.getFirst() + ".");
        }
    }
}
