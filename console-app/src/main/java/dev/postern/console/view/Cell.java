package dev.postern.console.view;

import dev.postern.core.text.Neutral;

/** One piece of text in a table: harmless, with what it means. */
public record Cell(String text, Tint tint) {
    public Cell {
        text = Neutral.line(text, 2000);
    }

    public static Cell of(String text) {
        return new Cell(text, Tint.PLAIN);
    }

    public static Cell of(String text, Tint tint) {
        return new Cell(text, tint);
    }
}
