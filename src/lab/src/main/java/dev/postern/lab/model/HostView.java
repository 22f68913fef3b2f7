package dev.postern.lab.model;

import dev.postern.lab.host.Firewall;

import java.net.InetAddress;
import java.util.Map;

/** What the model reads of one control-plane host. */
public interface HostView {
    /** The files in the kubelet's manifest directory that do not begin with a dot, by name. */
    Map<String, String> manifests();

    /** What the host's firewall makes of a packet to the API port from this source now. */
    Firewall.Verdict verdict(InetAddress source);

    /** Whether the host's firewall has a table of Postern's. */
    boolean fenced();

    /** Counts packets for the firewall's counters. */
    void count(Firewall.Verdict verdict, InetAddress source, long packets);

    /** Whether the machine is on. */
    boolean up();
}
