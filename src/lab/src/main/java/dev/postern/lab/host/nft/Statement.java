package dev.postern.lab.host.nft;

/** One part of a rule. */
sealed interface Statement {
    /** {@code iifname "lo"}. */
    record InterfaceIs(String name) implements Statement {}

    /** {@code tcp dport 6443}. */
    record PortIs(int port) implements Statement {}

    /** {@code tcp dport @hold}. */
    record PortIn(String set) implements Statement {}

    /** {@code ip saddr @door4}. */
    record SourceIn(boolean v6, String set) implements Statement {}

    /** {@code meta nfproto ipv4}. */
    record FamilyIs(boolean v6) implements Statement {}

    /** {@code jhash ip saddr mod 10000 seed 0x5eed < 500}. */
    record HashBelow(boolean v6, long modulus, long seed, long bound) implements Statement {}

    /** {@code tcp flags & (fin | syn | rst | ack) == syn}: the first packet of a connection. */
    record IsFirst() implements Statement {}

    /**
     * {@code update @crowd4 { ip saddr limit rate over 50/second burst 100 packets }}: whether this
     * source opens more connections than that.
     */
    record Above(boolean v6, String set, long perSecond, long atOnce) implements Statement {}

    /** {@code update @loud4 { ip saddr }}: puts the source into a set. */
    record Remember(boolean v6, String set) implements Statement {}

    /** {@code counter name shut}. */
    record Count(String counter) implements Statement {}

    record Accept() implements Statement {}

    record Drop() implements Statement {}

    /** {@code reject with tcp reset}. */
    record Reject() implements Statement {}

    record Jump(String chain) implements Statement {}

    record Goto(String chain) implements Statement {}
}
