package dev.postern.document;

import dev.postern.core.problem.Position;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The keys of one map while it is read. A key that was asked for is known; {@link #end()} reports
 * the others. Not thread-safe.
 */
public final class Fields {
    private final Reading reading;
    private final Node.MapNode map;
    private final String what;
    private final Set<String> known = new LinkedHashSet<>();

    Fields(Reading reading, Node.MapNode map, String what) {
        this.reading = reading;
        this.map = map;
        this.what = what;
    }

    public Node.MapNode node() {
        return map;
    }

    /** Whether the key is there, with or without a value; it is known from now on. */
    public boolean has(String key) {
        known.add(key);
        return map.entry(key).isPresent();
    }

    /** The value of a key; a key without a value counts as absent. */
    public Optional<Node> optional(String key) {
        known.add(key);
        return map.entry(key).map(Node.Entry::value).filter(v -> !(v instanceof Node.NullNode));
    }

    /** The value of a key; a problem where it is missing or has no value. */
    public Optional<Node> required(String key) {
        Optional<Node> value = optional(key);
        if (value.isEmpty()) {
            Optional<Node.Entry> bare = map.entry(key);
            if (bare.isPresent()) {
                reading.problem(
                        map, bare.get().keyPosition(), key + " has no value", key + ": VALUE");
            } else {
                reading.problem(map, what + " has no " + Reading.quoted(key), key + ": VALUE");
            }
        }
        return value;
    }

    /** The text of a key that must be there. */
    public Optional<String> requiredText(String key) {
        return required(key).flatMap(n -> reading.text(n, key));
    }

    /** The text of a key that may be absent. */
    public Optional<String> optionalText(String key) {
        return optional(key).flatMap(n -> reading.text(n, key));
    }

    /** Where a key stands; where the map begins, when it has none. */
    public Position positionOf(String key) {
        return map.entry(key).map(Node.Entry::keyPosition).orElseGet(map::position);
    }

    /** Makes keys known that were not asked for. */
    public void know(Collection<String> keys) {
        known.addAll(keys);
    }

    /** Reports every key that nobody asked for. */
    public void end() {
        for (Node.Entry e : map.entries()) {
            if (!known.contains(e.key())) {
                reading.add(
                        map.source()
                                .unknown(
                                        e.keyPosition(),
                                        "unknown key " + Reading.quoted(e.key()) + " in " + what,
                                        e.key(),
                                        known));
            }
        }
    }
}
