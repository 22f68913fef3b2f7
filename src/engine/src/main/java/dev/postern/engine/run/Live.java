package dev.postern.engine.run;

import dev.postern.core.value.JsonValue;

import java.util.function.Supplier;

/**
 * Hears that something else is going on; must not block. The picture is made by who looks at it: of
 * a fleet it is large, and most are never looked at.
 */
@FunctionalInterface
public interface Live {
    /**
     * @param picture what is going on when it is asked, from any thread; see the process's {@code
     *     Message.Live}
     */
    void show(Supplier<JsonValue.Obj> picture);

    /** Nobody watches. */
    static Live none() {
        return picture -> {};
    }
}
