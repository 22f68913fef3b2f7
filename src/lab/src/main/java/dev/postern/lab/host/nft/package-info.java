/** nftables, as far as the fence of {@code docs/reference/fence.nft} needs it. */
@NullMarked
package dev.postern.lab.host.nft;

import org.jspecify.annotations.NullMarked;
