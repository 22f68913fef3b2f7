package dev.postern.console.grammar;

import java.util.List;

/** The names that TAB offers: from files on this machine only. */
public interface LocalNames {
    /**
     * All names of this kind.
     *
     * @param words what stands on the line before: a playbook's parameters depend on it
     */
    List<Offer> names(Completes kind, List<String> words, Globals globals);

    /**
     * @param about a few words beside it, or empty
     * @param finished whether a space may follow
     */
    record Offer(String value, String about, boolean finished) {}
}
