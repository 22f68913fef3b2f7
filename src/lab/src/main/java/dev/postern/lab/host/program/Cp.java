package dev.postern.lab.host.program;

import dev.postern.lab.host.Errno;
import dev.postern.lab.host.FileTree;
import dev.postern.lab.host.FileTree.Status;

import java.util.List;

/** {@code cp --preserve=mode,ownership -T -- FROM TO}. */
final class Cp extends Simple {
    private static final List<String> ONE = List.of("--preserve=mode,ownership", "-T", "--");

    Cp() {
        super("cp");
    }

    @Override
    void work(Call call, Written written) throws Usage {
        List<String> a = call.arguments();
        if (a.size() != 5 || !a.subList(0, 3).equals(ONE)) {
            throw Usage.notSimulated(name(), "cp --preserve=mode,ownership -T -- FROM TO");
        }
        copy(call, a.get(3), a.get(4));
    }

    private static void copy(Call call, String from, String to) throws Usage {
        FileTree files = call.machine().files();
        Status status;
        byte[] bytes;
        try {
            status = files.status(from, call.user());
            bytes = files.read(from, call.user());
        } catch (Errno.Failed e) {
            throw Usage.failed("cp: cannot stat '" + from + "'", e);
        }
        try {
            files.write(to, bytes, call.user());
            files.chmod(to, status.mode(), call.user());
            files.chown(to, status.uid(), status.gid(), call.user());
            call.machine().changed(to);
        } catch (Errno.Failed e) {
            throw e.errno() == Errno.ENOENT || e.errno() == Errno.ENOTDIR
                    ? Usage.failed("cp: cannot create regular file '" + to + "'", e)
                    : Usage.failed("cp: error writing '" + to + "'", e);
        }
    }
}
