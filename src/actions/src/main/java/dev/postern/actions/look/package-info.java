/** Probes: looks that change nothing. Depends on {@code host, fence}. */
@NullMarked
package dev.postern.actions.look;

import org.jspecify.annotations.NullMarked;
