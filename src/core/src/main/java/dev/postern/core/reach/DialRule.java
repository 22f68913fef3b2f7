package dev.postern.core.reach;

import java.io.IOException;
import java.net.InetSocketAddress;

/**
 * What every adapter asks before it opens a socket. A drill's rule knows exactly the
 * address-and-port pairs that its lab issued, so a drill cannot touch anything else, whatever a
 * file says.
 */
@FunctionalInterface
public interface DialRule {
    /**
     * @param address resolved already
     * @throws IOException with a sentence, when this console must not dial it
     */
    void check(InetSocketAddress address) throws IOException;

    /** Everything may be dialled: the real thing. */
    static DialRule any() {
        return address -> {};
    }
}
