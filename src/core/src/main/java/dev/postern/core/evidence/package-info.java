/** The port by which work leaves notes and blobs in the journal. Depends on {@code value}. */
@NullMarked
package dev.postern.core.evidence;

import org.jspecify.annotations.NullMarked;
