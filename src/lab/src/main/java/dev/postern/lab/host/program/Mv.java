package dev.postern.lab.host.program;

import dev.postern.lab.host.Errno;
import dev.postern.lab.host.FileTree;
import dev.postern.lab.host.FileTree.Status;

import java.util.List;

/** {@code mv -fT -- FROM TO}, and with {@code -n} only where there is no TO. */
final class Mv extends Simple {
    Mv() {
        super("mv");
    }

    @Override
    void work(Call call, Written written) throws Usage {
        Options options = Options.parse(name(), call.arguments(), "fnT");
        List<String> operands = options.some(name(), "missing file operand");
        String from = operands.getFirst();
        if (operands.size() == 1) {
            throw Usage.tryHelp(name(), "missing destination file operand after '" + from + "'");
        }
        if (operands.size() > 2) {
            throw Usage.tryHelp(name(), "extra operand '" + operands.get(2) + "'");
        }
        if (!options.has("T")) {
            throw Usage.notSimulated(name(), "mv -fT -- FROM TO");
        }
        String to = operands.get(1);
        FileTree files = call.machine().files();
        try {
            files.status(from, call.user());
        } catch (Errno.Failed e) {
            throw Usage.failed("mv: cannot stat '" + from + "'", e);
        }
        if (options.has("n") && isThere(files, to, call.user())) {
            return;
        }
        try {
            move(call, files, from, to);
        } catch (Errno.Failed e) {
            throw e.errno() == Errno.EISDIR
                    ? new Usage(1, "mv: cannot overwrite directory '" + to + "' with non-directory")
                    : Usage.failed("mv: cannot move '" + from + "' to '" + to + "'", e);
        }
        call.machine().changed(from);
        call.machine().changed(to);
    }

    private static boolean isThere(FileTree files, String path, int user) {
        try {
            files.status(path, user);
            return true;
        } catch (Errno.Failed e) {
            return false;
        }
    }

    private static void move(Call call, FileTree files, String from, String to)
            throws Errno.Failed {
        try {
            files.rename(from, to, call.user());
        } catch (Errno.Failed e) {
            if (e.errno() != Errno.EXDEV) {
                throw e;
            }
            // To another file system mv copies, and is not atomic any more.
            Status status = files.status(from, call.user());
            files.write(to, files.read(from, call.user()), call.user());
            files.chmod(to, status.mode(), call.user());
            if (call.user() == 0) {
                files.chown(to, status.uid(), status.gid(), 0);
            }
            files.unlink(from, call.user());
        }
    }
}
