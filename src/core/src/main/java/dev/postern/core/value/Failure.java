package dev.postern.core.value;

import dev.postern.core.text.Neutral;

import java.time.Duration;
import java.util.Optional;

/**
 * A failure in the four parts that someone at 03:00 needs. All texts are neutral.
 *
 * @param kind decides what happens next
 * @param what what failed, with name and number: "eu-1/cp2: ssh refused our key"
 * @param why as far as known, one sentence; empty where nothing is known
 * @param leftBehind what state is left; "nothing was changed" where that is so
 * @param next what to do: a command to paste, or one sentence
 * @param retryAfter what the other side asked for (Retry-After), where it did
 */
public record Failure(
        Kind kind,
        String what,
        String why,
        String leftBehind,
        String next,
        Optional<Duration> retryAfter) {

    /** The classes of failure, and what each decides. */
    public enum Kind {
        /** Time-out, refused, no route: next path; the pacer backs off. */
        UNREACHABLE("unreachable"),
        /** Key rejected, certificate expired, 401 or 403: next credential; never hammered. */
        REFUSED_IDENTITY("refused-identity"),
        /** Host key changed or unknown, TLS name or CA mismatch: stop; a person decides. */
        UNTRUSTED("untrusted"),
        /** TCP answers but TLS or the response times out, 429, 503: stay on the path, slower. */
        SATURATED("saturated"),
        /** Command failed, disk full, no sudo: report; the step fails. */
        BROKEN("broken"),
        /** A guard of the action itself said no before anything was changed. */
        REFUSED("refused"),
        /** The connection was lost while a command ran: it may have happened; look, never guess. */
        IN_DOUBT("in-doubt"),
        /** The operator stopped it. */
        ABORTED("aborted");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /** The word that messages and JSON use. */
        public String word() {
            return word;
        }
    }

    public Failure {
        what = Neutral.line(what, 400);
        why = Neutral.line(why, 600);
        leftBehind = Neutral.line(leftBehind, 400);
        next = Neutral.line(next, 400);
    }

    public Failure(Kind kind, String what, String why, String leftBehind, String next) {
        this(kind, what, why, leftBehind, next, Optional.empty());
    }

    /** A failure of a read, or before anything was sent. */
    public static Failure unchanged(Kind kind, String what, String why, String next) {
        return new Failure(kind, what, why, "nothing was changed", next);
    }

    public Failure retryAfter(Duration wait) {
        return new Failure(kind, what, why, leftBehind, next, Optional.of(wait));
    }

    /** One sentence: what failed, and why where that is known. */
    public String sentence() {
        return why.isEmpty() ? what : what + ": " + why;
    }
}
