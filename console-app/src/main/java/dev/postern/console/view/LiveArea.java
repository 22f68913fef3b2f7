package dev.postern.console.view;

import java.io.PrintStream;
import java.util.List;

/**
 * The last lines of the screen, drawn over and over; what scrolls goes above them.
 *
 * <p>All that is new comes in one write, and of what is drawn over only the lines that differ: it
 * may have to go through a serial line.
 */
public final class LiveArea {
    private final PrintStream out;
    private final Screen screen;
    private List<String> shown = List.of();

    LiveArea(PrintStream out, Screen screen) {
        this.out = out;
        this.screen = screen;
    }

    /**
     * Draws the area anew below what is to scroll.
     *
     * @param above what has come since; may be empty
     * @param area where the cursor cannot be moved it is left out; so is what is higher than the
     *     screen
     */
    public void draw(Page above, Page area) {
        List<String> now = screen.cursor() ? fitting(area.lines()) : List.of();
        StringBuilder text = new StringBuilder();
        if (above.lines().isEmpty() && now.size() == shown.size()) {
            over(now, text);
        } else {
            away(text);
            text.append(above.text());
            now.forEach(l -> text.append(l).append('\n'));
        }
        shown = now;
        out.print(text);
        out.flush();
    }

    /** Takes the area away. */
    public void clear() {
        StringBuilder text = new StringBuilder();
        away(text);
        shown = List.of();
        out.print(text);
        out.flush();
    }

    /** One line less than the screen has: the cursor stands below the last. */
    private List<String> fitting(List<String> lines) {
        return lines.subList(0, Math.min(lines.size(), screen.rows() - 1));
    }

    private void over(List<String> now, StringBuilder text) {
        if (now.equals(shown)) {
            return;
        }
        text.append(up(now.size()));
        for (int i = 0; i < now.size(); i++) {
            if (!now.get(i).equals(shown.get(i))) {
                text.append(now.get(i)).append("\u001b[K");
            }
            text.append("\r\n");
        }
    }

    private void away(StringBuilder text) {
        if (!shown.isEmpty()) {
            text.append(up(shown.size())).append("\u001b[J");
        }
    }

    private static String up(int lines) {
        return "\u001b[" + lines + "A\r";
    }
}
