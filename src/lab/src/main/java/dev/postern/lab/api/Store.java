package dev.postern.lab.api;

import dev.postern.core.value.JsonValue;
import dev.postern.json.JsonText;
import dev.postern.lab.model.Chance;
import dev.postern.lab.model.ClusterModel;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes of objects, with the API's own preconditions and words; reads are its shelf's. */
final class Store {
    private static final int UID = 43;

    private final ClusterModel model;
    private final Roster roster;
    private final Shelf shelf;
    private final InstantSource clock;
    private final Chance chance;
    private int created;

    Store(ClusterModel model, Roster roster, InstantSource clock) {
        this.model = model;
        this.roster = roster;
        this.shelf = new Shelf(model, roster);
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
        return shelf.get(r);
    }

    Answer list(Route r, Map<String, String> query) {
        return shelf.list(r, query);
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
            if (shelf.found(at).isPresent()) {
                return Answer.status(
                        409,
                        "AlreadyExists",
                        r.kind().qualified() + " \"" + name + "\" already exists",
                        Answer.details(r.kind(), name));
            }
            Optional<String> unknown = FailingWebhooks.unknown(r.kind(), object);
            if (unknown.isPresent()) {
                return invalid(r.kind(), name, unknown.get());
            }
            Optional<Answer> denied = denies(at, "CREATE");
            if (denied.isPresent()) {
                return denied.get();
            }
            JsonValue.Obj stamped = stamped(object, chance.uid(UID, ++created, 0));
            if (dry) {
                return Answer.json(201, stamped);
            }
            if (model.etcdSpace().isRefused()) {
                return full();
            }
            JsonValue.Obj written = model.objects().put(at.storagePath(), stamped);
            model.written();
            return Answer.json(201, Shelf.as(r, written));
        }
    }

    Answer replace(Route r, JsonValue body, boolean dry) {
        synchronized (model) {
            return shelf.found(r)
                    .map(old ->
                            body instanceof JsonValue.Obj now
                                    ? write(r, old, now, dry)
                                    : invalid(r.kind(), r.name(), "not an object"))
                    .orElseGet(() -> Answer.notFound(r.kind(), r.name()));
        }
    }

    Answer patch(Route r, JsonValue body, boolean dry) {
        synchronized (model) {
            return shelf.found(r)
                    .map(old -> write(r, old, (JsonValue.Obj) MergePatch.apply(old, body), dry))
                    .orElseGet(() -> Answer.notFound(r.kind(), r.name()));
        }
    }

    /** Webhooks are asked about a new or another object, then the policies. */
    private Optional<Answer> denies(Route r, String operation) {
        return FailingWebhooks.deny(model.objects(), r, operation)
                .or(() -> HoldOut.denies(model.objects(), r));
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
        Optional<String> unknown = FailingWebhooks.unknown(r.kind(), now);
        if (unknown.isPresent()) {
            return invalid(r.kind(), r.name(), unknown.get());
        }
        Optional<Answer> denied = denies(r, "UPDATE");
        if (denied.isPresent()) {
            return denied.get();
        }
        JsonValue.Obj kept = now.with("metadata", carried(old, now));
        if (dry) {
            return Answer.json(200, Shelf.as(r, kept));
        }
        if (model.etcdSpace().isRefused()) {
            return full();
        }
        JsonValue.Obj written = model.objects().put(r.storagePath(), kept);
        model.written();
        return Answer.json(200, Shelf.as(r, written));
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
            Optional<JsonValue.Obj> old = shelf.found(r);
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
            Optional<Answer> denied = FailingWebhooks.deny(model.objects(), r, "DELETE");
            if (denied.isPresent()) {
                return denied.get();
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
            Optional<Answer> denied = FailingWebhooks.deny(model.objects(), r, "DELETE");
            if (denied.isPresent()) {
                return denied.get();
            }
            List<JsonValue.Obj> gone = new ArrayList<>();
            List<Integer> pods = new ArrayList<>();
            for (Shelf.Item item : shelf.items(r, query.getOrDefault("labelSelector", ""))) {
                if (gone.size() < Shelf.MOST) {
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

    /** Deletes go through. */
    private static Answer full() {
        return Answer.status(
                500, "", "etcdserver: mvcc: database space exceeded", JsonValue.object());
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
}
