/** Which adapter goes where: homes, fleet, world, catalogue, playbooks, the run's own process. */
@NullMarked
package dev.postern.console.wiring;

import org.jspecify.annotations.NullMarked;
