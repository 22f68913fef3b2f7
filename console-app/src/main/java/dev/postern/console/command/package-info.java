/**
 * What a command is: arguments (a record), work (a library call), view. One class each, by noun,
 * below.
 */
@NullMarked
package dev.postern.console.command;

import org.jspecify.annotations.NullMarked;
