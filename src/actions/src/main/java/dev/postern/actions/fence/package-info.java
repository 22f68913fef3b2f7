/** The block of the API by our own nftables table, and the way back in. Depends on {@code host}. */
@NullMarked
package dev.postern.actions.fence;

import org.jspecify.annotations.NullMarked;
