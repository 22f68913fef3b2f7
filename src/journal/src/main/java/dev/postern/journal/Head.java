package dev.postern.journal;

import dev.postern.core.value.JsonValue;

import java.util.Optional;

/**
 * The end of the journal at some moment; anchored elsewhere it makes a cut tail visible.
 *
 * @param hash of the line with this number
 */
public record Head(long seq, String hash) {
    public JsonValue.Obj json() {
        return JsonValue.object("seq", seq, "hash", hash);
    }

    /** Empty where the value is not a head. */
    public static Optional<Head> of(JsonValue value) {
        var seq = value.whole("seq");
        var hash = value.text("hash").filter(h -> h.matches("[0-9a-f]{64}"));
        return seq.isPresent() && hash.isPresent()
                ? Optional.of(new Head(seq.get(), hash.get()))
                : Optional.empty();
    }
}
