package dev.postern.lab.host.program;

import dev.postern.lab.host.Errno;

/** {@code tail -c BYTES -- FILE}. */
final class Tail extends Simple {
    Tail() {
        super("tail");
    }

    @Override
    void work(Call call, Written written) throws Usage {
        Options options = Options.parse(name(), call.arguments(), "c:n:f");
        String bytes =
                options.value("c")
                        .orElseThrow(() -> Usage.notSimulated(name(), "tail -c BYTES -- FILE"));
        if (!bytes.matches("[0-9]{1,9}")) {
            throw new Usage(1, "tail: invalid number of bytes: '" + bytes + "'");
        }
        if (options.operands().size() != 1 || options.given().size() != 1) {
            throw Usage.notSimulated(name(), "tail -c BYTES -- FILE");
        }
        String path = options.operands().getFirst();
        try {
            written.out(Reading.last(call, path, Integer.parseInt(bytes)));
        } catch (Errno.Failed e) {
            throw e.errno() == Errno.EISDIR
                    ? Usage.failed("tail: error reading '" + path + "'", e)
                    : Usage.failed("tail: cannot open '" + path + "' for reading", e);
        }
    }
}
