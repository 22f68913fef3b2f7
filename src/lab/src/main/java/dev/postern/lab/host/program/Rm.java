package dev.postern.lab.host.program;

import dev.postern.lab.host.Errno;

/** {@code rm -f -- FILE…}. */
final class Rm extends Simple {
    Rm() {
        super("rm");
    }

    @Override
    void work(Call call, Written written) throws Usage {
        Options options = Options.parse(name(), call.arguments(), "f");
        boolean force = options.has("f");
        if (!force) {
            options.some(name(), "missing operand");
        }
        for (String path : options.operands()) {
            try {
                call.machine().files().unlink(path, call.user());
                call.machine().changed(path);
            } catch (Errno.Failed e) {
                boolean missing = e.errno() == Errno.ENOENT || e.errno() == Errno.ENOTDIR;
                if (!force || !missing) {
                    written.fault(Usage.failed("rm: cannot remove '" + path + "'", e));
                }
            }
        }
    }
}
