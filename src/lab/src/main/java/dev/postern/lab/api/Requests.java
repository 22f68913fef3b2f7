package dev.postern.lab.api;

import dev.postern.core.value.JsonValue;
import dev.postern.lab.model.Ask;
import dev.postern.lab.model.ClusterModel;
import dev.postern.lab.model.Reply;

import io.netty.handler.codec.http.QueryStringDecoder;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What one API server makes of a request: who may, how long it takes, what the answer is. */
final class Requests {
    /** Somebody whose certificate this cluster's authority did not sign. */
    static final User STRANGER = new User("", List.of());

    private static final Set<String> HEALTH = Set.of("/healthz", "/livez", "/readyz");
    private static final String FAIRNESS = "/debug/api_priority_and_fairness/";
    private static final String REVIEWS = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
    private static final String FLOW = "/apis/flowcontrol.apiserver.k8s.io/v1/";

    private final ClusterModel model;
    private final int server;
    private final Store store;
    private final Pages pages;

    Requests(ApiServerSite site) {
        this.model = site.model();
        this.server = site.server();
        this.store = site.store();
        this.pages = new Pages(site.model(), site.server());
    }

    /** One request. */
    record Asked(User user, String method, String uri, String body, long salt) {
        String path() {
            return new QueryStringDecoder(uri).path();
        }

        Map<String, String> query() {
            Map<String, String> flat = new LinkedHashMap<>();
            new QueryStringDecoder(uri)
                    .parameters()
                    .forEach((k, v) -> flat.put(k, v.isEmpty() ? "" : v.getFirst()));
            return flat;
        }
    }

    /** How long it takes, and whether it is turned away before it is looked at. */
    Reply arrive(Asked asked) {
        String path = asked.path();
        boolean health = HEALTH.contains(path);
        Optional<Route> route = Route.of(path, model.shape().minor());
        boolean get = asked.method().equals("GET");
        boolean list = get && route.filter(Route::isCollection).isPresent();
        Map<String, String> query = asked.query();
        return model.servers()
                .ask(
                        server,
                        new Ask(
                                asked.user().exempt() || health,
                                route.isPresent(),
                                !get,
                                list,
                                list && !query.containsKey("limit") && isLarge(route),
                                asked.salt()));
    }

    private static boolean isLarge(Optional<Route> route) {
        return route.filter(r -> Set.of("pods", "nodes").contains(r.kind().plural())).isPresent();
    }

    /** The answer, made when its time has come. */
    Answer answer(Asked asked, Reply reply) {
        if (asked.user().name().isEmpty()) {
            return Answer.status(401, "Unauthorized", "Unauthorized", JsonValue.object());
        }
        if (reply.status() == 429) {
            return Answer.tooMany(reply.retryAfter(), reply.message());
        }
        if (reply.status() != 200) {
            return Answer.status(reply.status(), "", reply.message(), JsonValue.object());
        }
        String path = asked.path();
        Map<String, String> query = asked.query();
        if (HEALTH.contains(path)) {
            return pages.health(path, query);
        }
        if (path.equals("/version")) {
            return Answer.json(
                    200,
                    JsonValue.object(
                            "major",
                            "1",
                            "minor",
                            Integer.toString(model.shape().minor()),
                            "gitVersion",
                            "v1." + model.shape().minor() + ".8",
                            "platform",
                            "linux/amd64"));
        }
        if (path.equals(REVIEWS) && asked.method().equals("POST")) {
            return review(asked);
        }
        if (!asked.user().mayAll()) {
            return forbidden(asked);
        }
        if (path.equals("/metrics")) {
            return pages.metrics();
        }
        if (path.startsWith(FAIRNESS)) {
            return switch (path.substring(FAIRNESS.length())) {
                case "dump_priority_levels" -> pages.priorityLevels();
                case "dump_queues" -> pages.queues();
                case "dump_requests" ->
                        pages.requests(
                                query.containsKey("includeRequestDetails"), model.now() + "s");
                default -> Answer.notFound();
            };
        }
        return Route.of(path, model.shape().minor())
                .map(r -> object(asked, r, query))
                .orElseGet(Answer::notFound);
    }

