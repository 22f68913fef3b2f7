package dev.postern.reachssh;

import dev.postern.core.fleet.Fleet;
import dev.postern.core.fleet.HostId;
import dev.postern.core.pace.Pacer;
import dev.postern.core.reach.DialRule;
import dev.postern.core.reach.Done;
import dev.postern.core.reach.Files;
import dev.postern.core.reach.ReachesHosts;
import dev.postern.core.reach.Shell;
import dev.postern.core.reach.Tunnels;
import dev.postern.core.time.Time;
import dev.postern.core.value.Outcome;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Hosts by SSH: one warm session each, shared by commands, files and tunnels.
 *
 * <p>Nothing is dialled before it is needed. A lost session is opened again at the next use; a
 * command that was in flight is in doubt and never repeated.
 */
public final class SshReach implements ReachesHosts, AutoCloseable {
    private final Fleet fleet;
    private final Time time;
    private final SshOptions options;
    private final Secrets secrets;
    private final Routes routes;
    private final Link.Tools tools;
    private final LocalForwards tunnels;
    private final Map<HostId, Link> hosts = new HashMap<>();
    private final Map<String, Link> links = new HashMap<>();

    /**
     * @param pacer asked before each new connection, and by nothing else
     * @param rule asked before each socket, jump hosts' ends included
     */
    public SshReach(Fleet fleet, Time time, Pacer pacer, DialRule rule, SshOptions options) {
        this.fleet = fleet;
        this.time = time;
        this.options = options;
        this.secrets = new Secrets(time);
        this.routes =
                new Routes(
                        fleet,
                        options,
                        new OpenSshConfig(options.home(), time, OpenSshConfig.installed()));
        this.tools =
                new Link.Tools(
                        time,
                        pacer,
                        new Dialer(time, rule, fleet.sourceAddress(), options),
                        new Identities(options, time, secrets));
        this.tunnels = new LocalForwards(this::link, time);
    }

    /**
     * @throws IllegalArgumentException where the fleet has no such host: names are checked before
     */
    @Override
    public Shell shell(HostId host) {
        known(host);
        return new RemoteShell(host.toString(), () -> link(host), time, secrets, options);
    }

    /**
     * @throws IllegalArgumentException where the fleet has no such host: names are checked before
     */
    @Override
    public Files files(HostId host) {
        return new RemoteFiles(host.toString(), shell(host));
    }

    /**
     * Forwards to the hosts' own loopbacks. After a lost session the local port is still ours, and
     * resets who connects, until {@link Tunnels#open} is asked again: so ask before each
     * connection.
     */
    @Override
    public Tunnels tunnels() {
        return tunnels;
    }

    /**
     * Opens the host's session, or finds it open: before the fight, while hosts still give one. It
     * is held until {@link #close()}.
     */
    public Outcome<Done> open(HostId host) {
        known(host);
        try (Time.Scope scope = time.enter()) {
            return link(host).then(Link::session).map(live -> Done.DONE);
        }
    }

    /** Ends all sessions and tunnels, and forgets all secrets. */
    @Override
    public void close() {
        tunnels.close();
        List<Link> all;
        synchronized (links) {
            all = List.copyOf(links.values());
        }
        all.reversed().forEach(Link::close);
        secrets.close();
    }

    private void known(HostId host) {
        if (fleet.host(host).isEmpty()) {
            throw new IllegalArgumentException("no host " + host);
        }
    }

    /** The host's link, behind those of its jump hosts; hosts with the same way share them. */
    private Outcome<Link> link(HostId host) {
        synchronized (links) {
            Link have = hosts.get(host);
            if (have != null) {
                return Outcome.ok(have);
            }
        }
        return routes.to(host).map(hops -> linked(host, hops));
    }

    private Link linked(HostId host, List<Hop> hops) {
        synchronized (links) {
            Link last = null;
            StringBuilder way = new StringBuilder();
            for (Hop hop : hops) {
                Link before = last;
                way.append('\n').append(hop.name());
                last = links.computeIfAbsent(way.toString(), w -> new Link(hop, before, tools));
            }
            hosts.put(host, required(last));
            return required(last);
        }
    }

    private static Link required(@Nullable Link link) {
        if (link == null) {
            throw new IllegalStateException("a way without hops");
        }
        return link;
    }
}
