package dev.postern.lab.host.program;

import dev.postern.lab.host.Errno;
import dev.postern.lab.host.FileTree.Status;

/** {@code stat -c FORMAT -- FILE…}. */
final class Stat extends Simple {
    Stat() {
        super("stat");
    }

    @Override
    void work(Call call, Written written) throws Usage {
        Options options = Options.parse(name(), call.arguments(), "c:fLt");
        var paths = options.some(name(), "missing operand");
        String format =
                options.value("c")
                        .orElseThrow(() -> Usage.notSimulated(name(), "stat -c FORMAT -- FILE…"));
        for (String path : paths) {
            try {
                Status status = call.machine().files().status(path, call.user());
                written.out(formatted(format, path, status) + "\n");
            } catch (Errno.Failed e) {
                written.fault(Usage.failed("stat: cannot statx '" + path + "'", e));
            }
        }
    }

    private static String formatted(String format, String path, Status status) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < format.length(); i++) {
            if (format.charAt(i) != '%' || i + 1 == format.length()) {
                out.append(format.charAt(i));
                continue;
            }
            switch (format.charAt(++i)) {
                case 'a' -> out.append(Integer.toOctalString(status.mode()));
                case 'u' -> out.append(status.uid());
                case 'g' -> out.append(status.gid());
                case 's' -> out.append(status.size());
                case 'n' -> out.append(path);
                case 'i' -> out.append(status.inode());
                case 'F' ->
                        out.append(
                                status.directory()
                                        ? "directory"
                                        : status.size() == 0
                                                ? "regular empty file"
                                                : "regular file");
                case '%' -> out.append('%');
                default -> out.append('?');
            }
        }
        return out.toString();
    }
}
