/**
 * An action together with its arguments, and what one run lets it touch. Depends on core, json and
 * playbook.
 */
@NullMarked
package dev.postern.engine.bound;

import org.jspecify.annotations.NullMarked;
