/** The parts of a playbook, after parsing. Depends on {@code value, problem}. */
@NullMarked
package dev.postern.core.playbook;

import org.jspecify.annotations.NullMarked;
