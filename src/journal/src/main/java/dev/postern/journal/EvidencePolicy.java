package dev.postern.journal;

/** What happens when the journal cannot be written. */
public enum EvidencePolicy {
    /** Recovery goes on; events are held in memory and written late, behind a marked gap. */
    BEST_EFFORT,
    /** Nothing new begins. */
    STRICT
}
