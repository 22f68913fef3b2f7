/**
 * Small values of the domain: percent, wave, workload, secret, blob, JSON. Depends on {@code text}.
 */
@NullMarked
package dev.postern.core.value;

import org.jspecify.annotations.NullMarked;
