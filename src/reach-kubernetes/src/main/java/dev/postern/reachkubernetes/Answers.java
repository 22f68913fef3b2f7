package dev.postern.reachkubernetes;

import dev.postern.core.reach.KubernetesApi.Answer;
import dev.postern.core.reach.KubernetesApi.Request;
import dev.postern.core.text.Neutral;
import dev.postern.core.time.Time;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Failure.Kind;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;
import dev.postern.json.JsonText;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a server's answer means. */
final class Answers {
    private static final Duration LONGEST = Duration.ofHours(1);

    // A webhook that says no (4xx, its own choice) or cannot be asked (500): admission comes before
    // anything is stored (apiserver, admission/plugin/webhook/errors and
    // .../validating/dispatcher).
    private static final Pattern VETO =
            Pattern.compile(
                    "^(Internal error occurred: )?(admission webhook|failed calling webhook) \"");

    // etcd refuses what would write before it does anything (etcd, server/etcdserver/apply); the
    // server hands its words on, with 500.
    private static final String FULL = "etcdserver: mvcc: database space exceeded";

    private final Time time;

    Answers(Time time) {
        this.time = time;
    }

    /**
     * @param server for people: "eu-1/cp1 api by tunnel"
     */
    Outcome<Answer> judge(String server, Request request, Line.Raw raw, Duration took) {
        int status = raw.status();
        Outcome<JsonValue> parsed = body(raw);
        JsonValue body = parsed.got().orElseGet(() -> JsonValue.of(Neutral.text(raw.body())));
        String said = said(body);
        Optional<Failure> refused = refused(server, request, status, said);
        if (refused.isPresent()) {
            return Outcome.failed(refused.get());
        }
        if (status == 401 || status == 403) {
            return Outcome.failed(
                    Failure.unchanged(
                            Kind.REFUSED_IDENTITY,
                            server + ": our identity was refused (" + status + ")",
                            said,
                            "name an identity with more rights in fleet.yaml"));
        }
        if (status == 429 || status == 408 || status >= 500) {
            return Outcome.failed(overloaded(server, request, raw, body, said));
        }
        if (status < 200 || (status >= 300 && status < 400)) {
            return Outcome.failed(
                    Failure.unchanged(
                            Kind.BROKEN,
                            server + ": an answer that no API server gives (" + status + ")",
                            said,
                            "find out what listens there"));
        }
        Optional<Failure> unreadable = parsed.whyNot();
        if (unreadable.isPresent()) {
            return Outcome.failed(
                    new Failure(
                            Kind.BROKEN,
                            server + ": the answer says it is JSON and is not",
                            unreadable.get().why(),
                            request.verb().changes()
                                    ? "the server said " + status + " to the change"
                                    : "nothing was changed",
                            ""));
        }
        return Outcome.ok(new Answer(status, body, raw.headers(), took));
    }

    /** What the words say was refused before anything was stored, whatever the status means. */
    private static Optional<Failure> refused(
            String server, Request request, int status, String said) {
        if (status < 400 || status == 401 || !request.verb().changes()) {
            return Optional.empty();
        }
        if (VETO.matcher(said).find()) {
            return Optional.of(
                    unstored(
                            request,
                            server + ": an admission webhook let the change fail (" + status + ")",
                            said,
                            "take the webhook out of the way, or change what it objects to"));
        }
        return said.contains(FULL)
                ? Optional.of(
                        unstored(
                                request,
                                server + ": etcd is full, and takes nothing but deletes",
                                said,
                                "make room in etcd, and clear its alarm"))
                : Optional.empty();
    }

    /** Of many objects each is stored by itself: those before it may be changed already. */
    private static Failure unstored(Request request, String what, String said, String next) {
        boolean many = request.query().containsKey("labelSelector");
        return new Failure(
                many ? Kind.IN_DOUBT : Kind.BROKEN,
                what,
                said,
                many ? "some of them may have been changed" : "nothing was changed",
                next);
    }

    private Failure overloaded(
            String server, Request request, Line.Raw raw, JsonValue body, String said) {
        int status = raw.status();
        // The server turns a request away with 429 and 503; with the others it may have begun it.
        boolean mayHaveHappened = request.verb().changes() && status != 429 && status != 503;
        Failure failure =
                mayHaveHappened
                        ? new Failure(
                                Kind.IN_DOUBT,
                                server + ": the server failed on a change (" + status + ")",
                                said,
                                "the change may have been made",
                                "look at the object before you do it again: it may have happened")
                        : Failure.unchanged(
                                Kind.SATURATED,
                                server + ": overloaded (" + status + ")",
                                said,
                                "wait, or take load away from it");
        return retryAfter(raw, body).map(failure::retryAfter).orElse(failure);
    }

    /** The header, else what the Status object says; seconds or a date. */
    private Optional<Duration> retryAfter(Line.Raw raw, JsonValue body) {
        Optional<Duration> header =
                Optional.ofNullable(raw.headers().get("retry-after")).flatMap(this::wait);
        return header.or(() ->
                        body.whole("details", "retryAfterSeconds")
                                .filter(s -> s > 0)
                                .map(s -> Duration.ofSeconds(Math.min(s, 3600))))
                .map(d -> d.compareTo(LONGEST) > 0 ? LONGEST : d);
    }

    private Optional<Duration> wait(String text) {
        if (text.matches("\\d{1,9}")) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
        }
        try {
            Duration until =
                    Duration.between(
                            time.now(),
                            ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                                    .toInstant());
            return until.isNegative() ? Optional.empty() : Optional.of(until);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Outcome<JsonValue> body(Line.Raw raw) {
        String type = raw.headers().getOrDefault("content-type", "");
        if (raw.body().length == 0) {
            return Outcome.ok(JsonValue.nothing());
        }
        if (type.contains("json")) {
            return JsonText.parse(raw.body());
        }
        return Outcome.ok(JsonValue.of(new String(raw.body(), StandardCharsets.UTF_8)));
    }

    /** The server's own words, neutral, one line. */
    static String said(JsonValue body) {
        String text =
                body.text("message")
                        .orElseGet(() -> body instanceof JsonValue.Text(String t) ? t : "");
        return Neutral.line(text.strip(), 300);
    }
}
