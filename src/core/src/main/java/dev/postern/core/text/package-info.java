/** Text for people: neutralised, shortened, and the nearest known word. Depends on the JDK only. */
@NullMarked
package dev.postern.core.text;

import org.jspecify.annotations.NullMarked;
