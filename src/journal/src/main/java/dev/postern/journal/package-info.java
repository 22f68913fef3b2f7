/**
 * The run's append-only, hash-chained file of events, its blobs, and what they add up to. Depends
 * on core and json.
 */
@NullMarked
package dev.postern.journal;

import org.jspecify.annotations.NullMarked;
