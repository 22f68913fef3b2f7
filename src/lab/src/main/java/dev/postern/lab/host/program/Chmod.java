package dev.postern.lab.host.program;

import dev.postern.lab.host.Errno;

/** {@code chmod BITS -- FILE…}. */
final class Chmod extends Simple {
    Chmod() {
        super("chmod");
    }

    @Override
    void work(Call call, Written written) throws Usage {
        var operands = Options.parse(name(), call.arguments(), "").some(name(), "missing operand");
        String mode = operands.getFirst();
        if (!mode.matches("[0-7]{1,4}")) {
            throw Usage.tryHelp(name(), "invalid mode: '" + mode + "'");
        }
        if (operands.size() == 1) {
            throw Usage.tryHelp(name(), "missing operand after '" + mode + "'");
        }
        for (String path : operands.subList(1, operands.size())) {
            try {
                call.machine().files().chmod(path, Integer.parseInt(mode, 8), call.user());
            } catch (Errno.Failed e) {
                written.fault(
                        Usage.failed(
                                e.errno() == Errno.EPERM || e.errno() == Errno.EROFS
                                        ? "chmod: changing permissions of '" + path + "'"
                                        : "chmod: cannot access '" + path + "'",
                                e));
            }
        }
    }
}
