/** Looks: commands that change nothing. */
@NullMarked
package dev.postern.console.command.look;

import org.jspecify.annotations.NullMarked;
