package dev.postern.console.exit;

import java.util.Collection;
import java.util.Comparator;

/**
 * What a process of Postern ends with. Frozen: scripts rely on it.
 *
 * <p>The constants stand in the order of precedence: where several apply, the first wins.
 */
public enum ExitCode {
    /** A journal whose chain does not hold, or events that could not be written under strict. */
    EVIDENCE_BROKEN(11, "evidence broken"),
    /** Something was begun of which the end is not known. */
    IN_DOUBT(10, "in doubt: resume"),
    /** Ctrl-C, or {@code runs abort}. */
    ABORTED(7, "aborted by the operator"),
    /** Too many targets failed, or were out of reach. */
    STOPPED(6, "stopped by a threshold"),
    /** A guard, an expired credential, a missing approval or confirmation, a host key. */
    REFUSED(3, "refused before acting"),
    /** The run is over, and something of it is still in force, or a target was left out. */
    CHANGES_OPEN(9, "ended with changes open or targets left"),
    /** Nothing of what was wanted could be reached. */
    UNREACHABLE(4, "unreachable"),
    /** Driven, but a new look did not confirm it in time. */
    NOT_VERIFIED(8, "applied, not verified"),
    /** Anything else that went wrong. */
    FAILED(1, "failed"),
    /** A word that is no command or option, or a file with mistakes. */
    USAGE(2, "usage, or a file that is wrong"),
    /** The console has left; the run goes on. */
    DETACHED(5, "detached, still running"),
    /** Done, and seen to be done. */
    DONE(0, "done and verified"),
    /** Ctrl-C outside a run. */
    INTERRUPTED(130, "interrupted");

    private final int code;
    private final String meaning;

    ExitCode(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    public int code() {
        return code;
    }

    /** A few words for people. */
    public String meaning() {
        return meaning;
    }

    /** The one with this code; {@code FAILED} for a code that is none. */
    public static ExitCode ofCode(int code) {
        for (ExitCode e : values()) {
            if (e.code == code) {
                return e;
            }
        }
        return FAILED;
    }

    /** The one that wins; {@code DONE} where there is none. */
    public static ExitCode of(Collection<ExitCode> all) {
        return all.stream().min(Comparator.naturalOrder()).orElse(DONE);
    }
}
