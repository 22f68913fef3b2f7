package dev.postern.lab.api;

import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Workload;
import dev.postern.lab.model.ClusterModel;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Reads of objects: those that were written, and those that only the model has. */
final class Shelf {
    /** How many objects one answer holds where it was not said. */
    static final int MOST = 500;

    private final ClusterModel model;
    private final Roster roster;

    Shelf(ClusterModel model, Roster roster) {
        this.model = model;
        this.roster = roster;
    }

    Answer get(Route r) {
        synchronized (model) {
            return found(r).map(o -> Answer.json(200, as(r, o)))
                    .orElseGet(() -> Answer.notFound(r.kind(), r.name()));
        }
    }

    Answer list(Route r, Map<String, String> query) {
        synchronized (model) {
            int from = number(query.getOrDefault("continue", "0"), 0);
            int limit = number(query.getOrDefault("limit", "0"), 0);
            String selector = query.getOrDefault("labelSelector", "");
            List<JsonValue.Obj> all = new ArrayList<>();
            int total = 0;
            int most = limit > 0 ? limit : MOST;
            for (Item item : items(r, selector)) {
                if (total >= from && all.size() < most) {
                    all.add(as(r, item.make().get()));
                }
                total++;
            }
            JsonValue.Obj metadata =
                    JsonValue.object("resourceVersion", Long.toString(model.objects().revision()));
            int next = from + all.size();
            if (next < total) {
                metadata =
                        metadata.with("continue", JsonValue.of(Integer.toString(next)))
                                .with("remainingItemCount", JsonValue.of((long) total - next));
            }
            return Answer.json(
                    200,
                    JsonValue.object(
                            "kind",
                            r.kind().kind() + "List",
                            "apiVersion",
                            r.kind().apiVersion(),
                            "metadata",
                            metadata,
                            "items",
                            JsonValue.array(all)));
        }
    }

    /** One object of a collection; made only when it is shown. */
    record Item(String name, int node, Supplier<JsonValue.Obj> make) {}

    List<Item> items(Route r, String selector) {
        List<Item> all = new ArrayList<>();
        Predicate<JsonValue.Obj> wanted =
                o ->
                        Roster.matches(
                                selector,
                                o.at("metadata", "labels")
                                        .flatMap(v ->
                                                v instanceof JsonValue.Obj l
                                                        ? Optional.of(l.fields())
                                                        : Optional.empty())
                                        .orElse(Map.of()));
        if (r.kind().plural().equals("nodes")) {
            for (int i = 0; i < roster.nodes(); i++) {
                int node = i;
                all.add(new Item(roster.nodeName(i), -1, () -> roster.node(node)));
            }
            return all;
        }
        if (r.kind().plural().equals("pods")) {
            Optional<Workload> w = model.offender();
            boolean here =
                    w.isPresent()
                            && (r.namespace().isEmpty()
                                    || r.namespace().equals(w.get().namespace()))
                            && Roster.matches(selector, roster.labels(w.get()));
            if (here) {
                for (int i : model.podNodes()) {
                    all.add(new Item(roster.podName(w.get(), i), i, () -> roster.pod(w.get(), i)));
                }
            }
        }
        for (JsonValue.Obj o : model.objects().below(r.kind().storage(r.namespace()))) {
            if (wanted.test(o)) {
                all.add(new Item(o.text("metadata", "name").orElse(""), -1, () -> o));
            }
        }
        return all;
    }

    /** The object; nodes, pods and leases are made when somebody looks. */
    Optional<JsonValue.Obj> found(Route r) {
        return switch (r.kind().plural()) {
            case "nodes" -> roster.nodeByName(r.name()).map(roster::node);
            case "pods" ->
                    model.offender()
                            .filter(w -> w.namespace().equals(r.namespace()))
                            .flatMap(w -> roster.podByName(w, r.name()).map(i -> roster.pod(w, i)))
                            .or(() -> model.objects().get(r.storagePath()));
            case "leases" ->
                    model.objects()
                            .get(r.storagePath())
                            .or(() -> roster.nodeByName(r.name()).map(roster::lease));
            default -> model.objects().get(r.storagePath());
        };
    }

    /** The object in the version that was asked for. */
    static JsonValue.Obj as(Route r, JsonValue.Obj object) {
        return object.with("apiVersion", JsonValue.of(r.kind().apiVersion()))
                .with("kind", JsonValue.of(r.kind().kind()));
    }

    private static int number(String text, int otherwise) {
        return text.matches("[0-9]{1,8}") ? Integer.parseInt(text) : otherwise;
    }
}
