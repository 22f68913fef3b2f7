/** Plans and runs: commands that may change something. */
@NullMarked
package dev.postern.console.command.run;

import org.jspecify.annotations.NullMarked;
