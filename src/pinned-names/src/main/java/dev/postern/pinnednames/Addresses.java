package dev.postern.pinnednames;

import org.minidns.dnsmessage.DnsMessage;
import org.minidns.dnsname.DnsName;
import org.minidns.record.CNAME;
import org.minidns.record.Data;
import org.minidns.record.InternetAddressRR;
import org.minidns.record.Record;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What an answer says of one name: its addresses, or those of what it is an alias of.
 *
 * @param addresses in the answer's order; empty where the name has none of the family
 * @param ttl seconds, the least of all records that led there
 */
record Addresses(List<InetAddress> addresses, long ttl) {
    /** More aliases in a row than anybody has. */
    private static final int MOST_ALIASES = 16;

    private static final int MOST_ADDRESSES = 32;

    Addresses {
        addresses = List.copyOf(addresses);
    }

    /**
     * Follows the aliases within the answer. An alias whose address is not in the answer is not
     * asked for: it is another name.
     *
     * @throws NameServer.NoAnswer where they lead nowhere
     */
    static Addresses in(DnsMessage answer, DnsName asked, Record.TYPE family)
            throws NameServer.NoAnswer {
        DnsName at = asked;
        Set<DnsName> seen = new HashSet<>();
        long ttl = Long.MAX_VALUE;
        while (seen.add(at) && seen.size() <= MOST_ALIASES) {
            List<InetAddress> found = new ArrayList<>();
            Optional<DnsName> alias = Optional.empty();
            for (Record<? extends Data> r : answer.answerSection) {
                if (!r.name.equals(at) || r.clazz != Record.CLASS.IN) {
                    continue;
                }
                if (r.type == family && r.payloadData instanceof InternetAddressRR<?> a) {
                    InetAddress address = a.getInetAddress();
                    if (!outside(address)) {
                        throw new NameServer.NoAnswer(
                                "says that it is "
                                        + address.getHostAddress()
                                        + ", where no cloud is");
                    }
                    found.add(address);
                    ttl = Math.min(ttl, r.ttl);
                } else if (r.payloadData instanceof CNAME c) {
                    alias = Optional.of(c.target);
                    ttl = Math.min(ttl, r.ttl);
                }
            }
            if (!found.isEmpty()) {
                return new Addresses(found.subList(0, Math.min(found.size(), MOST_ADDRESSES)), ttl);
            }
            if (alias.isEmpty()) {
                return new Addresses(List.of(), 0);
            }
            at = alias.get();
        }
        throw new NameServer.NoAnswer("answers with aliases that lead in a circle");
    }

    /** A lie that would make this machine, or its neighbour, the cloud. Private networks may be. */
    private static boolean outside(InetAddress a) {
        return !a.isLoopbackAddress()
                && !a.isAnyLocalAddress()
                && !a.isLinkLocalAddress()
                && !a.isMulticastAddress();
    }
}
