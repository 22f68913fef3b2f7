/** Commands about runs that exist, and how they are watched. */
@NullMarked
package dev.postern.console.command.runs;

import org.jspecify.annotations.NullMarked;
