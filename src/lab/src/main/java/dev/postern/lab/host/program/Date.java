package dev.postern.lab.host.program;

import java.util.List;

/** {@code date +%s}. */
final class Date extends Simple {
    Date() {
        super("date");
    }

    @Override
    void work(Call call, Written written) throws Usage {
        if (!call.arguments().equals(List.of("+%s"))) {
            throw Usage.notSimulated(name(), "date +%s");
        }
        written.out(call.machine().now().getEpochSecond() + "\n");
    }
}
