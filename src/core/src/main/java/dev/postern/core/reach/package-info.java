/**
 * The ports through which an action touches the world. Depends on {@code value, fleet, time, fact,
 * evidence}.
 */
@NullMarked
package dev.postern.core.reach;

import org.jspecify.annotations.NullMarked;
