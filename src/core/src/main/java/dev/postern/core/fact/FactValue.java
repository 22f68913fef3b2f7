package dev.postern.core.fact;

import dev.postern.core.value.JsonValue;

/** What is known of a fact just now: a value, or why there is none. */
public sealed interface FactValue {
    record Known(JsonValue value) implements FactValue {}

    record Unknown(String why) implements FactValue {}

    static FactValue of(boolean value) {
        return new Known(JsonValue.of(value));
    }

    static FactValue of(double value) {
        return new Known(JsonValue.of(value));
    }

    static FactValue of(long value) {
        return new Known(JsonValue.of(value));
    }

    static FactValue unknown(String why) {
        return new Unknown(why);
    }
}
