package dev.postern.lab.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The API servers of a {@link ClusterModel}, as their clients and their hosts see them; by the
 * number of the host. Their lock is the model.
 */
public final class Servers {
    private static final int HANDSHAKE = 11;
    private static final int ANSWER = 12;

    private final ClusterModel model;
    private final Chance chance;
    private final List<ControlHost> hosts;

    Servers(ClusterModel model, Chance chance, List<ControlHost> hosts) {
        this.model = model;
        this.chance = chance;
        this.hosts = hosts;
    }

    private ApiServer at(int server) {
        return hosts.get(server).api;
    }

    /** Core-seconds that a host's API server has used since its container started. */
    public double cpuSeconds(int host) {
        synchronized (model) {
            return at(host).cpuSeconds();
        }
    }

    /** Bytes that a host's API server holds. */
    public double memory(int host) {
        synchronized (model) {
            return at(host).memory();
        }
    }

    /** Seconds that work waits for the cores of a host. */
    public double lag(int host) {
        synchronized (model) {
            ApiServer s = at(host);
            return s.listening() ? s.lag() : 0;
        }
    }

    /** How far a host's etcd is behind, seconds. */
    public double etcdLag(int host) {
        synchronized (model) {
            return at(host).etcdLag();
        }
    }

    public int restarts(int server) {
        synchronized (model) {
            return at(server).restarts();
        }
    }

    public boolean listening(int server) {
        synchronized (model) {
            return hosts.get(server).view.up() && at(server).listening();
        }
    }

    /** Grows with each start of the server: a connection of another serial is dead. */
    public int serial(int server) {
        synchronized (model) {
            return at(server).serial();
        }
    }

    public boolean ready(int server) {
        synchronized (model) {
            return hosts.get(server).view.up() && at(server).ready(model.etcdQuorum());
        }
    }

    /**
     * How long a TLS handshake takes now; above {@code ReadHeaderTimeout} (32 s, secure_serving.go)
     * the server gives up itself.
     */
    public double handshakeSeconds(int server, long salt) {
        synchronized (model) {
            ApiServer s = at(server);
            s.trifle(model.profile().handshakeCost());
            return 0.004 + s.lag() * (0.8 + 1.6 * chance.unit(HANDSHAKE, server, salt));
        }
    }

    /** What becomes of a request that arrives now. */
    public Reply ask(int server, Ask ask) {
        synchronized (model) {
            ApiServer s = at(server);
            s.trifle(model.profile().requestCost());
            double u = chance.unit(ANSWER, server, ask.salt());
            double wait = 0.003 + 0.004 * u + s.lag() * (0.9 + 0.3 * u);
            if (ask.list() && s.phase() == ApiServer.Phase.WARMING && !model.shape().legacy()) {
                return new Reply(
                        wait,
                        429,
                        s.retryAfterSeconds(model.now()),
                        "storage is (re)initializing, please try again later");
            }
            if (!ask.exempt() && s.lag() >= model.profile().queueLimit() * 0.97) {
                return new Reply(
                        model.profile().queueLimit(),
                        429,
                        s.retryAfterSeconds(model.now()),
                        "The server is currently unable to handle the request, please try again later");
            }
            if (ask.etcd()) {
                if (!model.etcdQuorum()) {
                    return new Reply(wait + 7, 500, 0, "etcdserver: no leader");
                }
                if (s.etcdLag() > 5) {
                    return new Reply(wait + 7, 500, 0, "etcdserver: request timed out");
                }
                wait += 0.004 + s.etcdLag();
            }
            if (ask.unbounded()) {
                s.trifle(model.profile().fullList(model.nodes()));
                wait += model.profile().fullList(model.nodes());
            }
            return Reply.serve(wait);
        }
    }

    /** Which health checks fail just now, by the names of {@code /readyz?verbose}. */
    public List<String> failing(int server, boolean withEtcd) {
        synchronized (model) {
            ApiServer s = at(server);
            List<String> bad = new ArrayList<>();
            double timeout = s.pod.manifest().map(Manifest::etcdTimeout).orElse(2.0);
            if (withEtcd && (!model.etcdQuorum() || s.etcdLag() > timeout)) {
                bad.add("etcd");
            }
            if (s.phase() == ApiServer.Phase.WARMING) {
                bad.add("informer-sync");
                bad.add("poststarthook/rbac/bootstrap-roles");
            }
            return bad;
        }
    }

    /** What a server runs and has waiting, for its debug pages and metrics. */
    public record Load(
            int waiting, int offendersRunning, int othersRunning, int retryAfter, double lag) {}

    public Load load(int server) {
        synchronized (model) {
            ApiServer s = at(server);
            return new Load(
                    s.waiting(),
                    s.running(ApiServer.Kind.OFFENDER),
                    s.running(ApiServer.Kind.RELIST),
                    s.retryAfterSeconds(model.now()),
                    s.lag());
        }
    }

    /** Answers by "who status" since the server's process first started. */
    public Map<String, Long> answers(int server) {
        synchronized (model) {
            return at(server).traffic.totals();
        }
    }

    /** One second of a server's answers by "who status". */
    public record Answers(int at, Map<String, Integer> byWhoAndStatus) {}

    /** The last minute's answers. */
    public List<Answers> lastMinute(int server) {
        synchronized (model) {
            return at(server).traffic.lastMinute().stream()
                    .map(s -> new Answers(s.at(), Map.copyOf(s.answers())))
                    .toList();
        }
    }
}
