/**
 * The port of the pacer: how often, how many at once, how soon again. Depends on {@code fleet,
 * reach}.
 */
@NullMarked
package dev.postern.core.pace;

import org.jspecify.annotations.NullMarked;
