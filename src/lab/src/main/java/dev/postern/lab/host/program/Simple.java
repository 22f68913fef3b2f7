package dev.postern.lab.host.program;

import dev.postern.lab.host.Program;
import dev.postern.lab.host.Result;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A program that gives up by an exception, after it has written what it had. */
abstract class Simple implements Program {
    private final String name;

    Simple(String name) {
        this.name = name;
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final Result run(Call call) {
        Written written = new Written();
        try {
            work(call, written);
        } catch (Usage e) {
            Result failed = e.result();
            written.errors.writeBytes(failed.errors());
            written.exit = failed.exit();
        }
        return new Result(written.exit, written.output.toByteArray(), written.errors.toByteArray());
    }

    abstract void work(Call call, Written written) throws Usage;

    /** What a program has written so far, and how it will end. */
    static final class Written {
        private final ByteArrayOutputStream output = new ByteArrayOutputStream();
        private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
        private int exit;

        void out(String text) {
            output.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        }

        void out(byte[] bytes) {
            output.writeBytes(bytes);
        }

        /** A line on standard error. */
        void err(String line) {
            errors.writeBytes((line + "\n").getBytes(StandardCharsets.UTF_8));
        }

        /** What another program wrote on standard error. */
        void err(byte[] bytes) {
            errors.writeBytes(bytes);
        }

        void exit(int status) {
            exit = status;
        }

        /** One operand failed; the program goes on with the next and ends with 1. */
        void fault(Usage why) {
            errors.writeBytes(why.result().errors());
            exit = 1;
        }
    }
}
