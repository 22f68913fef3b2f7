/** How many nodes there are. Depends on {@code host}. */
@NullMarked
package dev.postern.actions.capacity;

import org.jspecify.annotations.NullMarked;
