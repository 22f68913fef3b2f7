/**
 * The overloaded control plane: what a herd of nodes does to API servers, second by second. Knows
 * the clock only as a number of seconds; depends on core and on the host's {@code Firewall}.
 */
@NullMarked
package dev.postern.lab.model;

import org.jspecify.annotations.NullMarked;
