package dev.postern.console.view;

import java.io.PrintStream;
import java.util.List;

/** The last lines of the screen, drawn over and over; what scrolls goes above them. */
public final class LiveArea {
    private final PrintStream out;
    private final Screen screen;
    private int height;
    private List<String> shown = List.of();

    LiveArea(PrintStream out, Screen screen) {
        this.out = out;
        this.screen = screen;
    }

    /** Prints a page above the area. */
    public void above(Page page) {
        List<String> before = shown;
        clear();
        out.print(page.text());
        print(before);
        out.flush();
    }

    /** Draws the area anew; only where the cursor can be moved. */
    public void draw(Page page) {
        if (screen.cursor() && !page.lines().equals(shown)) {
            clear();
            print(page.lines());
            out.flush();
        }
    }

    /** Takes the area away. */
    public void clear() {
        if (height > 0) {
            out.print("\u001b[" + height + "A\r\u001b[J");
            out.flush();
            height = 0;
        }
        shown = List.of();
    }

    private void print(List<String> lines) {
        shown = lines;
        height = lines.size();
        lines.forEach(l -> out.print(l + "\n"));
    }
}
