package dev.postern.document;

import dev.postern.core.problem.Position;

import java.util.List;
import java.util.Optional;

/**
 * A YAML value and where it stands. Scalars are text as written: {@code no} is "no" and {@code
 * 1.30} is "1.30".
 */
public sealed interface Node {
    /** Where it begins. */
    Position position();

    /** The text around it. */
    Source source();

    /** What it is, for messages: "a map". */
    String kind();

    /** Keys in the order of the file; no key is there twice. */
    record MapNode(List<Entry> entries, Position position, Source source) implements Node {
        public MapNode {
            entries = List.copyOf(entries);
        }

        /** The entry with this key, or empty where there is none. */
        public Optional<Entry> entry(String key) {
            return entries.stream().filter(e -> e.key().equals(key)).findFirst();
        }

        @Override
        public String kind() {
            return "a map";
        }
    }

    /** One key with its value. */
    record Entry(String key, Position keyPosition, Node value) {}

    record ListNode(List<Node> items, Position position, Source source) implements Node {
        public ListNode {
            items = List.copyOf(items);
        }

        @Override
        public String kind() {
            return "a list";
        }
    }

    /**
     * @param quoted whether it was written in quotes or as a block; plain otherwise
     */
    record ScalarNode(String text, boolean quoted, Position position, Source source)
            implements Node {
        /**
         * Where a character of the text stands; where the text begins, when quoting or line breaks
         * make that uncertain.
         */
        public Position at(int offset) {
            return source.within(this, offset);
        }

        @Override
        public String kind() {
            return "text";
        }
    }

    /** Nothing after the key, {@code null}, or {@code ~}. */
    record NullNode(Position position, Source source) implements Node {
        @Override
        public String kind() {
            return "nothing";
        }
    }
}
