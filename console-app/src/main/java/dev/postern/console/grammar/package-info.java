/**
 * The words of the command line: what commands take, and how typed words are read. Knows no Spring.
 */
@NullMarked
package dev.postern.console.grammar;

import org.jspecify.annotations.NullMarked;
