/** Drills: the same console against a lab. */
@NullMarked
package dev.postern.console.command.drill;

import org.jspecify.annotations.NullMarked;
