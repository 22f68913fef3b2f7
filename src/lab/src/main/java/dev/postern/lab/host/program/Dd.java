package dev.postern.lab.host.program;

import dev.postern.lab.host.Errno;

import java.util.List;

/** {@code dd of=FILE conv=fsync status=none}, bytes on standard input. */
final class Dd extends Simple {
    Dd() {
        super("dd");
    }

    @Override
    public boolean readsInput(List<String> arguments) {
        return true;
    }

    @Override
    void work(Call call, Written written) throws Usage {
        String to = "";
        for (String a : call.arguments()) {
            int equals = a.indexOf('=');
            String word = equals < 0 ? a : a.substring(0, equals);
            String value = equals < 0 ? "" : a.substring(equals + 1);
            switch (word) {
                case "of" -> to = value;
                case "conv" -> {
                    if (!value.equals("fsync")) {
                        throw Usage.tryHelp("dd", "invalid conversion: '" + value + "'");
                    }
                }
                case "status" -> {
                    if (!value.equals("none")) {
                        throw Usage.notSimulated("dd", "dd of=FILE conv=fsync status=none");
                    }
                }
                default -> throw Usage.tryHelp("dd", "unrecognized operand '" + a + "'");
            }
        }
        if (to.isEmpty()) {
            throw Usage.notSimulated("dd", "dd of=FILE conv=fsync status=none");
        }
        try {
            call.machine().files().write(to, call.input(), call.user());
        } catch (Errno.Failed e) {
            throw e.errno() == Errno.ENOSPC || e.errno() == Errno.EFBIG
                    ? Usage.failed("dd: error writing '" + to + "'", e)
                    : Usage.failed("dd: failed to open '" + to + "'", e);
        } finally {
            call.machine().changed(to);
        }
    }
}
