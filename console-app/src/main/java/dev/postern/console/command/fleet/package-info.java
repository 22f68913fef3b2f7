/** Commands about the inventory and about how the fleet is. */
@NullMarked
package dev.postern.console.command.fleet;

import org.jspecify.annotations.NullMarked;
