/** Postern inside Spring Shell: runner, parser, registry, completer, prompt, history, terminal. */
@NullMarked
package dev.postern.console.shell;

import org.jspecify.annotations.NullMarked;
