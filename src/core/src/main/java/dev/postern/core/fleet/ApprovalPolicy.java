package dev.postern.core.fleet;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What of a fleet needs the approval of others, and whose.
 *
 * @param allowedSigners the file of those who may approve, as ssh-keygen(1) describes it
 * @param people so many different ones must; whoever runs it may be one of them, for nobody can
 *     tell whose key a console's operator holds
 * @param neededFor which plans need it
 * @param selfApproval how long who approves alone in an emergency waits; empty where nobody may
 */
public record ApprovalPolicy(
        Path allowedSigners, int people, NeededFor neededFor, Optional<Duration> selfApproval) {
    /** Which plans need approval. */
    public enum NeededFor {
        /** Those with a step whose action is severe: it kills or removes something. */
        SEVERE,
        /** All that change anything. */
        EVERY
    }
}
