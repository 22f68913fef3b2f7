package dev.postern.drill;

import dev.postern.core.text.Neutral;

/** Text for HTML: neutral, and nothing in it is markup. */
final class Html {
    private Html() {}

    static String text(String foreign) {
        return Neutral.line(foreign)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
