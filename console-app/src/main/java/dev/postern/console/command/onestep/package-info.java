/** One command for each action: a playbook of one step, its parameters as options. */
@NullMarked
package dev.postern.console.command.onestep;

import org.jspecify.annotations.NullMarked;
