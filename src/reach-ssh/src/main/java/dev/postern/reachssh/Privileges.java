package dev.postern.reachssh;

import dev.postern.core.reach.Executed;
import dev.postern.core.value.Failure;

import java.util.Locale;
import java.util.Optional;

/** What sudo says when it does not let us, in words that help. */
final class Privileges {
    private Privileges() {}

    /** The failure, where this is sudo's own refusal and the command did not run. */
    static Optional<Failure> refusal(String host, String user, Executed ended) {
        if (ended.exit() != 1 && ended.exit() != 127) {
            return Optional.empty();
        }
        String said = ended.complaint().toLowerCase(Locale.ROOT);
        if (ended.exit() == 127) {
            return said.contains("sudo") && said.contains("not found")
                    ? Optional.of(
                            broken(
                                    host + ": there is no sudo",
                                    ended.complaint(),
                                    "log in as root, and in fleet.yaml: privilege: root"))
                    : Optional.empty();
        }
        if (said.contains("a password is required") || said.contains("a terminal is required")) {
            return Optional.of(
                    broken(
                            host + ": sudo asks " + user + " for a password",
                            ended.complaint(),
                            "allow it without one: echo '"
                                    + user
                                    + " ALL=(ALL) NOPASSWD: ALL' | sudo tee"
                                    + " /etc/sudoers.d/postern, or name the password's file in"
                                    + " fleet.yaml"));
        }
        if (said.contains("not in the sudoers")
                || said.contains("may not run sudo")
                || (said.contains("is not allowed to") && said.contains("sorry"))) {
            return Optional.of(
                    broken(
                            host + ": " + user + " may not use sudo",
                            ended.complaint(),
                            "log in as another user, or have this one put into sudoers"));
        }
        if (said.contains("incorrect password") || said.contains("no password was provided")) {
            return Optional.of(wrongPassword(host, user));
        }
        if (said.startsWith("sudo:")
                && (said.contains("setuid") || said.contains("account validation failure"))) {
            return Optional.of(
                    broken(
                            host + ": sudo does not work",
                            ended.complaint(),
                            "log in as root, and in fleet.yaml: privilege: root"));
        }
        return Optional.empty();
    }

    static Failure wrongPassword(String host, String user) {
        return broken(
                host + ": sudo does not take the password of " + user,
                "it was tried once, for accounts get locked",
                "correct the file that fleet.yaml names for it");
    }

    private static Failure broken(String what, String why, String next) {
        return Failure.unchanged(Failure.Kind.BROKEN, what, why, next);
    }
}
