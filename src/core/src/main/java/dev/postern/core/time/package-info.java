/** The port for everything that waits. Depends on the JDK only. */
@NullMarked
package dev.postern.core.time;

import org.jspecify.annotations.NullMarked;
