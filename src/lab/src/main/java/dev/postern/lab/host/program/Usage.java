package dev.postern.lab.host.program;

import dev.postern.lab.host.Errno;
import dev.postern.lab.host.Result;

/** A program gives up, in its own words. */
final class Usage extends Exception {
    private static final long serialVersionUID = 1;
    private final int exit;

    Usage(int exit, String words) {
        super(words);
        this.exit = exit;
    }

    /** As programs of the GNU core utilities say it. */
    static Usage tryHelp(String program, String words) {
        return new Usage(
                1, program + ": " + words + "\nTry '" + program + " --help' for more information.");
    }

    static Usage failed(String words, Errno.Failed why) {
        return new Usage(1, words + ": " + why.errno().words());
    }

    /** Correct on a real host, but nothing that Postern sends. */
    static Usage notSimulated(String program, String known) {
        return new Usage(1, program + ": this lab's hosts know only: " + known);
    }

    Result result() {
        return Result.failed(exit, String.valueOf(getMessage()));
    }
}
