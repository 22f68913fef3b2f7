package dev.postern.journal;

import dev.postern.core.value.Blob;
import dev.postern.core.value.Failure;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;
import dev.postern.json.JsonText;
import dev.postern.json.Records;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One line of the journal.
 *
 * @param seq counts from 1 without gaps
 * @param at UTC, by the clock of who wrote it
 * @param prev SHA-256 of the bytes of the line before, without its line feed; 64 zeros for the
 *     first
 */
public record Entry(long seq, Instant at, String prev, Event event) {
    /** What the first line has for the line before. */
    public static final String NONE_BEFORE = "0".repeat(64);

    private static final ClassValue<String> WORDS =
            new ClassValue<>() {
                @Override
                protected String computeValue(Class<?> type) {
                    return word(type);
                }
            };

    private static final Map<String, Class<? extends Record>> TYPES =
            Stream.of(Event.class, Event.OfIncident.class)
                    .flatMap(c -> Stream.of(c.getPermittedSubclasses()))
                    .filter(Class::isRecord)
                    .map(c -> c.asSubclass(Record.class))
                    .collect(Collectors.toUnmodifiableMap(Entry::word, c -> c));

    /** The event's type: {@code step-started}. */
    public String type() {
        return WORDS.get(event.getClass());
    }

    /** The line, without a line feed. */
    public String line() {
        return JsonText.line(json());
    }

    /** The line as a value. */
    public JsonValue.Obj json() {
        JsonValue.Obj body = Records.encode((Record) event);
        Map<String, JsonValue> fields = new LinkedHashMap<>();
        fields.put("seq", JsonValue.of(seq));
        fields.put("at", JsonValue.of(at.toString()));
        fields.put("prev", JsonValue.of(prev));
        body.fields().forEach((k, v) -> fields.put(k.equals("is") ? "type" : k, v));
        return new JsonValue.Obj(fields);
    }

    /** SHA-256 of the line's bytes: what the next line has as {@code prev}. */
    public static String hash(String line) {
        return Blob.hash(line.getBytes(StandardCharsets.UTF_8));
    }

    /** The line as an entry; a {@code BROKEN} failure says what does not fit. */
    public static Outcome<Entry> parse(String line) {
        return JsonText.parse(line).then(Entry::of);
    }

    private static Outcome<Entry> of(JsonValue value) {
        var seq = value.whole("seq");
        var at = value.text("at");
        var prev = value.text("prev");
        var type = value.text("type");
        if (seq.isEmpty() || at.isEmpty() || prev.isEmpty() || type.isEmpty()) {
            return Outcome.failed(broken("a line has seq, at, prev and type"));
        }
        Class<? extends Record> known = TYPES.get(type.get());
        if (known == null) {
            return Outcome.failed(broken("unknown type " + type.get()));
        }
        Instant when;
        try {
            when = Instant.parse(at.get());
        } catch (DateTimeException e) {
            return Outcome.failed(broken("at is not a time"));
        }
        return Records.decode(known, value, Records.Blobs.none())
                .map(e -> new Entry(seq.get(), when, prev.get(), (Event) e));
    }

    private static Failure broken(String why) {
        return Failure.unchanged(Failure.Kind.BROKEN, "unreadable journal line", why, "");
    }

    private static String word(Class<?> type) {
        return type.getSimpleName()
                .replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-")
                .toLowerCase(java.util.Locale.ROOT);
    }
}
