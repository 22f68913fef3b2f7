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
 * the pinned table and from nothing else.
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
            PinnedNames.Table table = PinnedNames.table();
            List<InetAddress> pinned = table.addresses(host);
            if (pinned == null) {
                PinnedNames.refused(host);
                throw new UnknownHostException(PinnedNames.explain(host));
            }
            boolean v4 = (policy.characteristics() & LookupPolicy.IPV4) != 0;
            boolean v6 = (policy.characteristics() & LookupPolicy.IPV6) != 0;
            List<InetAddress> wanted =
                    pinned.stream().filter(a -> a instanceof Inet4Address ? v4 : v6).toList();
            if (wanted.isEmpty()) {
                throw new UnknownHostException(
                        PinnedNames.shown(host)
                                + " is pinned in fleet.yaml, but to no address of the wanted"
                                + " family");
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
