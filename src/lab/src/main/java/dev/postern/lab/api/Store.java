package dev.postern.lab.api;

import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Workload;
import dev.postern.json.JsonText;
import dev.postern.lab.model.Chance;
import dev.postern.lab.model.ClusterModel;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Reads and writes of objects, with the API's own preconditions and words. */
final class Store {
    private static final int UID = 43;
    private static final int MOST = 500;

    private final ClusterModel model;
    private final Roster roster;
    private final InstantSource clock;
    private final Chance chance;
    private int created;

    Store(ClusterModel model, Roster roster, InstantSource clock) {
        this.model = model;
        this.roster = roster;
        this.clock = clock;
        this.chance = new Chance(model.shape().seed() * 13 + model.shape().index());
    }

    /** Puts an object there as a controller or a person did before; makes its UID. */
    JsonValue.Obj seed(String path, JsonValue.Obj object, Optional<String> uid) {
        synchronized (model) {
            return model.objects()
                    .put(path, stamped(object, uid.orElseGet(() -> chance.uid(UID, ++created, 0))));
        }
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

    Answer create(Route r, JsonValue body, boolean dry) {
        synchronized (model) {
            String name = body.text("metadata", "name").orElse("");
            if (!(body instanceof JsonValue.Obj object) || name.isEmpty()) {
                return invalid(
                        r.kind(),
                        name,
                        "metadata.name: Required value: name or generateName is required");
            }
            Route at = new Route(r.kind(), r.namespace(), name, "");
            if (r.kind().namespaced()
                    && model.objects().get("/api/v1/namespaces/" + r.namespace()).isEmpty()) {
                return Answer.status(
                        404,
                        "NotFound",
                        "namespaces \"" + r.namespace() + "\" not found",
                        JsonValue.object("name", r.namespace(), "kind", "namespaces"));
            }
            if (found(at).isPresent()) {
                return Answer.status(
                        409,
                        "AlreadyExists",
                        r.kind().qualified() + " \"" + name + "\" already exists",
                        Answer.details(r.kind(), name));
            }
            Optional<Answer> denied = HoldOut.denies(model.objects(), at);
            if (denied.isPresent()) {
                return denied.get();
            }
            JsonValue.Obj stamped = stamped(object, chance.uid(UID, ++created, 0));
            if (dry) {
                return Answer.json(201, stamped);
            }
            JsonValue.Obj written = model.objects().put(at.storagePath(), stamped);
            model.written();
            return Answer.json(201, as(r, written));
        }
    }

    Answer replace(Route r, JsonValue body, boolean dry) {
        synchronized (model) {
            return found(r).map(old ->
                            body instanceof JsonValue.Obj now
                                    ? write(r, old, now, dry)
                                    : invalid(r.kind(), r.name(), "not an object"))
                    .orElseGet(() -> Answer.notFound(r.kind(), r.name()));
        }
    }

    Answer patch(Route r, JsonValue body, boolean dry) {
        synchronized (model) {
            return found(r).map(
                            old -> write(r, old, (JsonValue.Obj) MergePatch.apply(old, body), dry))
                    .orElseGet(() -> Answer.notFound(r.kind(), r.name()));
        }
    }

    private Answer write(Route r, JsonValue.Obj old, JsonValue.Obj now, boolean dry) {
        Optional<String> version = now.text("metadata", "resourceVersion");
        if (version.isPresent() && !version.equals(old.text("metadata", "resourceVersion"))) {
            return Answer.conflict(
                    r.kind(),
                    r.name(),
                    "the object has been modified; please apply your changes to the latest version"
                            + " and try again");
        }
        Optional<String> uid = now.text("metadata", "uid");
        if (uid.isPresent() && !uid.equals(old.text("metadata", "uid"))) {
            return conflictingUid(r, uid.get(), old.text("metadata", "uid").orElse(""));
        }
        Optional<Answer> denied = HoldOut.denies(model.objects(), r);
        if (denied.isPresent()) {
            return denied.get();
        }
        JsonValue.Obj kept = now.with("metadata", carried(old, now));
        if (dry) {
            return Answer.json(200, as(r, kept));
        }
        JsonValue.Obj written = model.objects().put(r.storagePath(), kept);
        model.written();
        return Answer.json(200, as(r, written));
    }

    private static JsonValue carried(JsonValue.Obj old, JsonValue.Obj now) {
        JsonValue.Obj m = (JsonValue.Obj) now.field("metadata").orElse(JsonValue.object());
        for (String name : List.of("uid", "creationTimestamp", "name", "namespace")) {
            Optional<JsonValue> was = old.at("metadata", name);
            if (was.isPresent()) {
                m = m.with(name, was.get());
            }
        }
        return m;
    }

    Answer delete(Route r, JsonValue options, boolean dry) {
        synchronized (model) {
            Optional<JsonValue.Obj> old = found(r);
            if (old.isEmpty()) {
                return Answer.notFound(r.kind(), r.name());
            }
            String uid = old.get().text("metadata", "uid").orElse("");
            Optional<String> wanted = options.text("preconditions", "uid");
            if (wanted.isPresent() && !wanted.get().equals(uid)) {
                return conflictingUid(r, wanted.get(), uid);
            }
            Optional<String> version = options.text("preconditions", "resourceVersion");
            String at = old.get().text("metadata", "resourceVersion").orElse("");
            if (version.isPresent() && !version.get().equals(at)) {
                return Answer.conflict(
                        r.kind(),
                        r.name(),
                        "Precondition failed: ResourceVersion in precondition: "
                                + version.get()
                                + ", ResourceVersion in object meta: "
                                + at);
            }
            if (!dry) {
                remove(r);
            }
            return Answer.status(
                    200, "", "", Answer.details(r.kind(), r.name()).with("uid", JsonValue.of(uid)));
        }
    }

    Answer deleteCollection(Route r, Map<String, String> query, boolean dry) {
        synchronized (model) {
            List<JsonValue.Obj> gone = new ArrayList<>();
            List<Integer> pods = new ArrayList<>();
            for (Item item : items(r, query.getOrDefault("labelSelector", ""))) {
                if (gone.size() < MOST) {
                    gone.add(item.make().get());
                }
                if (dry) {
                    continue;
                }
                if (item.node() >= 0) {
                    pods.add(item.node());
                } else {
                    remove(new Route(r.kind(), r.namespace(), item.name(), ""));
                }
            }
            if (!pods.isEmpty()) {
                model.dropPods(pods);
            }
            return Answer.json(
                    200,
                    JsonValue.object(
                            "kind",
                            r.kind().kind() + "List",
                            "apiVersion",
                            r.kind().apiVersion(),
                            "metadata",
                            JsonValue.object(
                                    "resourceVersion", Long.toString(model.objects().revision())),
                            "items",
                            JsonValue.array(gone)));
        }
    }

    private void remove(Route r) {
        if (r.kind().plural().equals("pods")) {
            model.offender()
                    .flatMap(w -> roster.podByName(w, r.name()))
                    .ifPresent(i -> model.dropPods(List.of(i)));
            model.objects().touch();
        }
        model.objects().remove(r.storagePath());
        model.written();
    }

    /** One object of a collection; made only when it is shown. */
    private record Item(String name, int node, java.util.function.Supplier<JsonValue.Obj> make) {}

    private List<Item> items(Route r, String selector) {
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

    private Optional<JsonValue.Obj> found(Route r) {
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
    private static JsonValue.Obj as(Route r, JsonValue.Obj object) {
        return object.with("apiVersion", JsonValue.of(r.kind().apiVersion()))
                .with("kind", JsonValue.of(r.kind().kind()));
    }

    private JsonValue.Obj stamped(JsonValue.Obj object, String uid) {
        JsonValue.Obj m = (JsonValue.Obj) object.field("metadata").orElse(JsonValue.object());
        Instant now = clock.instant();
        return object.with(
                "metadata",
                m.with("uid", JsonValue.of(uid))
                        .with(
                                "creationTimestamp",
                                JsonValue.of(
                                        now.truncatedTo(java.time.temporal.ChronoUnit.SECONDS)
                                                .toString()))
                        .with("generation", JsonValue.of(1)));
    }

    private static Answer conflictingUid(Route r, String wanted, String is) {
        return Answer.conflict(
                r.kind(),
                r.name(),
                "Precondition failed: UID in precondition: "
                        + wanted
                        + ", UID in object meta: "
                        + is);
    }

    private static Answer invalid(Kind kind, String name, String why) {
        return Answer.status(
                422,
                "Invalid",
                kind.kind() + " \"" + name + "\" is invalid: " + why,
                Answer.details(kind, name));
    }

    static Optional<JsonValue> body(String text) {
        return text.isEmpty() ? Optional.of(JsonValue.object()) : JsonText.parse(text).got();
    }

    private static int number(String text, int otherwise) {
        return text.matches("[0-9]{1,8}") ? Integer.parseInt(text) : otherwise;
    }
}
