package dev.postern.json;

import dev.postern.core.text.Neutral;
import dev.postern.core.value.Failure;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** JSON text to values and back. */
public final class JsonText {
    private static final int DEEPEST = 200;

    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(DEEPEST)
                                    .maxStringLength(64 << 20)
                                    .maxNumberLength(100)
                                    .build())
                    .build();

    /** Made when the first text is read: who only writes does not pay its 50 ms. */
    private static final class Reading {
        private static final JsonMapper MAPPER =
                JsonMapper.builder(FACTORY)
                        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                        .build();
    }

    private static final class Indented extends ObjectWriteContext.Base {
        @Override
        public boolean hasPrettyPrinter() {
            return true;
        }

        @Override
        public PrettyPrinter getPrettyPrinter() {
            return new DefaultPrettyPrinter();
        }
    }

    private JsonText() {}

    /**
     * Reads one JSON value: strict, no duplicate names, at most 200 deep.
     *
     * @return a {@code BROKEN} failure that says where, for anything else
     */
    public static Outcome<JsonValue> parse(String text) {
        try {
            JsonNode node = Reading.MAPPER.readTree(text);
            if (node == null || node.isMissingNode()) {
                return Outcome.failed(broken("nothing there"));
            }
            return Outcome.ok(value(node));
        } catch (JacksonException e) {
            var at = e.getLocation();
            String where =
                    at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
            return Outcome.failed(
                    broken(Neutral.line(String.valueOf(e.getOriginalMessage()), 200) + where));
        }
    }

    public static Outcome<JsonValue> parse(byte[] bytes) {
        return parse(new String(bytes, StandardCharsets.UTF_8));
    }

    private static Failure broken(String why) {
        return Failure.unchanged(Failure.Kind.BROKEN, "not JSON", why, "");
    }

    /** One line, fields in their own order. */
    public static String line(JsonValue value) {
        return written(value, ObjectWriteContext.empty());
    }

    private static String written(JsonValue value, ObjectWriteContext how) {
        StringWriter out = new StringWriter();
        try (JsonGenerator generator = FACTORY.createGenerator(how, out)) {
            write(generator, value);
        }
        return out.toString();
    }

    /**
     * One line with sorted field names: the same value gives the same bytes. What digests and
     * hashes are taken of.
     */
    public static String canonical(JsonValue value) {
        return line(sorted(value));
    }

    /** Indented, for people and for {@code -o json}. */
    public static String pretty(JsonValue value) {
        return written(value, new Indented());
    }

    private static JsonValue sorted(JsonValue value) {
        return switch (value) {
            case JsonValue.Obj o -> {
                Map<String, JsonValue> fields = new TreeMap<>();
                o.fields().forEach((k, v) -> fields.put(k, sorted(v)));
                yield new JsonValue.Obj(fields);
            }
            case JsonValue.Arr a ->
                    JsonValue.array(a.items().stream().map(JsonText::sorted).toList());
            // 1.0 and 1 are equal values, so they must be equal bytes.
            case JsonValue.Num n -> new JsonValue.Num(plain(n.value()));
            case JsonValue.Null n -> n;
            case JsonValue.Bool b -> b;
            case JsonValue.Text t -> t;
        };
    }

    private static java.math.BigDecimal plain(java.math.BigDecimal n) {
        java.math.BigDecimal s = n.stripTrailingZeros();
        return s.scale() < 0 && s.precision() - s.scale() < 30 ? s.setScale(0) : s;
    }

    private static JsonValue value(JsonNode node) {
        if (node.isObject()) {
            Map<String, JsonValue> fields = new LinkedHashMap<>();
            node.properties().forEach(e -> fields.put(e.getKey(), value(e.getValue())));
            return new JsonValue.Obj(fields);
        }
        if (node.isArray()) {
            List<JsonValue> items = new ArrayList<>();
            node.forEach(n -> items.add(value(n)));
            return JsonValue.array(items);
        }
        if (node.isString()) {
            return JsonValue.of(node.stringValue());
        }
        if (node.isNumber()) {
            return new JsonValue.Num(node.decimalValue());
        }
        if (node.isBoolean()) {
            return JsonValue.of(node.booleanValue());
        }
        return JsonValue.nothing();
    }

    /** Straight to text: a tree of nodes in between costs as much as the text. */
    private static void write(JsonGenerator to, JsonValue value) {
        switch (value) {
            case JsonValue.Null n -> to.writeNull();
            case JsonValue.Bool b -> to.writeBoolean(b.value());
            case JsonValue.Num n -> {
                if (isWhole(n)) {
                    to.writeNumber(n.value().toBigInteger());
                } else {
                    to.writeNumber(n.value());
                }
            }
            case JsonValue.Text t -> to.writeString(t.value());
            case JsonValue.Arr a -> {
                to.writeStartArray();
                a.items().forEach(i -> write(to, i));
                to.writeEndArray();
            }
            case JsonValue.Obj o -> {
                to.writeStartObject();
                o.fields()
                        .forEach((k, v) -> {
                            to.writeName(k);
                            write(to, v);
                        });
                to.writeEndObject();
            }
        }
    }

    private static boolean isWhole(JsonValue.Num n) {
        return n.value().scale() <= 0 && n.value().precision() - n.value().scale() < 100;
    }
}
