package dev.postern.core.evidence;

import dev.postern.core.value.JsonValue;

/**
 * How work leaves a trace in the run's journal. Never blocks recovery: where it cannot be written,
 * the gap is marked.
 */
public interface Evidence {
    /**
     * Notes what was seen or done, as one event.
     *
     * @param about a short noun phrase, "operator door proven"
     * @param detail without secrets
     */
    void note(String about, JsonValue.Obj detail);

    /** Keeps nothing: for looks outside a run. */
    static Evidence none() {
        return (about, detail) -> {};
    }
}
