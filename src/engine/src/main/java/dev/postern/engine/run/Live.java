package dev.postern.engine.run;

import dev.postern.core.value.JsonValue;

/** Hears what is going on, a whole picture each time; must not block. */
@FunctionalInterface
public interface Live {
    /**
     * @param picture see the process's {@code Message.Live}
     */
    void show(JsonValue.Obj picture);

    /** Nobody watches. */
    static Live none() {
        return picture -> {};
    }
}
