package dev.postern.console.view;

import dev.postern.core.text.Neutral;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A page of text for people. Whatever is put on it is made harmless, and no line is longer than the
 * screen is wide.
 */
public final class Page {
    /** Below this a name and its value do not stand side by side. */
    private static final int NARROW = 36;

    /** Below this a table of more than two columns stands row under row where it does not fit. */
    private static final int TABLES = 60;

    private static final int HANGING = 4;

    private final Screen screen;
    private final List<String> lines = new ArrayList<>();

    public Page(Screen screen) {
        this.screen = screen;
    }

    public Screen screen() {
        return screen;
    }

    /** A line; folded at words where it is too long. */
    public Page line(String text) {
        return line(text, Tint.PLAIN);
    }

    public Page line(String text, Tint tint) {
        return indented("", text, tint);
    }

    /** A line whose rest stands further right where it is folded: the beginnings can be scanned. */
    public Page hanging(String text, Tint tint) {
        return indented("", " ".repeat(HANGING), text, tint);
    }

    /** One line; what does not fit is cut off. */
    public Page cut(String text, Tint tint) {
        String one = fit(Neutral.line(text, 2000));
        lines.add(tint.on(Width.cut(one, screen.columns(), ellipsis()), screen.colour()));
        return this;
    }

    /** A line that starts further right, and so do the lines it is folded into. */
    public Page item(String text) {
        return indented("  ", text, Tint.PLAIN);
    }

    public Page item(String text, Tint tint) {
        return indented("  ", text, tint);
    }

    /** Something to be copied and pasted: folded only where the screen forces it. */
    public Page command(String text) {
        return indented("    ", text, Tint.STRONG);
    }

    /** An empty line, never two. */
    public Page gap() {
        if (!lines.isEmpty() && !lines.getLast().isEmpty()) {
            lines.add("");
        }
        return this;
    }

    /** A name and its value, the values under each other. */
    public Page field(String name, String value) {
        if (screen.columns() < NARROW) {
            return line(name + ":").indented("  ", value, Tint.PLAIN);
        }
        return indented(pad(name + ":", 18), value, Tint.PLAIN);
    }

    /**
     * A table with one line of headings. Columns give way, widest first, where it is too wide; the
     * last one is folded, the others are cut.
     */
    public Page table(List<String> headings, List<List<Cell>> rows) {
        List<List<Cell>> all = new ArrayList<>();
        all.add(headings.stream().map(h -> Cell.of(h, Tint.FAINT)).toList());
        all.addAll(rows);
        int[] widths = new int[headings.size()];
        for (List<Cell> row : all) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], Width.of(fit(row.get(i).text())));
            }
        }
        if (screen.columns() < TABLES && widths.length > 2 && isTooWide(widths)) {
            return stacked(headings, rows);
        }
        shrink(widths);
        for (List<Cell> row : all) {
            row(row, widths);
        }
        return this;
    }

    /** Row by row with each value on a line of its own: a cut name helps nobody. */
    private Page stacked(List<String> headings, List<List<Cell>> rows) {
        int name = headings.stream().mapToInt(h -> Width.of(fit(h))).max().orElse(0) + 2;
        for (List<Cell> row : rows) {
            line(row.getFirst().text(), row.getFirst().tint());
            for (int i = 1; i < row.size(); i++) {
                if (!row.get(i).text().isEmpty()) {
                    indented(
                            "  " + pad(headings.get(i), name),
                            row.get(i).text(),
                            row.get(i).tint());
                }
            }
        }
        return this;
    }

    private boolean isTooWide(int[] widths) {
        return Arrays.stream(widths).sum() + 2 * (widths.length - 1) > screen.columns();
    }

    private void row(List<Cell> row, int[] widths) {
        StringBuilder out = new StringBuilder();
        int last = widths.length - 1;
        int start = 0;
        for (int i = 0; i < last; i++) {
            String text = Width.cut(fit(row.get(i).text()), widths[i], ellipsis());
            out.append(row.get(i).tint().on(text, screen.colour()));
            out.append(" ".repeat(widths[i] - Width.of(text) + 2));
            start += widths[i] + 2;
        }
        List<String> folded = Width.fold(fit(row.get(last).text()), Math.max(3, widths[last]));
        for (String part : folded) {
            out.append(row.get(last).tint().on(part, screen.colour()));
            lines.add(out.toString().stripTrailing());
            out.setLength(0);
            out.append(" ".repeat(start));
        }
    }

    private void shrink(int[] widths) {
        int room = screen.columns() - 2 * (widths.length - 1);
        while (Arrays.stream(widths).sum() > room) {
            int widest = 0;
            for (int i = 1; i < widths.length; i++) {
                if (widths[i] > widths[widest]) {
                    widest = i;
                }
            }
            if (widths[widest] <= 3) {
                break;
            }
            widths[widest]--;
        }
    }

    private Page indented(String start, String text, Tint tint) {
        return indented(start, " ".repeat(Width.of(start)), text, tint);
    }

    private Page indented(String start, String rest, String text, Tint tint) {
        int room = screen.columns() - rest.length();
        boolean first = true;
        for (String one : Neutral.lines(text).split("\n", -1)) {
            int columns = first ? screen.columns() - start.length() : room;
            for (String part : Width.fold(fit(one), columns, room)) {
                lines.add(
                        ((first ? start : rest) + tint.on(part, screen.colour())).stripTrailing());
                first = false;
            }
        }
        return this;
    }

    private String fit(String text) {
        if (screen.unicode()) {
            return text;
        }
        StringBuilder out = new StringBuilder();
        text.codePoints()
                .forEach(c ->
                        out.append(
                                c < 128
                                        ? Character.toString(c)
                                        : switch (c) {
                                            case 0x2026 -> "...";
                                            case 0x2192 -> "->";
                                            case 0x00d7 -> "x";
                                            case 0x2013, 0x2014 -> "-";
                                            default -> "?";
                                        }));
        return out.toString();
    }

    private String ellipsis() {
        return screen.unicode() ? "\u2026" : ".";
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(1, width - text.length()));
    }

    /** The lines, with escapes for colour where the screen can show it. */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    /** All of it, each line ended. */
    public String text() {
        StringBuilder out = new StringBuilder();
        lines.forEach(l -> out.append(l).append('\n'));
        return out.toString();
    }
}
