package dev.postern.core.action;

import dev.postern.core.text.Neutral;
import dev.postern.core.value.Failure;

/**
 * One thing that must be so for a change to be made, and how it was found just now. All texts are
 * neutral.
 *
 * @param where a host, a target or a cluster
 * @param what a sentence fragment: "ssh lets us in"
 * @param detail what was found; empty where it says nothing more
 * @param next what to do, where it is not good
 */
public record Check(String where, String what, Verdict verdict, String detail, String next) {
    /** How it was found. */
    public enum Verdict {
        GOOD,
        /** So, but not as it should be. */
        WARNING,
        /** Not so: what needs it is refused. */
        FAILED,
        /** It could not be found out. */
        UNKNOWN
    }

    public Check {
        where = Neutral.line(where, 200);
        what = Neutral.line(what, 400);
        detail = Neutral.line(detail, 600);
        next = Neutral.line(next, 400);
    }

    /** One that is so. */
    public static Check good(String where, String what) {
        return new Check(where, what, Verdict.GOOD, "", "");
    }

    /** What a refusal says. */
    public static Check failed(String where, Failure why) {
        return new Check(where, why.what(), Verdict.FAILED, why.why(), why.next());
    }

    /** Whether it is not so, so that what needs it must not be begun. */
    public boolean isFailed() {
        return verdict == Verdict.FAILED;
    }

    /** Why what needs it is refused. */
    public Failure refusal() {
        return Failure.unchanged(
                Failure.Kind.REFUSED, where + ": not so that " + what, detail, next);
    }
}
