/** The pacer: one lane per endpoint, one budget for the whole console. Depends on core. */
@NullMarked
package dev.postern.pacing;

import org.jspecify.annotations.NullMarked;
