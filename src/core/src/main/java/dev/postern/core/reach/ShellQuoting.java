package dev.postern.core.reach;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The one place where arguments become POSIX shell text. */
public final class ShellQuoting {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+:,./-]+");

    private ShellQuoting() {}

    /**
     * Arguments joined by spaces, each so quoted that a POSIX shell gives back exactly the list.
     */
    public static String quote(List<String> arguments) {
        return arguments.stream().map(ShellQuoting::quote).collect(Collectors.joining(" "));
    }

    /**
     * One argument. Anything but plain words is put in single quotes, so nothing is ever expanded
     * or taken for an assignment.
     */
    public static String quote(String argument) {
        return PLAIN.matcher(argument).matches()
                ? argument
                : "'" + argument.replace("'", "'\\''") + "'";
    }
}
