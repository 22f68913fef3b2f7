package dev.postern.console.view;

import java.util.Map;

/**
 * What the place that pages go to can do.
 *
 * @param terminal whether a person looks at it
 * @param columns no line is longer; unlimited where it is no terminal
 * @param colour whether escapes for colour may be written
 * @param cursor whether lines may be written over: a board instead of plain lines
 * @param unicode whether more than ASCII may be written
 */
public record Screen(
        boolean terminal, int columns, boolean colour, boolean cursor, boolean unicode) {
    /** A pipe or a file. */
    public static final Screen PIPE = new Screen(false, Integer.MAX_VALUE, false, false, true);

    public Screen {
        columns = Math.max(columns, 20);
    }

    /** From what the launcher found out and the environment says. */
    public static Screen standardOutput() {
        Map<String, String> env = System.getenv();
        if (!"terminal".equals(System.getProperty("postern.stdout"))) {
            return PIPE;
        }
        int columns = 80;
        try {
            columns = Integer.parseInt(System.getProperty("postern.columns", "80"));
        } catch (NumberFormatException e) {
            // 80, then.
        }
        return terminal(columns <= 0 ? 80 : columns, env);
    }

    /** A terminal of this width, with what the environment says of it. */
    public static Screen terminal(int columns, Map<String, String> env) {
        boolean dumb = env.getOrDefault("TERM", "dumb").equals("dumb");
        boolean colour = !dumb && env.getOrDefault("NO_COLOR", "").isEmpty();
        return new Screen(true, columns, colour, !dumb, unicode(env));
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
