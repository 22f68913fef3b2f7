/**
 * A playbook resolved against a fleet: what would change, how much of it is known, and its digest.
 * Depends on core, json, playbook, and the engine's {@code bound} and {@code fact}.
 */
@NullMarked
package dev.postern.engine.plan;

import org.jspecify.annotations.NullMarked;
