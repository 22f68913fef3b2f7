package dev.postern.actions.manifests;

import dev.postern.core.value.Blob;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;
import dev.postern.document.YamlText;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** The API server's manifest, edited by key. Comments are lost; the former bytes are kept apart. */
final class Manifest {
    private final JsonValue.Obj pod;

    private Manifest(JsonValue.Obj pod) {
        this.pod = pod;
    }

    /** Failed where it is not a pod with a container that we know. */
    static Outcome<Manifest> parse(Blob bytes) {
        return YamlText.plain(bytes.bytes())
                .then(v ->
                        v instanceof JsonValue.Obj o && !o.items("spec", "containers").isEmpty()
                                ? Outcome.ok(new Manifest(o))
                                : Outcome.failed(
                                        dev.postern.core.value.Failure.unchanged(
                                                dev.postern.core.value.Failure.Kind.BROKEN,
                                                "the API server's manifest is not a pod with containers",
                                                "",
                                                "look at it by hand")));
    }

    Blob bytes() {
        return Blob.of(YamlText.write(pod));
    }

    boolean sameAs(Manifest other) {
        return pod.equals(other.pod);
    }

    /** The text of a field of the first container. */
    Optional<String> text(String... path) {
        return container().flatMap(c -> c.text(path));
    }

    private Optional<JsonValue> container() {
        return pod.items("spec", "containers").stream().findFirst();
    }

    Manifest annotation(String name, String value) {
        return new Manifest(
                edit(
                        pod,
                        List.of("metadata", "annotations"),
                        a -> object(a).with(name, JsonValue.of(value))));
    }

    boolean hasAnnotation(String name) {
        return pod.text("metadata", "annotations", name).isPresent();
    }

    /** Sets a field below the first container, making the maps on the way. */
    Manifest set(JsonValue value, String... path) {
        List<String> way = List.of(path).subList(0, path.length - 1);
        return first(c -> edit(c, way, o -> object(o).with(path[path.length - 1], value)));
    }

    /** Whether the first container has this map. */
    boolean has(String... path) {
        return container().flatMap(c -> c.at(path)).isPresent();
    }

    Optional<Long> whole(String... path) {
        return container().flatMap(c -> c.whole(path));
    }

    /** Sets {@code --name=value} in the command, replacing the one that is there. */
    Manifest flag(String name, String value) {
        String prefix = "--" + name + "=";
        return first(c -> {
            String field = c.items("command").isEmpty() ? "args" : "command";
            List<JsonValue> words = new ArrayList<>(c.items(field));
            JsonValue wanted = JsonValue.of(prefix + value);
            int at = -1;
            for (int i = 0; i < words.size(); i++) {
                if (words.get(i) instanceof JsonValue.Text(var t) && t.startsWith(prefix)) {
                    at = i;
                }
            }
            if (at >= 0) {
                words.set(at, wanted);
            } else {
                words.add(wanted);
            }
            return c.with(field, JsonValue.array(words));
        });
    }

    /** Sets an environment variable, replacing the one that is there. */
    Manifest environment(String name, String value) {
        return first(c -> {
            List<JsonValue> env = new ArrayList<>();
            for (JsonValue e : c.items("env")) {
                if (e.text("name").filter(name::equals).isEmpty()) {
                    env.add(e);
                }
            }
            env.add(JsonValue.object("name", name, "value", value));
            return c.with("env", JsonValue.array(env));
        });
    }

    private Manifest first(UnaryOperator<JsonValue.Obj> change) {
        List<JsonValue> containers = new ArrayList<>(pod.items("spec", "containers"));
        containers.set(0, change.apply(object(containers.getFirst())));
        return new Manifest(
                edit(
                        pod,
                        List.of("spec"),
                        s -> object(s).with("containers", JsonValue.array(containers))));
    }

    private static JsonValue.Obj edit(
            JsonValue.Obj in, List<String> way, Function<JsonValue, JsonValue> change) {
        if (way.isEmpty()) {
            return object(change.apply(in));
        }
        String next = way.getFirst();
        JsonValue.Obj inner = object(in.field(next).orElseGet(JsonValue::object));
        return in.with(next, edit(inner, way.subList(1, way.size()), change));
    }

    private static JsonValue.Obj object(JsonValue value) {
        return value instanceof JsonValue.Obj o ? o : JsonValue.object();
    }
}
