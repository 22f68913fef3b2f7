package dev.postern.engine.plan;

import dev.postern.core.text.Neutral;
import dev.postern.core.value.Blob;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;
import dev.postern.json.JsonText;
import dev.postern.json.Records;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What differs between a state that a plan has seen and the state now. */
final class Drift {
    private static final int BRIEF = 60;

    private Drift() {}

    /**
     * In words, field by field: {@code value 2 -> 4}. What is only measured is no part of a state,
     * and so no drift.
     *
     * @param then as the plan has it
     */
    static <S extends Record> Optional<String> between(Class<S> type, JsonValue then, S now) {
        StandIns blobs = new StandIns();
        JsonValue.Obj seen = Records.encode(now, blobs);
        return switch (Records.decode(type, then, blobs)) {
            case Outcome.Failed<S>(var why) ->
                    Optional.of("what was seen then cannot be read by this version: " + why.why());
            case Outcome.Ok<S>(var before) -> {
                List<String> fields =
                        Records.differing(before, now).stream()
                                .map(f ->
                                        f
                                                + " "
                                                + brief(then.field(f))
                                                + " -> "
                                                + brief(seen.field(f)))
                                .toList();
                yield fields.isEmpty()
                        ? Optional.empty()
                        : Optional.of(Neutral.line(String.join(", ", fields), 400));
            }
        };
    }

    private static String brief(Optional<JsonValue> value) {
        if (value.isEmpty()) {
            return "none";
        }
        Optional<String> blob = value.get().text("sha256");
        if (blob.isPresent()) {
            return "sha256 " + blob.get().substring(0, Math.min(12, blob.get().length()));
        }
        String text = value.get() instanceof JsonValue.Text(var t) ? t : JsonText.line(value.get());
        return text.length() > BRIEF ? text.substring(0, BRIEF) + "..." : text;
    }

    /**
     * A plan has the hashes of blobs and not their bytes. One that is there now too has its bytes
     * from there; of another all that counts is that it is another.
     */
    private static final class StandIns implements Records.Blobs {
        private final List<Blob> kept = new ArrayList<>();

        @Override
        public void keep(Blob blob) {
            kept.add(blob);
        }

        @Override
        public Outcome<Blob> get(String sha256) {
            return Outcome.ok(
                    kept.stream()
                            .filter(b -> b.sha256().equals(sha256))
                            .findFirst()
                            .orElseGet(() ->
                                    Blob.of(
                                            ("bytes whose sha256 is " + sha256)
                                                    .getBytes(StandardCharsets.UTF_8))));
        }
    }
}
