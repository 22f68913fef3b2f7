package dev.postern.core.reach;

import dev.postern.core.value.Outcome;

/** Commands on one host, over whatever access path works. */
public interface Shell {
    /**
     * Runs a command and waits for its end.
     *
     * <p>An exit status other than 0 is an {@code Ok}: what it means is the caller's business. A
     * failure says that the command did not run ({@code UNREACHABLE, REFUSED_IDENTITY, UNTRUSTED,
     * SATURATED, BROKEN} for sudo), or that the connection was lost while it ran ({@code IN_DOUBT}:
     * it may have happened).
     */
    Outcome<Executed> run(Command command);

    /**
     * Runs a command on a connection of its own, opened for it: proof that the door is open to
     * newcomers. Paced as a new connection.
     */
    Outcome<Executed> runOnFreshConnection(Command command);

    /**
     * The address from which the host sees us, from its own {@code $SSH_CONNECTION}; literal text.
     */
    Outcome<String> seenFrom();
}
