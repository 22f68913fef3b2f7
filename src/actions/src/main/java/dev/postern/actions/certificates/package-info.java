/** Certificates that have ended, or are about to. */
@NullMarked
package dev.postern.actions.certificates;

import org.jspecify.annotations.NullMarked;
