package dev.postern.core.action;

/** How well a change can be undone. */
public sealed interface UndoClass {
    /** Byte for byte, or field for field. */
    record Exact() implements UndoClass {}

    /** Nearly; says what will differ. */
    record BestEffort(String why) implements UndoClass {}

    /** Not at all; a copy of what is lost is kept. */
    record Impossible(String why) implements UndoClass {}

    /** {@code exact}, {@code best-effort}, {@code impossible}. */
    default String word() {
        return switch (this) {
            case Exact e -> "exact";
            case BestEffort b -> "best-effort";
            case Impossible i -> "impossible";
        };
    }
}
