/**
 * What an action and a probe are: desired state, observed and driven. Depends on all values and
 * ports.
 */
@NullMarked
package dev.postern.core.action;

import org.jspecify.annotations.NullMarked;
