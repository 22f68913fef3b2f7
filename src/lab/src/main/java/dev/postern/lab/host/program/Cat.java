package dev.postern.lab.host.program;

import dev.postern.lab.host.Errno;

/** {@code cat -- FILE…}. */
final class Cat extends Simple {
    Cat() {
        super("cat");
    }

    @Override
    void work(Call call, Written written) throws Usage {
        Options options = Options.parse(name(), call.arguments(), "u");
        if (options.operands().isEmpty()) {
            throw Usage.notSimulated(name(), "cat -- FILE…");
        }
        for (String path : options.operands()) {
            try {
                written.out(Reading.whole(call, path));
            } catch (Errno.Failed e) {
                written.fault(Usage.failed("cat: " + path, e));
            }
        }
    }
}
