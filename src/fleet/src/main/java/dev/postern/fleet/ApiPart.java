package dev.postern.fleet;

import dev.postern.core.fleet.ApiAccess;
import dev.postern.core.fleet.ApiAccess.ApiPath;
import dev.postern.core.fleet.CredentialRef;
import dev.postern.document.Fields;
import dev.postern.document.Node;
import dev.postern.document.Reading;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An {@code api} block as far as it says something; the rest comes from {@code defaults}. */
record ApiPart(
        Optional<Integer> port,
        Optional<String> serverName,
        Optional<CredentialRef> ca,
        Optional<List<CredentialRef>> identities,
        Optional<InetAddress> loadBalancer,
        Optional<List<ApiPath>> ladder) {
    static final ApiPart NOTHING =
            new ApiPart(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());

    /** kubeadm's; since 1.29 only the first is exempt from priority and fairness. */
    private static final List<CredentialRef> KUBEADM =
            List.of(
                    new CredentialRef.OnHost("/etc/kubernetes/super-admin.conf"),
                    new CredentialRef.OnHost("/etc/kubernetes/admin.conf"));

    private static final Map<String, ApiPath> PATHS =
            Map.of(
                    "tunnel", ApiPath.TUNNEL,
                    "direct", ApiPath.DIRECT,
                    "load-balancer", ApiPath.LOAD_BALANCER);

    /** Port 6443, the name {@code kubernetes}, the identities on the hosts: as kubeadm does. */
    ApiAccess access() {
        List<ApiPath> usual =
                loadBalancer.isPresent()
                        ? List.of(ApiPath.TUNNEL, ApiPath.DIRECT, ApiPath.LOAD_BALANCER)
                        : List.of(ApiPath.TUNNEL, ApiPath.DIRECT);
        return new ApiAccess(
                port.orElse(6443),
                serverName.orElse("kubernetes"),
                ca,
                identities.orElse(KUBEADM),
                loadBalancer,
                ladder.orElse(usual));
    }

    ApiPart over(ApiPart defaults) {
        return new ApiPart(
                port.or(defaults::port),
                serverName.or(defaults::serverName),
                ca.or(defaults::ca),
                identities.or(defaults::identities),
                loadBalancer,
                ladder.or(defaults::ladder));
    }

    static ApiPart read(Optional<Node> node, Context context, boolean isDefault) {
        return node.flatMap(n -> context.reading.map(n, "api"))
                .map(f -> read(f, context, isDefault))
                .orElse(NOTHING);
    }

    private static ApiPart read(Fields fields, Context context, boolean isDefault) {
        Reading reading = context.reading;
        Optional<Integer> port =
                fields.optional("port").flatMap(n -> reading.integer(n, "port", 1, 65535));
        Optional<String> serverName =
                fields.optional("server-name")
                        .flatMap(n ->
                                reading.value(
                                        n,
                                        "server-name",
                                        "the name in the API server's certificate, like"
                                                + " kubernetes",
                                        t ->
                                                t.matches("[A-Za-z0-9.:-]{1,253}")
                                                        ? Optional.of(t)
                                                        : Optional.empty()));
        Optional<CredentialRef> ca =
                fields.optional("ca")
                        .flatMap(n -> context.credential(n, "ca", List.of("file", "host")));
        Optional<List<CredentialRef>> identities =
                fields.optional("identities")
                        .map(n -> {
                            List<CredentialRef> refs = new ArrayList<>();
                            List<Node> items = reading.list(n, "identities");
                            if (n instanceof Node.ListNode && items.isEmpty()) {
                                reading.problem(
                                        n, "identities is empty", "at least one kubeconfig");
                            }
                            for (Node i : items) {
                                context.credential(
                                                i,
                                                "an identity",
                                                List.of("file", "host", "descriptor"))
                                        .ifPresent(refs::add);
                            }
                            return refs;
                        });
        Optional<InetAddress> balancer =
                isDefault
                        ? Optional.empty()
                        : fields.optional("load-balancer")
                                .flatMap(n -> context.address(n, "load-balancer"));
        Optional<List<ApiPath>> ladder =
                fields.optional("paths").map(n -> ladder(n, fields, balancer, reading, isDefault));
        fields.end();
        return new ApiPart(port, serverName, ca, identities, balancer, ladder);
    }

    private static List<ApiPath> ladder(
            Node node,
            Fields fields,
            Optional<InetAddress> balancer,
            Reading reading,
            boolean isDefault) {
        List<ApiPath> paths = new ArrayList<>();
        for (Node p : reading.list(node, "paths")) {
            reading.choice(p, "path", PATHS).ifPresent(paths::add);
        }
        if (node instanceof Node.ListNode l && l.items().isEmpty()) {
            reading.problem(
                    node, "paths is empty", "at least one of tunnel, direct, load-balancer");
        }
        boolean without = balancer.isEmpty() && fields.optional("load-balancer").isEmpty();
        if (!isDefault && paths.contains(ApiPath.LOAD_BALANCER) && without) {
            reading.problem(
                    node,
                    "a path by the load balancer, which has no address",
                    "load-balancer: ADDRESS");
        }
        return paths;
    }
}
