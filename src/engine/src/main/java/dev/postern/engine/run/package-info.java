/**
 * A plan being executed, resumed, undone. Depends on core, journal, and the engine's {@code plan,
 * bound, fact, lease}.
 */
@NullMarked
package dev.postern.engine.run;

import org.jspecify.annotations.NullMarked;
