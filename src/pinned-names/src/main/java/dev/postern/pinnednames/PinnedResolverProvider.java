package dev.postern.pinnednames;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.util.List;
import java.util.stream.Stream;

/**
 * The resolver of this Java virtual machine (JEP 418), found by {@code ServiceLoader}: answers from
 * the pinned table and from nothing else, but for the cloud endpoints that {@link CloudResolver}
 * may be asked for.
 *
 * <p>Literal addresses never come here: {@link InetAddress} reads them itself. The built-in
 * resolver is never touched, so no packet leaves, and neither {@code /etc/hosts} nor a directory
 * service is asked.
 */
public final class PinnedResolverProvider extends InetAddressResolverProvider {

    /** For {@code ServiceLoader}. */
    public PinnedResolverProvider() {}

    @Override
    public String name() {
        return "postern-pinned-names";
    }

    @Override
    public InetAddressResolver get(Configuration configuration) {
        PinnedNames.keepNoAnswers();
        return new PinnedResolver();
    }

    private static final class PinnedResolver implements InetAddressResolver {

        @Override
        public Stream<InetAddress> lookupByName(String host, LookupPolicy policy)
                throws UnknownHostException {
            List<InetAddress> known;
            try {
                known = PinnedNames.table().addresses(host);
            } catch (UnknownHostException e) {
                PinnedNames.refused(host);
                throw e;
            }
            boolean v4 = (policy.characteristics() & LookupPolicy.IPV4) != 0;
            boolean v6 = (policy.characteristics() & LookupPolicy.IPV6) != 0;
            List<InetAddress> wanted =
                    known.stream().filter(a -> a instanceof Inet4Address ? v4 : v6).toList();
            if (wanted.isEmpty()) {
                throw new UnknownHostException(
                        PinnedNames.shown(host)
                                + " has no address of the wanted family, neither pinned in"
                                + " fleet.yaml nor by its resolver");
            }
            return wanted.stream();
        }

        @Override
        public String lookupByAddress(byte[] address) throws UnknownHostException {
            String name = PinnedNames.table().name(address);
            if (name == null) {
                throw new UnknownHostException("no pinned name has this address");
            }
            return name;
        }
    }
}
