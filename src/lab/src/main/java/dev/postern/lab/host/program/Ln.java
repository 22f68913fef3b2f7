package dev.postern.lab.host.program;

import dev.postern.lab.host.Errno;
import dev.postern.lab.host.FileTree;

import java.util.List;

/** {@code ln -T -- TARGET NAME}: a hard link. */
final class Ln extends Simple {
    Ln() {
        super("ln");
    }

    @Override
    void work(Call call, Written written) throws Usage {
        Options options = Options.parse(name(), call.arguments(), "Tsf");
        List<String> operands = options.some(name(), "missing file operand");
        if (!options.has("T") || options.has("s") || options.has("f") || operands.size() != 2) {
            throw Usage.notSimulated(name(), "ln -T -- TARGET NAME");
        }
        String target = operands.getFirst();
        String name = operands.get(1);
        FileTree files = call.machine().files();
        try {
            if (files.status(target, call.user()).directory()) {
                throw new Usage(1, "ln: " + target + ": hard link not allowed for directory");
            }
        } catch (Errno.Failed e) {
            throw Usage.failed("ln: failed to access '" + target + "'", e);
        }
        try {
            files.link(target, name, call.user());
        } catch (Errno.Failed e) {
            throw Usage.failed(
                    e.errno() == Errno.EEXIST
                            ? "ln: failed to create hard link '" + name + "'"
                            : "ln: failed to create hard link '" + name + "' => '" + target + "'",
                    e);
        }
        call.machine().changed(name);
    }
}
