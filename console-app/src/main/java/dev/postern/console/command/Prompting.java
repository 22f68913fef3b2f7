package dev.postern.console.command;

import dev.postern.core.value.Secret;
import dev.postern.reachssh.SecretPrompt;

import java.io.Console;
import java.util.Optional;

/** Asks for passphrases without showing them; nobody is asked where nobody can be. */
public final class Prompting {
    private Prompting() {}

    /** Who to ask in this session. */
    public static SecretPrompt of(Session session) {
        return session.asker().isEmpty() ? SecretPrompt.nobody() : Prompting::ask;
    }

    @SuppressWarnings("SystemConsoleNull") // NullAway cannot know that it never is.
    private static Optional<Secret> ask(String what) {
        Console console = System.console();
        if (console == null || !console.isTerminal()) {
            return Optional.empty();
        }
        char[] typed = console.readPassword("%s: ", what);
        if (typed == null || typed.length == 0) {
            return Optional.empty();
        }
        Secret secret = Secret.of(typed);
        java.util.Arrays.fill(typed, ' ');
        return Optional.of(secret);
    }
}
