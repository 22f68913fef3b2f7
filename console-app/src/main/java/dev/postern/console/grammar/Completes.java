package dev.postern.console.grammar;

/** What TAB offers for a value. Local data only: no host or API is ever asked. */
public enum Completes {
    NOTHING,
    CLUSTER,
    HOST,
    NODE_GROUP,
    PLAYBOOK,
    RUN,
    INCIDENT,
    /** A run or an incident. */
    JOURNAL,
    SCENARIO,
    FILE,
    DIRECTORY,
    /** {@code parameter=} of the playbook on the line. */
    PARAMETER,
    /** {@code gate=} of the playbook on the line. */
    GATE,
    COMMAND
}
