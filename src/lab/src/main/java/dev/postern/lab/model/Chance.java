package dev.postern.lab.model;

/**
 * Chance without a sequence: each draw is named, so what one thread asks does not change what
 * another gets, and the same seed makes the same world.
 */
public final class Chance {
    private final long seed;

    public Chance(long seed) {
        this.seed = mix(seed ^ 0x706f737465726eL);
    }

    /** A number in [0, 1) for this name. */
    public double unit(long what, long which, long when) {
        long h = mix(seed + what * 0x9e3779b97f4a7c15L);
        h = mix(h ^ (which + 0x632be59bd9b4e019L));
        h = mix(h + when * 0xd1342543de82ef95L);
        return (h >>> 11) * 0x1.0p-53;
    }

    /** Hexadecimal digits for this name: container ids and the like. */
    public String hex(int digits, long what, long which, long when) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; out.length() < digits; i++) {
            long bits = (long) (unit(what, which, when * 31 + i) * (1L << 48));
            out.append(String.format("%012x", bits));
        }
        return out.substring(0, digits);
    }

    /** A UID for this name, in the usual form. */
    public String uid(long what, long which, long when) {
        String h = hex(32, what, which, when);
        return h.substring(0, 8)
                + "-"
                + h.substring(8, 12)
                + "-4"
                + h.substring(13, 16)
                + "-a"
                + h.substring(17, 20)
                + "-"
                + h.substring(20);
    }

    private static long mix(long z) {
        long a = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        long b = (a ^ (a >>> 27)) * 0x94d049bb133111ebL;
        return b ^ (b >>> 31);
    }
}
