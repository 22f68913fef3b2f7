package dev.postern.core.text;

/** Foreign text within a Markdown page. */
public final class Markdown {
    private Markdown() {}

    /**
     * One harmless line that a renderer shows as it stands: no markup, link, picture, table cell or
     * HTML comes of it. Emphasis by stars and underscores may.
     */
    public static String text(String foreign) {
        return Neutral.line(foreign)
                .replace("\\", "\\\\")
                .replace("|", "\\|")
                .replace("[", "\\[")
                .replace("<", "&lt;")
                .replace("`", "'");
    }
}
