/**
 * Who is at work on a host, and what was there before, written on that host. Depends on core and
 * json.
 */
@NullMarked
package dev.postern.engine.lease;

import org.jspecify.annotations.NullMarked;
