/** Commands about Postern itself. */
@NullMarked
package dev.postern.console.command.self;

import org.jspecify.annotations.NullMarked;
