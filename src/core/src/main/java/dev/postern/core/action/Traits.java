package dev.postern.core.action;

/**
 * What an action says of itself.
 *
 * @param name the word in playbooks and on the command line
 * @param title one line for people
 * @param danger how dangerous a drive is
 * @param repeat whether a drive may be repeated when it is unknown whether it happened
 * @param coverage whether it is of use, and safe, on some of its targets only
 * @param path the access path that drive and undo need
 * @param undoOnlyWhenNamed whether a plain undo leaves it alone: a removed workload
 */
public record Traits(
        String name,
        String title,
        Danger danger,
        Repeat repeat,
        Coverage coverage,
        Path path,
        boolean undoOnlyWhenNamed) {

    /** Whether a repeat is safe. */
    public enum Repeat {
        SAFE,
        ONCE
    }

    /** How many of a cluster's targets go together. */
    public enum Coverage {
        /** Each target counts for itself; a playbook's waves say how many at once. */
        EACH,
        /**
         * One host of a cluster at a time, whatever a playbook's waves say, on the way back too:
         * what it changes takes that host's API server away for a while.
         */
        SINGLY,
        /** All of a cluster's targets, or none: with one out of reach it refuses. */
        ALL;

        /**
         * How many go together on the way back: what had to cover a cluster to be of use may be
         * taken from it host by host.
         */
        public Coverage back() {
            return this == SINGLY ? SINGLY : EACH;
        }
    }

    /**
     * Access paths from the most basic to the least. An undo may not need a less basic one than its
     * change.
     */
    public enum Path {
        SSH,
        CLOUD,
        API
    }
}
