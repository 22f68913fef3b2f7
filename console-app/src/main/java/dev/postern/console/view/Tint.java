package dev.postern.console.view;

/** What a piece of text means; colour is one way to show it, never the only one. */
public enum Tint {
    PLAIN(""),
    STRONG("1"),
    FAINT("2"),
    GOOD("32"),
    WARNING("33"),
    BAD("31");

    private final String code;

    Tint(String code) {
        this.code = code;
    }

    String on(String text, boolean colour) {
        return colour && !code.isEmpty() && !text.isEmpty()
                ? "\u001b[" + code + "m" + text + "\u001b[0m"
                : text;
    }
}
