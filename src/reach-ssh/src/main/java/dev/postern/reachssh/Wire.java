package dev.postern.reachssh;

import dev.postern.core.reach.Command;
import dev.postern.core.reach.ShellQuoting;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The one place where a command becomes what a host's shell is given: docs/host-commands.md. */
final class Wire {
    /** What sudo asks with, on standard error: only when it is seen is the password sent. */
    static final String PROMPT = "postern-password:";

    /** How root is reached. */
    enum Root {
        /** The login is root, or the command needs no root. */
        NONE,
        SUDO,
        /**
         * {@code -k}: sudo asks always. Where it remembered and did not ask, the password would be
         * the command's own input.
         */
        SUDO_WITH_PASSWORD
    }

    private Wire() {}

    static String text(Command command, Root root) {
        List<String> words =
                new ArrayList<>(
                        switch (root) {
                            case NONE -> List.<String>of();
                            case SUDO -> List.of("sudo", "-n", "--");
                            case SUDO_WITH_PASSWORD ->
                                    List.of("sudo", "-k", "-S", "-p", PROMPT, "--");
                        });
        words.addAll(List.of("env", "LC_ALL=C", "timeout", "-k", "1", seconds(command.within())));
        words.addAll(command.arguments());
        return ShellQuoting.quote(words);
    }

    /** Whole seconds, at least one: {@code timeout 0} would mean for ever. */
    private static String seconds(Duration d) {
        return String.valueOf(Math.max(1, d.plusMillis(999).toSeconds()));
    }
}
