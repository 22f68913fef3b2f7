package dev.postern.engine.run;

import java.util.Collection;
import java.util.Comparator;

/** How a run ended, for scripts. In the order of precedence: the first that applies wins. */
public enum ExitCode {
    EVIDENCE_BROKEN(11, "evidence broken"),
    IN_DOUBT(10, "in doubt: resume"),
    ABORTED(7, "aborted by the operator"),
    THRESHOLD(6, "stopped by a threshold"),
    REFUSED(3, "refused before acting"),
    OPEN(9, "ended with changes open or targets left"),
    UNREACHABLE(4, "unreachable"),
    UNVERIFIED(8, "applied, not verified"),
    FAILED(1, "failed"),
    USAGE(2, "usage, or a file that is wrong"),
    DETACHED(5, "detached, still running"),
    DONE(0, "done and verified");

    private final int code;
    private final String words;

    ExitCode(int code, String words) {
        this.code = code;
        this.words = words;
    }

    public int code() {
        return code;
    }

    /** For people. */
    public String words() {
        return words;
    }

    /** The one that wins; {@code DONE} where none applies. */
    public static ExitCode first(Collection<ExitCode> applying) {
        return applying.stream().min(Comparator.naturalOrder()).orElse(DONE);
    }

    /** The one with this code. */
    public static ExitCode of(int code) {
        for (ExitCode e : values()) {
            if (e.code == code) {
                return e;
            }
        }
        throw new IllegalArgumentException("no exit code " + code);
    }
}
