package dev.postern.document;

import dev.postern.core.problem.Checked;
import dev.postern.core.problem.Problem;
import dev.postern.core.value.Failure;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * YAML 1.2 text as nodes with positions, or as plain data, and plain data as text.
 *
 * <p>Refused, each with its place: more than one document, anchors, aliases and tags, keys that are
 * not plain text, keys that are there twice, more than {@link Limits} allow, bytes that are not
 * UTF-8, and control characters.
 */
public final class YamlText {
    /**
     * @param bytes the largest file
     * @param depth how deep lists and maps may nest
     */
    public record Limits(int bytes, int depth) {
        /** 1 MiB and 50 levels. */
        public static final Limits DEFAULT = new Limits(1 << 20, 50);
    }

    private YamlText() {}

    /** The one document of a file; an empty file is a {@link Node.NullNode}. */
    public static Checked<Node> read(String file, byte[] bytes) {
        return read(file, bytes, Limits.DEFAULT);
    }

    /** The one document of a file within other limits. */
    public static Checked<Node> read(String file, byte[] bytes, Limits limits) {
        return new NodeParser(file, bytes, limits).read();
    }

    /**
     * The one document as plain data, as the kubelet reads a manifest: {@code yes} is true and
     * {@code 0644} is octal. Comments are lost. Fails where {@link #read} finds a problem, or where
     * a number has no JSON form.
     */
    public static Outcome<JsonValue> plain(byte[] bytes) {
        return switch (read("yaml", bytes)) {
            case Checked.Sound<Node>(var node) -> PlainData.of(node);
            case Checked.Faulty<Node>(var problems) -> Outcome.failed(unreadable(problems));
        };
    }

    /**
     * Plain data as block-style YAML, fields in their order. {@link #plain} and the kubelet read
     * the same data back: text that looks like anything else is quoted.
     */
    public static byte[] write(JsonValue value) {
        return PlainWriter.text(value).getBytes(StandardCharsets.UTF_8);
    }

    private static Failure unreadable(List<Problem> problems) {
        Problem first = problems.getFirst();
        String more = problems.size() == 1 ? "" : " (and " + (problems.size() - 1) + " more)";
        return Failure.unchanged(
                Failure.Kind.BROKEN,
                "unreadable YAML",
                "line " + first.position().line() + ": " + first.message() + more,
                "");
    }
}
