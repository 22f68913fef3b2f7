package dev.postern.reachkubernetes;

import dev.postern.core.pace.Endpoint;
import dev.postern.core.pace.Pacer;
import dev.postern.core.value.Outcome;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Lets everything go at once, and remembers what went. */
final class OpenPacer implements Pacer {
    final List<Kind> kinds = Collections.synchronizedList(new ArrayList<>());
    final AtomicInteger connections = new AtomicInteger();
    volatile int connectionsAllowed = Integer.MAX_VALUE;
    volatile Circuit circuit = Circuit.CLOSED;

    @Override
    public <T> Outcome<T> paced(Endpoint endpoint, Kind kind, Duration patience, Call<T> call) {
        kinds.add(kind);
        return call.attempt(() -> {
            if (connections.get() >= connectionsAllowed) {
                return false;
            }
            connections.incrementAndGet();
            return true;
        });
    }

    @Override
    public Status status(Endpoint endpoint) {
        return new Status(circuit, true, kinds.size(), connections.get(), 0, Optional.empty());
    }

    @Override
    public Map<Endpoint, Status> all() {
        return Map.of();
    }
}
