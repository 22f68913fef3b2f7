/** Incidents: the time-boxed frame around runs. */
@NullMarked
package dev.postern.console.command.incident;

import org.jspecify.annotations.NullMarked;
