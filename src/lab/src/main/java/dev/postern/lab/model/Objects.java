package dev.postern.lab.model;

import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Workload;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What etcd holds, by API path; only the objects that matter. */
public final class Objects {
    private final TreeMap<String, JsonValue.Obj> byPath = new TreeMap<>();
    private long revision = 4_180_000;

    /** The object at this path. */
    public Optional<JsonValue.Obj> get(String path) {
        return Optional.ofNullable(byPath.get(path));
    }

    /** Objects right below this collection, by name. */
    public List<JsonValue.Obj> below(String collection) {
        String from = collection + "/";
        List<JsonValue.Obj> found = new ArrayList<>();
        for (Map.Entry<String, JsonValue.Obj> e : byPath.tailMap(from).entrySet()) {
            if (!e.getKey().startsWith(from)) {
                break;
            }
            if (e.getKey().indexOf('/', from.length()) < 0) {
                found.add(e.getValue());
            }
        }
        return found;
    }

    /** Writes it with a new resource version. */
    public JsonValue.Obj put(String path, JsonValue.Obj object) {
        revision++;
        JsonValue.Obj metadata =
                (JsonValue.Obj) object.field("metadata").orElse(JsonValue.object());
        JsonValue.Obj written =
                object.with(
                        "metadata",
                        metadata.with("resourceVersion", JsonValue.of(Long.toString(revision))));
        byPath.put(path, written);
        return written;
    }

    /** Removes it; false where there was none. */
    public boolean remove(String path) {
        boolean was = byPath.remove(path) != null;
        if (was) {
            revision++;
        }
        return was;
    }

    public long revision() {
        return revision;
    }

    /** Counts a write that changes no object that is kept here. */
    public void touch() {
        revision++;
    }

    /** Where a workload's object is. */
    public static String path(Workload w) {
        String group = w.kind().equals("job") || w.kind().equals("cronjob") ? "batch" : "apps";
        return "/apis/"
                + group
                + "/v1/namespaces/"
                + w.namespace()
                + "/"
                + w.kind()
                + "s/"
                + w.name();
    }
}
