package dev.postern.console.command;

import dev.postern.console.view.Answer;

/**
 * One command: its class carries {@code CommandWords}, and this is its work.
 *
 * <p>Collaborators come by constructor. What it answers is shown by who called it.
 *
 * @param <A> the arguments record that {@code CommandWords} names
 */
public interface ConsoleCommand<A extends Record> {
    /** Does it. Expected failures are answers; exceptions are bugs. */
    Answer work(A arguments, Session session);
}
