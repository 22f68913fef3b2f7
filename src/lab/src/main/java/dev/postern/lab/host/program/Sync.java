package dev.postern.lab.host.program;

import dev.postern.lab.host.Errno;

/** {@code sync -- FILE…}. */
final class Sync extends Simple {
    Sync() {
        super("sync");
    }

    @Override
    void work(Call call, Written written) throws Usage {
        for (String path : Options.parse(name(), call.arguments(), "df").operands()) {
            try {
                call.machine().files().status(path, call.user());
            } catch (Errno.Failed e) {
                written.fault(Usage.failed("sync: error opening '" + path + "'", e));
            }
        }
    }
}
