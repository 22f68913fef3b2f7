package dev.postern.console.shell;

import dev.postern.console.grammar.Sentence;
import dev.postern.console.view.Output;

/** What the process was started with; made before Spring. */
public record Start(Sentence sentence, Output output, Bugs bugs) {
    /** Where exceptions that nobody expected are noted. */
    public interface Bugs {
        /**
         * Notes it.
         *
         * @return what to tell the person: never the trace
         */
        String note(Throwable bug);
    }
}
