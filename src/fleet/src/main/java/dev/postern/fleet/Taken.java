package dev.postern.fleet;

import dev.postern.document.Node;
import dev.postern.document.Reading;

import java.util.HashMap;
import java.util.Map;

/** Names or addresses that may be there once only. */
final class Taken {
    private final Reading reading;
    private final Map<String, Node> by = new HashMap<>();

    Taken(Reading reading) {
        this.reading = reading;
    }

    void take(String key, Node at, String otherwise) {
        Node first = by.putIfAbsent(key, at);
        if (first != null) {
            reading.problem(
                    at, otherwise, "each once; the first is on line " + first.position().line());
        }
    }
}
