/** The simulated host as a whole: its parts put together, and the command line that reaches it. */
@NullMarked
package dev.postern.lab.host.machine;

import org.jspecify.annotations.NullMarked;