    /** Everybody may ask what they may do; nothing of it is kept. */
    private static Answer review(Asked asked) {
        return Store.body(asked.body())
                .filter(b -> b instanceof JsonValue.Obj)
                .map(b -> ((JsonValue.Obj) b))
                .map(b ->
                        Answer.json(
                                201,
                                b.with(
                                        "status",
                                        JsonValue.object("allowed", asked.user().mayAll()))))
                .orElseGet(() ->
                        Answer.status(
                                400,
                                "BadRequest",
                                "the object provided is unrecognized",
                                JsonValue.object()));
    }

    private Answer object(Asked asked, Route r, Map<String, String> query) {
        Optional<JsonValue> body = Store.body(asked.body());
        if (body.isEmpty()) {
            return Answer.status(
                    400,
                    "BadRequest",
                    "the object provided is unrecognized (must be of type "
                            + r.kind().kind()
                            + "): couldn't get version/kind; json parse error",
                    JsonValue.object());
        }
        boolean dry =
                query.getOrDefault("dryRun", "").equals("All")
                        || body.get().items("dryRun").contains(JsonValue.of("All"));
        boolean all = r.isCollection();
        return switch (asked.method()) {
            case "GET" -> all ? store.list(r, query) : store.get(r);
            case "POST" -> all ? store.create(r, body.get(), dry) : notAllowed();
            case "PUT" -> all ? notAllowed() : store.replace(r, body.get(), dry);
            case "PATCH" -> all ? notAllowed() : store.patch(r, body.get(), dry);
            case "DELETE" ->
                    all ? store.deleteCollection(r, query, dry) : store.delete(r, body.get(), dry);
            default -> notAllowed();
        };
    }

    private static Answer notAllowed() {
        return Answer.status(
                405,
                "MethodNotAllowed",
                "the server does not allow this method on the requested resource",
                JsonValue.object());
    }

    private Answer forbidden(Asked asked) {
        String verb =
                switch (asked.method()) {
                    case "POST" -> "create";
                    case "PUT" -> "update";
                    default -> asked.method().toLowerCase(java.util.Locale.ROOT);
                };
        String who = "User \"" + asked.user().name() + "\" cannot ";
        return Route.of(asked.path(), model.shape().minor())
                .map(r -> {
                    String what =
                            r.kind().qualified()
                                    + (r.isCollection() ? "" : " \"" + r.name() + "\"");
                    String real = verb.equals("get") && r.isCollection() ? "list" : verb;
                    return Answer.status(
                            403,
                            "Forbidden",
                            what
                                    + " is forbidden: "
                                    + who
                                    + real
                                    + " resource \""
                                    + r.kind().plural()
                                    + "\" in API group \""
                                    + r.kind().group()
                                    + "\" "
                                    + (r.namespace().isEmpty()
                                            ? "at the cluster scope"
                                            : "in the namespace \"" + r.namespace() + "\""),
                            Answer.details(r.kind(), r.name()));
                })
                .orElseGet(() ->
                        Answer.status(
                                403,
                                "Forbidden",
                                "forbidden: " + who + verb + " path \"" + asked.path() + "\"",
                                JsonValue.object()));
    }

    /** How priority and fairness classified the asker, in the headers of every answer. */
    Map<String, String> fairness(User user) {
        String schema = user.exempt() ? "exempt" : "global-default";
        Map<String, String> headers = new LinkedHashMap<>();
        synchronized (model) {
            uid(FLOW + "flowschemas/" + schema)
                    .ifPresent(u -> headers.put("X-Kubernetes-PF-FlowSchema-UID", u));
            uid(FLOW + "prioritylevelconfigurations/" + schema)
                    .ifPresent(u -> headers.put("X-Kubernetes-PF-PriorityLevel-UID", u));
        }
        return headers;
    }

    private Optional<String> uid(String path) {
        return model.objects().get(path).flatMap(o -> o.text("metadata", "uid"));
    }
}
