package dev.postern.lab.api;

import dev.postern.core.value.JsonValue;
import dev.postern.json.JsonText;

import java.util.LinkedHashMap;
import java.util.Map;

/** What goes back: a status, a body, and headers beside those of every answer. */
record Answer(int status, String contentType, String body, Map<String, String> headers) {
    Answer {
        headers = Map.copyOf(headers);
    }

    static Answer json(int status, JsonValue body) {
        return new Answer(status, "application/json", JsonText.line(body) + "\n", Map.of());
    }

    static Answer text(int status, String body) {
        return new Answer(status, "text/plain; charset=utf-8", body, Map.of());
    }

    Answer header(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Answer(status, contentType, body, more);
    }

    /** A {@code Status} object, as the API server words it (apimachinery api/errors). */
    static Answer status(int code, String reason, String message, JsonValue.Obj details) {
        JsonValue.Obj status =
                JsonValue.object(
                        "kind",
                        "Status",
                        "apiVersion",
                        "v1",
                        "metadata",
                        JsonValue.object(),
                        "status",
                        code < 300 ? "Success" : "Failure");
        if (code >= 300) {
            status =
                    status.with("message", JsonValue.of(message))
                            .with("reason", JsonValue.of(reason));
        }
        if (!details.fields().isEmpty()) {
            status = status.with("details", details);
        }
        return json(code, code < 300 ? status : status.with("code", JsonValue.of((long) code)));
    }

    static Answer notFound() {
        return status(
                404,
                "NotFound",
                "the server could not find the requested resource",
                JsonValue.object());
    }

    static Answer notFound(Kind kind, String name) {
        return status(
                404,
                "NotFound",
                kind.qualified() + " \"" + name + "\" not found",
                details(kind, name));
    }

    static Answer conflict(Kind kind, String name, String why) {
        return status(
                409,
                "Conflict",
                "Operation cannot be fulfilled on "
                        + kind.qualified()
                        + " \""
                        + name
                        + "\": "
                        + why,
                details(kind, name));
    }

    static JsonValue.Obj details(Kind kind, String name) {
        JsonValue.Obj d = JsonValue.object("name", name);
        if (!kind.group().isEmpty()) {
            d = d.with("group", JsonValue.of(kind.group()));
        }
        return d.with("kind", JsonValue.of(kind.plural()));
    }

    static Answer tooMany(int retryAfter, String message) {
        return status(
                        429,
                        "TooManyRequests",
                        message,
                        JsonValue.object("retryAfterSeconds", retryAfter))
                .header("Retry-After", Integer.toString(retryAfter));
    }
}
