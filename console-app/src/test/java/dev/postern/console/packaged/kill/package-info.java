/** Kills the process of a run exactly at an event of its journal. */
@NullMarked
package dev.postern.console.packaged.kill;

import org.jspecify.annotations.NullMarked;
