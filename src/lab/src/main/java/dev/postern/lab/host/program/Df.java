package dev.postern.lab.host.program;

import dev.postern.lab.host.Errno;
import dev.postern.lab.host.FileTree.Space;

/** {@code df -P -- PATH…}. */
final class Df extends Simple {
    Df() {
        super("df");
    }

    @Override
    void work(Call call, Written written) throws Usage {
        Options options = Options.parse(name(), call.arguments(), "P");
        if (!options.has("P") || options.operands().isEmpty()) {
            throw Usage.notSimulated(name(), "df -P -- PATH…");
        }
        StringBuilder lines = new StringBuilder();
        for (String path : options.operands()) {
            try {
                Space s = call.machine().files().space(path, call.user());
                long used = s.used() / 1024;
                long free = s.available() / 1024;
                // Rounded up, as df(1) does.
                long share = used + free == 0 ? 0 : (100 * used + used + free - 1) / (used + free);
                lines.append(
                        String.format(
                                "%-14s %11d %8d %9d %7d%% %s%n",
                                s.device(), s.size() / 1024, used, free, share, s.mount()));
            } catch (Errno.Failed e) {
                written.fault(Usage.failed("df: " + path, e));
            }
        }
        if (!lines.isEmpty()) {
            written.out(
                    "Filesystem     1024-blocks     Used Available Capacity Mounted on\n"
                            + lines.toString().replace("\r", ""));
        }
    }
}
