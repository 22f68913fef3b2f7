/**
 * Who is at work on a host, what another console needs to take over, and how it does, written on
 * that host. Depends on core, json, journal and plan.
 */
@NullMarked
package dev.postern.engine.lease;

import org.jspecify.annotations.NullMarked;
