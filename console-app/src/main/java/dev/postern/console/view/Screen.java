package dev.postern.console.view;

import java.util.Map;

/**
 * What the place that pages go to can do.
 *
 * @param terminal whether a person looks at it
 * @param columns no line is longer; unlimited where it is no terminal
 * @param rows what is drawn over and over is never higher: the cursor cannot go back past the top
 * @param colour whether escapes for colour may be written
 * @param cursor whether lines may be written over: a board instead of plain lines
 * @param unicode whether more than ASCII may be written
 */
public record Screen(
        boolean terminal, int columns, int rows, boolean colour, boolean cursor, boolean unicode) {
    /** A pipe or a file. */
    public static final Screen PIPE =
            new Screen(false, Integer.MAX_VALUE, Integer.MAX_VALUE, false, false, true);

    private static final int CLASSIC_COLUMNS = 80;
    private static final int CLASSIC_ROWS = 24;

    public Screen {
        columns = Math.max(columns, 20);
    }

    /** From what the launcher found out and the environment says. */
    public static Screen standardOutput() {
        if (!"terminal".equals(System.getProperty("postern.stdout"))) {
            return PIPE;
        }
        return terminal(number("postern.columns"), number("postern.rows"), System.getenv());
    }

    private static int number(String property) {
        try {
            return Integer.parseInt(System.getProperty(property, "0"));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** A terminal of this width and of the classic height. */
    public static Screen terminal(int columns, Map<String, String> env) {
        return terminal(columns, CLASSIC_ROWS, env);
    }

    /**
     * A terminal of this size, with what the environment says of it.
     *
     * @param columns 0 where it does not say: 80, then
     * @param rows 0 where it does not say: 24, then
     */
    public static Screen terminal(int columns, int rows, Map<String, String> env) {
        boolean dumb = env.getOrDefault("TERM", "dumb").equals("dumb");
        boolean colour = !dumb && env.getOrDefault("NO_COLOR", "").isEmpty();
        return new Screen(
                true,
                columns <= 0 ? CLASSIC_COLUMNS : columns,
                rows <= 0 ? CLASSIC_ROWS : rows,
                colour,
                !dumb,
                unicode(env));
    }

    private static boolean unicode(Map<String, String> env) {
        for (String name : new String[] {"LC_ALL", "LC_CTYPE", "LANG"}) {
            String value = env.getOrDefault(name, "");
            if (!value.isEmpty()) {
                String upper = value.toUpperCase(java.util.Locale.ROOT);
                return upper.contains("UTF-8") || upper.contains("UTF8");
            }
        }
        return false;
    }
}
