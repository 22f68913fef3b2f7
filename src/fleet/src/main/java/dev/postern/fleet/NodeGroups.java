package dev.postern.fleet;

import dev.postern.core.fleet.ClusterName;
import dev.postern.core.fleet.NodeGroup;
import dev.postern.document.Fields;
import dev.postern.document.Node;
import dev.postern.document.Reading;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/** Takes node groups out of a fleet. */
final class NodeGroups {
    private NodeGroups() {}

    /**
     * @param names of the groups of this cluster
     * @param scaled what is scaled by the groups of all clusters
     */
    static Optional<NodeGroup> read(
            Node node, ClusterName cluster, Context context, Taken names, Taken scaled) {
        Reading reading = context.reading;
        Optional<Fields> found = reading.map(node, "a node group");
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Fields fields = found.get();
        Optional<String> name =
                fields.required("name")
                        .flatMap(n -> {
                            Optional<String> text =
                                    reading.value(
                                            n,
                                            "a node group's name",
                                            "letters, digits, dots, dashes and _, at most 63",
                                            t ->
                                                    t.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,62}")
                                                            ? Optional.of(t)
                                                            : Optional.empty());
                            text.ifPresent(t -> names.take(t, n, "a second node group " + t));
                            return text;
                        });
        Optional<NodeGroup.Provider> provider =
                fields.required("aws")
                        .flatMap(n -> reading.map(n, "aws"))
                        .flatMap(f -> aws(f, context, scaled));
        fields.end();
        return name.flatMap(n -> provider.map(p -> new NodeGroup(cluster, n, p)));
    }

    private static Optional<NodeGroup.Provider> aws(Fields fields, Context context, Taken scaled) {
        Reading reading = context.reading;
        Optional<String> group = fields.requiredText("group");
        Optional<String> region =
                fields.required("region")
                        .flatMap(n ->
                                reading.value(
                                        n,
                                        "region",
                                        "a region, like eu-central-1",
                                        t ->
                                                t.matches("[a-z]{2}(-[a-z]+)+-\\d{1,2}")
                                                        ? Optional.of(t)
                                                        : Optional.empty()));
        Optional<URI> endpoint =
                fields.optional("endpoint")
                        .flatMap(n ->
                                reading.value(
                                        n,
                                        "endpoint",
                                        "an address, like https://autoscaling.eu-central-1"
                                                + ".amazonaws.com",
                                        NodeGroups::endpoint));
        Optional<String> profile = fields.optionalText("profile");
        fields.end();
        Optional<NodeGroup.Provider.Aws> aws =
                region.map(r -> new NodeGroup.Provider.Aws(group.orElse(""), r, endpoint, profile));
        aws.ifPresent(a ->
                context.cloudNames.add(
                        new Context.CloudName(
                                a.api()
                                        .getHost()
                                        .replaceAll("^\\[|\\]$", "")
                                        .toLowerCase(Locale.ROOT),
                                fields.node())));
        group.flatMap(g -> aws).ifPresent(a -> taken(fields, a, scaled));
        return group.flatMap(g -> aws);
    }

    /** Under two clusters, scaling the one would take away the nodes of the other, unnamed. */
    private static void taken(Fields fields, NodeGroup.Provider.Aws aws, Taken scaled) {
        // Another profile is another account, with groups of its own.
        String key = aws.api() + " " + aws.profile().orElse("") + " " + aws.group();
        Node at = fields.optional("group").orElseThrow();
        scaled.take(key, at, "another node group scales " + aws.group() + " already");
    }

    private static Optional<URI> endpoint(String text) {
        try {
            URI uri = new URI(text);
            boolean sound =
                    uri.getHost() != null
                            && uri.getUserInfo() == null
                            && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()));
            return sound ? Optional.of(uri) : Optional.empty();
        } catch (java.net.URISyntaxException e) {
            return Optional.empty();
        }
    }
}
