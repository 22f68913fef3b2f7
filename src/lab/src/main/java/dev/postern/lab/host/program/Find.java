package dev.postern.lab.host.program;

import dev.postern.lab.host.Errno;

import java.util.List;

/** {@code find DIRECTORY -mindepth 1 -maxdepth 1 -printf '%f\0'}. */
final class Find extends Simple {
    private static final List<String> TESTS =
            List.of("-mindepth", "1", "-maxdepth", "1", "-printf", "%f\\0");

    Find() {
        super("find");
    }

    @Override
    void work(Call call, Written written) throws Usage {
        List<String> arguments = call.arguments();
        if (arguments.isEmpty() || arguments.getFirst().startsWith("-")) {
            throw notKnown();
        }
        for (String a : arguments.subList(1, arguments.size())) {
            if (a.startsWith("-") && !TESTS.contains(a)) {
                throw new Usage(1, "find: unknown predicate `" + a + "'");
            }
        }
        if (!arguments.subList(1, arguments.size()).equals(TESTS)) {
            throw notKnown();
        }
        String directory = arguments.getFirst();
        try {
            if (call.machine().files().status(directory, call.user()).directory()) {
                for (String name : call.machine().files().list(directory, call.user())) {
                    written.out(name + "\0");
                }
            }
        } catch (Errno.Failed e) {
            throw Usage.failed("find: '" + directory + "'", e);
        }
    }

    private static Usage notKnown() {
        return Usage.notSimulated("find", "find DIRECTORY -mindepth 1 -maxdepth 1 -printf '%f\\0'");
    }
}
