/** The exit codes. Depends on nothing. */
@NullMarked
package dev.postern.console.exit;

import org.jspecify.annotations.NullMarked;
