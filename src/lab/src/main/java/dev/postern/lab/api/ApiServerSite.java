package dev.postern.lab.api;

import dev.postern.lab.clock.VirtualClock;
import dev.postern.lab.host.Firewall;
import dev.postern.lab.model.ClusterModel;

import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What an API server of the lab stands on.
 *
 * @param server its index in the cluster
 * @param name its host's name, for logs
 * @param verdict what the host's firewall makes of a packet from there
 * @param serving what is in the files of its serving certificate now; empty where that is none
 * @param party whether a connection from there belongs to a party, so that its waits are modelled
 */
record ApiServerSite(
        ClusterModel model,
        int server,
        String name,
        InetAddress address,
        X509Certificate authority,
        VirtualClock clock,
        Function<InetAddress, Firewall.Verdict> verdict,
        Supplier<Optional<Pki.Signed>> serving,
        Predicate<InetAddress> party,
        Store store,
        Tally tally) {}
