/** Where things are, and what the user's own shell needs. */
@NullMarked
package dev.postern.console.command.config;

import org.jspecify.annotations.NullMarked;
