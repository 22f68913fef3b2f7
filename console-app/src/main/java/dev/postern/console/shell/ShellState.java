package dev.postern.console.shell;

import java.util.Optional;

/** What the prompt says of where we are. */
public final class ShellState {
    private volatile Place place = new Place(false, Optional.empty(), false, Optional.empty());

    /**
     * @param drill whether a lab is on the other side
     * @param cluster the one that commands mean by default
     * @param write whether an incident is open, or a run goes on
     * @param incident its id and the time left, where there is one
     */
    record Place(
            boolean drill, Optional<String> cluster, boolean write, Optional<String> incident) {}

    Place place() {
        return place;
    }

    void place(Place now) {
        place = now;
    }
}
