package dev.postern.engine.plan;

import dev.postern.core.value.Failure;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;
import dev.postern.json.Records;

import java.util.LinkedHashMap;
import java.util.Map;

/** A plan as JSON: what {@code plan -o json} prints, {@code --out} writes and a run keeps. */
public final class PlanJson {
    private PlanJson() {}

    /** With its digest as the first field. */
    public static JsonValue.Obj write(Plan plan) {
        Map<String, JsonValue> fields = new LinkedHashMap<>();
        fields.put("digest", JsonValue.of(plan.digest()));
        fields.putAll(Records.encode(plan).fields());
        return new JsonValue.Obj(fields);
    }

    /**
     * Reads it back.
     *
     * @return {@code BROKEN} where a field does not fit; {@code UNTRUSTED} where the digest is not
     *     that of the content
     */
    public static Outcome<Plan> read(JsonValue json) {
        return Records.decode(Plan.class, withChecks(json), Records.Blobs.none())
                .then(p -> check(p, json));
    }

    /** A run that an earlier version made, whose plan has none, must stay to be undone. */
    private static JsonValue withChecks(JsonValue json) {
        return json instanceof JsonValue.Obj o && o.field("checks").isEmpty()
                ? o.with("checks", JsonValue.array())
                : json;
    }

    private static Outcome<Plan> check(Plan plan, JsonValue json) {
        String written = json.text("digest").orElse("");
        boolean source =
                dev.postern.core.value.Blob.hash(
                                plan.playbook()
                                        .text()
                                        .getBytes(java.nio.charset.StandardCharsets.UTF_8))
                        .equals(plan.playbook().sha256());
        if (written.equals(plan.digest()) && source) {
            return Outcome.ok(plan);
        }
        return Outcome.failed(
                Failure.unchanged(
                        Failure.Kind.UNTRUSTED,
                        "plan " + plan.id(),
                        source
                                ? "its digest is not that of its content: it was edited"
                                : "its playbook is not the one that it was made of",
                        "make a new plan"));
    }
}
