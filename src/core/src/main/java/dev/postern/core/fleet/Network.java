package dev.postern.core.fleet;

import java.net.InetAddress;
import java.util.Optional;

/** An address block: {@code 203.0.113.0/24}, {@code 2001:db8::/32}, or one address. */
public record Network(InetAddress address, int prefix) {
    public Network {
        int bits = address.getAddress().length * 8;
        if (prefix < 0 || prefix > bits) {
            throw new IllegalArgumentException("a prefix between 0 and " + bits + ": " + prefix);
        }
    }

    /**
     * Empty where the text is not a literal address, with or without a prefix length. No name is
     * ever looked up.
     */
    public static Optional<Network> parse(String text) {
        int slash = text.indexOf('/');
        try {
            InetAddress a = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
            int bits = a.getAddress().length * 8;
            return Optional.of(
                    new Network(a, slash < 0 ? bits : Integer.parseInt(text.substring(slash + 1))));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    public boolean contains(InetAddress other) {
        byte[] mine = address.getAddress();
        byte[] theirs = other.getAddress();
        if (mine.length != theirs.length) {
            return false;
        }
        for (int bit = 0; bit < prefix; bit++) {
            int mask = 0x80 >> (bit % 8);
            if ((mine[bit / 8] & mask) != (theirs[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }

    public boolean isIpv6() {
        return address.getAddress().length == 16;
    }

    @Override
    public String toString() {
        int bits = address.getAddress().length * 8;
        return address.getHostAddress() + (prefix == bits ? "" : "/" + prefix);
    }
}
