package dev.postern.lab.host.program;

import dev.postern.lab.host.Errno;
import dev.postern.lab.host.FileTree;

/** {@code install -d -m MODE -- DIRECTORY…}. */
final class Install extends Simple {
    Install() {
        super("install");
    }

    @Override
    void work(Call call, Written written) throws Usage {
        Options options = Options.parse(name(), call.arguments(), "dm:o:g:");
        if (!options.has("d") || options.has("o") || options.has("g")) {
            throw Usage.notSimulated(name(), "install -d -m MODE -- DIRECTORY…");
        }
        String mode = options.value("m").orElse("755");
        if (!mode.matches("[0-7]{1,4}")) {
            throw new Usage(1, "install: invalid mode '" + mode + "'");
        }
        for (String path : options.some(name(), "missing file operand")) {
            make(call, path, Integer.parseInt(mode, 8));
        }
    }

    private static void make(Call call, String path, int mode) throws Usage {
        FileTree files = call.machine().files();
        StringBuilder above = new StringBuilder(path.startsWith("/") ? "" : ".");
        for (String part : path.split("/", -1)) {
            if (part.isEmpty()) {
                continue;
            }
            above.append('/').append(part);
            String here = above.toString();
            try {
                files.mkdir(here, 0755, call.user());
            } catch (Errno.Failed e) {
                if (e.errno() != Errno.EEXIST || !isDirectory(files, here, call.user())) {
                    String named = here.length() >= path.length() ? path : here;
                    throw Usage.failed("install: cannot create directory '" + named + "'", e);
                }
            }
        }
        try {
            FileTree.Status now = files.status(path, call.user());
            if (now.mode() != mode) {
                files.chmod(path, mode, call.user());
            }
        } catch (Errno.Failed e) {
            throw Usage.failed("install: cannot change permissions of '" + path + "'", e);
        }
    }

    private static boolean isDirectory(FileTree files, String path, int user) {
        try {
            return files.status(path, user).directory();
        } catch (Errno.Failed e) {
            return false;
        }
    }
}
