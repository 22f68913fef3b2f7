package dev.postern.lab.model;

import java.util.BitSet;

/**
 * How large the files of etcd's members are, and whether that is too much. Only what fills it by a
 * fault counts: the model's own writes are small.
 *
 * <p>What is too large is alarmed of at the next write, which is refused, and so are all that
 * follow until the alarm is disarmed, however small the file has become; disarmed too early it
 * comes back. Reads and deletes go on (etcd 3.6, tried).
 */
public final class EtcdSpace {
    /** The most that etcd advises; kubeadm's own default, 2 GiB, is less than large labs hold. */
    private static final long QUOTA = 8L << 30;

    private final long live;
    private final long[] free;
    private final BitSet alarms = new BitSet();
    private long history;

    /**
     * @param live bytes of what lives in it
     */
    EtcdSpace(int members, long live) {
        this.live = live;
        this.free = new long[members];
        java.util.Arrays.fill(free, live / 2);
    }

    /** Old revisions fill it, and a write has just found out. */
    synchronized void fill() {
        history = Math.max(0, QUOTA - live);
        isRefused();
    }

    /** Whether a write is refused, asked when one comes. */
    public synchronized boolean isRefused() {
        for (int i = 0; i < free.length; i++) {
            if (size(i) >= QUOTA) {
                alarms.set(i);
            }
        }
        return !alarms.isEmpty();
    }

    public synchronized boolean isAlarmed(int member) {
        return alarms.get(member);
    }

    public synchronized long size(int member) {
        return inUse() + free[member];
    }

    public synchronized long inUse() {
        return live + history;
    }

    /** Old revisions are dropped; each file keeps its size. */
    public synchronized void compact() {
        for (int i = 0; i < free.length; i++) {
            free[i] += history;
        }
        history = 0;
    }

    public synchronized void defragment(int member) {
        free[member] = 0;
    }

    public synchronized void disarm() {
        alarms.clear();
    }
}
