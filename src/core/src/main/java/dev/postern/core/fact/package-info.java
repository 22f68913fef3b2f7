/** Three-valued facts that conditions speak of. Depends on {@code value, fleet}. */
@NullMarked
package dev.postern.core.fact;

import org.jspecify.annotations.NullMarked;
