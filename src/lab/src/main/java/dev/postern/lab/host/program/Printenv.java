package dev.postern.lab.host.program;

/** {@code printenv NAME…}. */
final class Printenv extends Simple {
    Printenv() {
        super("printenv");
    }

    @Override
    void work(Call call, Written written) throws Usage {
        if (call.arguments().isEmpty()) {
            throw Usage.notSimulated(name(), "printenv NAME…");
        }
        for (String name : call.arguments()) {
            String value = call.environment().get(name);
            if (value == null) {
                written.exit(1);
            } else {
                written.out(value + "\n");
            }
        }
    }
}
