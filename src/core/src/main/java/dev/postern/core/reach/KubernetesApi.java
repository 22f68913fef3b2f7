package dev.postern.core.reach;

import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The Kubernetes API of one server, over the ladder of paths, through the pacer. Reads are GETs by
 * name.
 *
 * <p>An answer of any status that the server meant (2xx, 404, 409, 422…) is an {@code Ok}. 401 and
 * 403 are {@code REFUSED_IDENTITY}; 429, 5xx and time-outs are {@code SATURATED}; nothing there is
 * {@code UNREACHABLE}; a wrong certificate is {@code UNTRUSTED}; a write whose answer was lost is
 * {@code IN_DOUBT}.
 */
public interface KubernetesApi {
    /**
     * Sends one request. Nothing is ever sent twice by itself, but for what the pacer's rules allow
     * for reads.
     */
    Outcome<Answer> send(Request request);

    /**
     * The probe ladder: TCP, TLS, {@code /readyz}; stops at the first failure. Shared by all who
     * ask at once.
     */
    Outcome<Health> health();

    /**
     * The armed write: waits over the host's own loopback at one connection attempt a second and is
     * sent on the first accept, without the probe ladder. For servers that come up for seconds
     * between crashes.
     *
     * @param request idempotent, with a UID or resourceVersion precondition; else {@code
     *     IllegalArgumentException}
     */
    Outcome<Answer> sendArmed(Request request, Duration within);

    /** Who we are to this server, as far as known. */
    Outcome<Identity> identity();

    /**
     * @param verb decides which pacing rules hold
     * @param target path below the server's root, with the leading slash
     * @param query decoded names and values
     * @param contentType of the body, {@code application/json} or one of the patch types
     * @param preconditioned whether a repeat is harmless: a UID or resourceVersion precondition, or
     *     a create
     */
    record Request(
            Verb verb,
            String target,
            Map<String, String> query,
            Optional<JsonValue> body,
            String contentType,
            boolean preconditioned,
            Duration within) {
        // An admission webhook may take 10 s unless it says otherwise (timeoutSeconds, 30 at most);
        // the server then says which, and a change whose answer we do not wait for is in doubt.
        private static final Duration CHANGE = Duration.ofSeconds(15);

        public Request {
            query = Map.copyOf(query);
        }

        public static Request get(ObjectPath path) {
            return get(path.path());
        }

        public static Request get(String target) {
            return new Request(
                    Verb.GET,
                    target,
                    Map.of(),
                    Optional.empty(),
                    "application/json",
                    true,
                    Duration.ofSeconds(10));
        }

        public static Request create(ObjectPath collection, JsonValue body) {
            return new Request(
                    Verb.POST,
                    collection.path(),
                    Map.of("fieldManager", "postern"),
                    Optional.of(body),
                    "application/json",
                    true,
                    CHANGE);
        }

        /**
         * A merge patch; {@code body.metadata.resourceVersion} or {@code uid} makes it
         * preconditioned.
         */
        public static Request mergePatch(ObjectPath path, JsonValue body) {
            boolean guarded =
                    body.text("metadata", "resourceVersion").isPresent()
                            || body.text("metadata", "uid").isPresent();
            return new Request(
                    Verb.PATCH,
                    path.path(),
                    Map.of("fieldManager", "postern"),
                    Optional.of(body),
                    "application/merge-patch+json",
                    guarded,
                    CHANGE);
        }

        /**
         * @param propagation {@code Background}, {@code Foreground} or {@code Orphan}
         * @param graceSeconds where given, instead of the object's own
         */
        public static Request delete(
                ObjectPath path,
                Optional<String> uid,
                String propagation,
                Optional<Integer> graceSeconds) {
            JsonValue.Obj options =
                    JsonValue.object(
                            "kind",
                            "DeleteOptions",
                            "apiVersion",
                            "v1",
                            "propagationPolicy",
                            propagation);
            if (uid.isPresent()) {
                options = options.with("preconditions", JsonValue.object("uid", uid.get()));
            }
            if (graceSeconds.isPresent()) {
                options = options.with("gracePeriodSeconds", JsonValue.of(graceSeconds.get()));
            }
            return new Request(
                    Verb.DELETE,
                    path.path(),
                    Map.of(),
                    Optional.of(options),
                    "application/json",
                    uid.isPresent(),
                    CHANGE);
        }

        public Request query(String name, String value) {
            Map<String, String> more = new java.util.TreeMap<>(query);
            more.put(name, value);
            return new Request(verb, target, more, body, contentType, preconditioned, within);
        }

        public Request within(Duration time) {
            return new Request(verb, target, query, body, contentType, preconditioned, time);
        }
    }

    /** HTTP verbs that are used; everything but GET changes something. */
    enum Verb {
        GET,
        POST,
        PUT,
        PATCH,
        DELETE;

        public boolean changes() {
            return this != GET;
        }
    }

    /**
     * @param body parsed where it is JSON; else a text value
     * @param headers names in lower case
     */
    record Answer(int status, JsonValue body, Map<String, String> headers, Duration took) {
        public Answer {
            headers = Map.copyOf(headers);
        }

        public boolean succeeded() {
            return status >= 200 && status < 300;
        }

        public boolean isMissing() {
            return status == 404;
        }
    }

    /**
     * @param ready {@code /readyz} said 200
     */
    record Health(
            boolean ready,
            String detail,
            String path,
            Duration tcp,
            Duration tls,
            Duration answer) {}

    /**
     * @param user the name that the server sees
     * @param exempt whether API priority and fairness lets us past: only {@code system:masters} is
     * @param source which credential it came from
     */
    record Identity(
            String user, boolean exempt, String source, Optional<java.time.Instant> expires) {}
}
