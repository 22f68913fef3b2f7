package dev.postern.lab.host.program;

import java.util.function.BiConsumer;

/** A program of one line that takes exactly these arguments. */
final class Small extends Simple {
    private final String form;
    private final BiConsumer<Call, Written> work;

    /**
     * @param form the whole command line, as it is known: "uname -r"
     */
    Small(String form, BiConsumer<Call, Written> work) {
        super(form.split(" ", -1)[0]);
        this.form = form;
        this.work = work;
    }

    @Override
    void work(Call call, Written written) throws Usage {
        String given =
                call.arguments().isEmpty()
                        ? name()
                        : name() + " " + String.join(" ", call.arguments());
        if (!given.equals(form)) {
            throw Usage.notSimulated(name(), form);
        }
        work.accept(call, written);
    }
}
