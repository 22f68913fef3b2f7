package dev.postern.lab.host;

import java.time.Duration;

/** What is wrong with a host's accounts just now. Safe for several threads. */
public final class HostFaults {
    /** How sudo behaves. */
    public enum Sudo {
        /** Needs no password. */
        FREE,
        /** Asks for the login's password. */
        PASSWORD,
        /** The user may not. */
        REFUSES
    }

    private volatile Sudo sudo = Sudo.FREE;
    private volatile Duration sudoDelay = Duration.ZERO;

    public Sudo sudo() {
        return sudo;
    }

    public void sudo(Sudo sudo) {
        this.sudo = sudo;
    }

    /** How long sudo stalls before it does anything: dead DNS, a dead directory service. */
    public Duration sudoDelay() {
        return sudoDelay;
    }

    public void sudoDelay(Duration delay) {
        this.sudoDelay = delay;
    }
}
