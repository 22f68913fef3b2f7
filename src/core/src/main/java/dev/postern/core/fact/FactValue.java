package dev.postern.core.fact;

import dev.postern.core.value.JsonValue;

/** What is known of a fact just now: a value, or why there is none. */
public sealed interface FactValue {
    /**
     * @param note what makes it so, for people; may be empty
     */
    record Known(JsonValue value, String note) implements FactValue {
        public Known(JsonValue value) {
            this(value, "");
        }
    }

    record Unknown(String why) implements FactValue {}

    static FactValue of(boolean value) {
        return new Known(JsonValue.of(value));
    }

    /**
     * @param why not, for people; told only where it is false
     */
    static FactValue of(boolean value, String why) {
        return new Known(JsonValue.of(value), value ? "" : why);
    }

    static FactValue of(double value) {
        return new Known(JsonValue.of(value));
    }

    static FactValue of(long value) {
        return new Known(JsonValue.of(value));
    }

    /** A number, and what makes it so. */
    static FactValue of(long value, String why) {
        return new Known(JsonValue.of(value), why);
    }

    static FactValue unknown(String why) {
        return new Unknown(why);
    }
}
