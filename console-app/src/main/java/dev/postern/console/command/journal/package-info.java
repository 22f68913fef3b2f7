/** Commands about a run's journal. */
@NullMarked
package dev.postern.console.command.journal;

import org.jspecify.annotations.NullMarked;
