/** Readings of facts, shared and kept for their window. Depends on core and playbook. */
@NullMarked
package dev.postern.engine.fact;

import org.jspecify.annotations.NullMarked;
