/**
 * A run as a process of its own, and the console's end of the line to it. Depends on core, journal,
 * and the engine's {@code plan, run}.
 */
@NullMarked
package dev.postern.engine.process;

import org.jspecify.annotations.NullMarked;
