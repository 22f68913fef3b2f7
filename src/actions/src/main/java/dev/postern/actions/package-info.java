/** The catalogue of what Postern can do. Depends on all families beside it. */
@NullMarked
package dev.postern.actions;

import org.jspecify.annotations.NullMarked;
