/** What is wrong with a file or an input, and where. Depends on {@code text}. */
@NullMarked
package dev.postern.core.problem;

import org.jspecify.annotations.NullMarked;
