package dev.postern.core.action;

/** How dangerous a change is. */
public enum Danger {
    /** Goes unnoticed when it was wrong. */
    MILD,
    /** Users may notice. */
    MODERATE,
    /** Kills or removes something: needs the cluster's name typed. */
    SEVERE
}
