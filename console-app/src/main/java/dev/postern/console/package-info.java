/** The executable: where a process begins, and what it answers before Spring is there. */
@NullMarked
package dev.postern.console;

import org.jspecify.annotations.NullMarked;
