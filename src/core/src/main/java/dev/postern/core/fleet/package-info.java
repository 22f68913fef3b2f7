/**
 * The inventory: clusters, hosts, node groups, pinned names, access paths. Depends on {@code
 * value}.
 */
@NullMarked
package dev.postern.core.fleet;

import org.jspecify.annotations.NullMarked;
