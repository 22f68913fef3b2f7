package dev.postern.lab.host.nft;

/**
 * The kernel's {@code jhash} (Bob Jenkins' lookup3, {@code include/linux/jhash.h}) and how nftables
 * scales it to a modulus ({@code reciprocal_scale}).
 */
final class Jenkins {
    private static final int INITIAL = 0xdeadbeef;

    private Jenkins() {}

    /** What {@code jhash … mod M seed S} gives for these bytes: 0 to M-1. */
    static long scaled(byte[] key, long modulus, long seed) {
        return ((hash(key, (int) seed) & 0xffffffffL) * modulus) >>> 32;
    }

    static int hash(byte[] key, int seed) {
        int a = INITIAL + key.length + seed;
        int b = a;
        int c = a;
        int at = 0;
        int length = key.length;
        while (length > 12) {
            a += word(key, at);
            b += word(key, at + 4);
            c += word(key, at + 8);
            a -= c;
            a ^= Integer.rotateLeft(c, 4);
            c += b;
            b -= a;
            b ^= Integer.rotateLeft(a, 6);
            a += c;
            c -= b;
            c ^= Integer.rotateLeft(b, 8);
            b += a;
            a -= c;
            a ^= Integer.rotateLeft(c, 16);
            c += b;
            b -= a;
            b ^= Integer.rotateLeft(a, 19);
            a += c;
            c -= b;
            c ^= Integer.rotateLeft(b, 4);
            b += a;
            length -= 12;
            at += 12;
        }
        if (length == 0) {
            return c;
        }
        a += word(key, at);
        b += word(key, at + 4);
        c += word(key, at + 8);
        c ^= b;
        c -= Integer.rotateLeft(b, 14);
        a ^= c;
        a -= Integer.rotateLeft(c, 11);
        b ^= a;
        b -= Integer.rotateLeft(a, 25);
        c ^= b;
        c -= Integer.rotateLeft(b, 16);
        a ^= c;
        a -= Integer.rotateLeft(c, 4);
        b ^= a;
        b -= Integer.rotateLeft(a, 14);
        c ^= b;
        c -= Integer.rotateLeft(b, 24);
        return c;
    }

    /** Little-endian, as on the machines that hosts are; zeros beyond the end. */
    private static int word(byte[] key, int at) {
        int w = 0;
        for (int i = 0; i < 4 && at + i < key.length; i++) {
            w |= (key[at + i] & 0xff) << (8 * i);
        }
        return w;
    }
}
