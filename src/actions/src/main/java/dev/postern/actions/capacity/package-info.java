/** How many nodes there are. Depends on core only. */
@NullMarked
package dev.postern.actions.capacity;

import org.jspecify.annotations.NullMarked;
