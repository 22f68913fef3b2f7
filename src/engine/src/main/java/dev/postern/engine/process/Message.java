package dev.postern.engine.process;

import dev.postern.core.value.JsonValue;
import dev.postern.journal.Entry;

/** What an attached console hears. */
public sealed interface Message {
    /**
     * A line of the journal; all of them from the first, in their order, those of earlier processes
     * too. The {@code run-closed} of the process that is attached to is the last message: the
     * stream ends behind it.
     */
    record Journaled(Entry entry) implements Message {}

    /**
     * What is going on just now, a whole picture each time: {@code {"now", "step", "wave",
     * "working": [{"step", "target", "doing", "since"}], "asks": [{"gate", "question", "choices",
     * "until"}], "clusters": {NAME: {"facts": {NAME: {"value" or "unknown", "at"}}}}, "pacers":
     * {ENDPOINT: {"circuit", "sick", "requests", "connections", "held", "nextAttempt"}}, "kept":
     * [{"change", "at", "ok"}], "gap": TEXT}}. Fields without a value are missing.
     */
    record Live(JsonValue.Obj progress) implements Message {}

    /**
     * The run's process said something that is no line of the journal: why a command was refused.
     */
    record Said(String line) implements Message {}
}
