package dev.postern.lab.host.nft;

import dev.postern.lab.host.Addresses;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** An element of a set. */
sealed interface Element {

    /**
     * A port, for a while or for ever.
     *
     * @param expires empty: never
     */
    record Port(int port, Optional<Duration> timeout, Optional<Instant> expires)
            implements Element {
        boolean lives(Instant at) {
            return expires.map(e -> e.isAfter(at)).orElse(true);
        }
    }

    /** Addresses that share their first bits. */
    record Prefix(InetAddress address, int bits) implements Element {
        boolean has(InetAddress other) {
            return Addresses.shares(address, other, bits);
        }

        boolean overlaps(Prefix other) {
            return Addresses.shares(address, other.address, Math.min(bits, other.bits));
        }

        boolean isSingle() {
            return bits == address.getAddress().length * 8;
        }

        /** Null where the text is no address, or no prefix, of the family. */
        static @Nullable Prefix parse(String text, boolean v6) {
            int slash = text.indexOf('/');
            Optional<InetAddress> address =
                    Addresses.literal(slash < 0 ? text : text.substring(0, slash));
            int most = v6 ? 128 : 32;
            if (address.isEmpty() || address.get().getAddress().length * 8 != most) {
                return null;
            }
            if (slash < 0) {
                return new Prefix(address.get(), most);
            }
            String bits = text.substring(slash + 1);
            if (!bits.matches("[0-9]{1,3}") || Integer.parseInt(bits) > most) {
                return null;
            }
            return new Prefix(
                    network(address.get(), Integer.parseInt(bits)), Integer.parseInt(bits));
        }

        private static InetAddress network(InetAddress address, int bits) {
            byte[] b = address.getAddress();
            for (int i = bits; i < b.length * 8; i++) {
                b[i / 8] &= (byte) ~(0x80 >> (i % 8));
            }
            try {
                return InetAddress.getByAddress(b);
            } catch (java.net.UnknownHostException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
