/** What conditions may speak of. Depends on {@code host, fence, look}. */
@NullMarked
package dev.postern.actions.facts;

import org.jspecify.annotations.NullMarked;
