package dev.postern.lab.host.program;

import dev.postern.lab.host.Errno;

/** {@code chown UID:GID -- FILE…}; numbers only. */
final class Chown extends Simple {
    Chown() {
        super("chown");
    }

    @Override
    void work(Call call, Written written) throws Usage {
        var operands = Options.parse(name(), call.arguments(), "").some(name(), "missing operand");
        String owner = operands.getFirst();
        if (!owner.matches("[0-9]{1,9}:[0-9]{1,9}")) {
            throw new Usage(1, "chown: invalid user: '" + owner + "'");
        }
        if (operands.size() == 1) {
            throw Usage.tryHelp(name(), "missing operand after '" + owner + "'");
        }
        int colon = owner.indexOf(':');
        int uid = Integer.parseInt(owner.substring(0, colon));
        int gid = Integer.parseInt(owner.substring(colon + 1));
        for (String path : operands.subList(1, operands.size())) {
            try {
                call.machine().files().chown(path, uid, gid, call.user());
            } catch (Errno.Failed e) {
                written.fault(
                        Usage.failed(
                                e.errno() == Errno.EPERM || e.errno() == Errno.EROFS
                                        ? "chown: changing ownership of '" + path + "'"
                                        : "chown: cannot access '" + path + "'",
                                e));
            }
        }
    }
}
