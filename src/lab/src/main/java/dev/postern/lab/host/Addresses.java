package dev.postern.lab.host;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Addresses and prefixes as host programs write and read them. */
public final class Addresses {
    private Addresses() {}

    /** As inet_ntop(3) writes it: the longest run of zeros of an IPv6 address is {@code ::}. */
    public static String text(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return address.getHostAddress();
        }
        byte[] b = address.getAddress();
        List<String> groups = new ArrayList<>();
        for (int i = 0; i < 16; i += 2) {
            groups.add(Integer.toHexString(((b[i] & 0xff) << 8) | (b[i + 1] & 0xff)));
        }
        int best = -1;
        int length = 1;
        for (int i = 0; i < 8; i++) {
            int run = 0;
            while (i + run < 8 && groups.get(i + run).equals("0")) {
                run++;
            }
            if (run > length) {
                best = i;
                length = run;
            }
        }
        return best < 0
                ? String.join(":", groups)
                : String.join(":", groups.subList(0, best))
                        + "::"
                        + String.join(":", groups.subList(best + length, 8));
    }

    /** A literal address or nothing; no name is ever looked up. */
    public static Optional<InetAddress> literal(String text) {
        // Java also takes "10.1" and "167837953" for addresses; the programs here do not.
        if (!text.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9a-fA-F]*:[0-9a-fA-F:.]{1,44}")) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Whether the first {@code bits} of both are the same; never across families. */
    public static boolean shares(InetAddress a, InetAddress b, int bits) {
        byte[] x = a.getAddress();
        byte[] y = b.getAddress();
        if (x.length != y.length) {
            return false;
        }
        int whole = bits / 8;
        if (Arrays.mismatch(x, 0, whole, y, 0, whole) >= 0) {
            return false;
        }
        int rest = bits % 8;
        return rest == 0 || ((x[whole] ^ y[whole]) & 0xff) >> (8 - rest) == 0;
    }
}
