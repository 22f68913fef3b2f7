/** The JVM-wide resolver that looks nothing up, and its start-up proof. Depends on {@code core}. */
@NullMarked
package dev.postern.pinnednames;

import org.jspecify.annotations.NullMarked;
