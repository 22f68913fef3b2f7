package dev.postern.actions.fence;

import java.time.Duration;
import java.util.List;

/**
 * Our own nftables table on one host, as data.
 *
 * @param port the API server's
 * @param armed whether it holds just now: the kernel forgets its element when no heartbeat came
 * @param hold for how long after a heartbeat it holds, by this host's clock
 * @param staged whether it opens by 1, 5 and 20 % afterwards, a minute each, instead of at once
 * @param share how many of 10,000 sources are let in, by the hash of their address
 * @param door the operator's sources, always let in
 * @param peers the control plane's sources, always let in
 * @param offenders sources whose packets are dropped
 * @param admitted sources that are let in whatever their hash is
 */
public record Fence(
        int port,
        boolean armed,
        Duration hold,
        boolean staged,
        int share,
        List<String> door,
        List<String> peers,
        List<String> offenders,
        List<String> admitted) {
    /** The share that is everybody. */
    public static final int ALL = 10_000;

    /** How long each stage of a staged lift lasts. */
    static final Duration STAGE = Duration.ofSeconds(60);

    public Fence {
        if (share < 0 || share > ALL) {
            throw new IllegalArgumentException("a share of 10,000: " + share);
        }
        door = List.copyOf(door);
        peers = List.copyOf(peers);
        offenders = List.copyOf(offenders);
        admitted = List.copyOf(admitted);
    }

    /** Whether nobody but the door and the control plane gets through. */
    public boolean isShut() {
        return armed && share == 0 && admitted.isEmpty();
    }

    /** The same with another share and other sources let in by name. */
    public Fence admitting(int otherShare, List<String> named) {
        return new Fence(port, armed, hold, staged, otherShare, door, peers, offenders, named);
    }

    /** Whether both are the same but for whom they let in, which is readmission's business. */
    boolean sameButForShare(Fence other) {
        return admitting(0, List.of()).equals(other.admitting(0, List.of()));
    }
}
