package dev.postern.actions.fence;

import java.net.InetAddress;

/**
 * The hash by which nftables decides who is let in: {@code jhash ip saddr mod 10000 seed 0x5eed}.
 *
 * <p>Bob Jenkins' lookup3 as in the kernel's {@code jhash()} ({@code include/linux/jhash.h}),
 * scaled as {@code nft_hash} does, by {@code reciprocal_scale}: {@code hash × modulus >> 32}.
 * Needed to know whose connections are to be closed when the share is lowered.
 */
final class AddressHash {
    private static final int START = 0xdeadbeef;

    private AddressHash() {}

    /** Between 0 and 9999; the source is let in where this is below the share. */
    static int of(InetAddress source) {
        byte[] bytes = source.getAddress();
        long hash = jhash(bytes, FenceText.SEED) & 0xffffffffL;
        return (int) ((hash * Fence.ALL) >>> 32);
    }

    static int jhash(byte[] key, int seed) {
        int a = START + key.length + seed;
        int b = a;
        int c = a;
        int at = 0;
        int left = key.length;
        while (left > 12) {
            a += word(key, at, 4);
            b += word(key, at + 4, 4);
            c += word(key, at + 8, 4);
            a = (a - c) ^ Integer.rotateLeft(c, 4);
            c += b;
            b = (b - a) ^ Integer.rotateLeft(a, 6);
            a += c;
            c = (c - b) ^ Integer.rotateLeft(b, 8);
            b += a;
            a = (a - c) ^ Integer.rotateLeft(c, 16);
            c += b;
            b = (b - a) ^ Integer.rotateLeft(a, 19);
            a += c;
            c = (c - b) ^ Integer.rotateLeft(b, 4);
            b += a;
            at += 12;
            left -= 12;
        }
        if (left == 0) {
            return c;
        }
        a += word(key, at, Math.min(4, left));
        b += word(key, at + 4, Math.clamp(left - 4L, 0, 4));
        c += word(key, at + 8, Math.clamp(left - 8L, 0, 4));
        c = (c ^ b) - Integer.rotateLeft(b, 14);
        a = (a ^ c) - Integer.rotateLeft(c, 11);
        b = (b ^ a) - Integer.rotateLeft(a, 25);
        c = (c ^ b) - Integer.rotateLeft(b, 16);
        a = (a ^ c) - Integer.rotateLeft(c, 4);
        b = (b ^ a) - Integer.rotateLeft(a, 14);
        c = (c ^ b) - Integer.rotateLeft(b, 24);
        return c;
    }

    private static int word(byte[] key, int at, int bytes) {
        int word = 0;
        for (int i = 0; i < bytes; i++) {
            word |= (key[at + i] & 255) << (8 * i);
        }
        return word;
    }
}
