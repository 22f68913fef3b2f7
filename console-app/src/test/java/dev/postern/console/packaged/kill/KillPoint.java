package dev.postern.console.packaged.kill;

import dev.postern.journal.Event;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where the process of a run is killed: right before or right after an event is written and synced.
 *
 * @param event its type, and of what step, change, cluster or target it is
 * @param nth which of those that are named so, from 1
 */
public record KillPoint(Moment moment, String event, int nth) {
    /** Which fields of an event say which one it is. */
    private static final Set<String> NAMES =
            Set.of("change", "step", "cluster", "target", "number", "gate", "about", "that");

    /** On which side of the event's sync. */
    public enum Moment {
        BEFORE,
        AFTER
    }

    /**
     * All points of an undisturbed run: after each event, and before each {@code driven}, which is
     * right after the drive. After its {@code intended} is right before the drive.
     */
    public static List<KillPoint> all(List<Event> events) {
        List<KillPoint> points = new ArrayList<>();
        Map<String, Integer> seen = new HashMap<>();
        for (Event e : events) {
            int nth = seen.merge(name(e), 1, Integer::sum);
            if (e instanceof Event.Driven) {
                points.add(new KillPoint(Moment.BEFORE, name(e), nth));
            }
            points.add(new KillPoint(Moment.AFTER, name(e), nth));
        }
        return points;
    }

    /** The event's type and what it is of. */
    public static String name(Event event) {
        StringBuilder name = new StringBuilder(event.getClass().getSimpleName());
        for (RecordComponent c : event.getClass().getRecordComponents()) {
            if (NAMES.contains(c.getName())) {
                try {
                    name.append(' ').append(c.getAccessor().invoke(event));
                } catch (ReflectiveOperationException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
        return name.toString();
    }

    /** Its type alone. */
    public String type() {
        return event.split(" ", 2)[0];
    }

    @Override
    public String toString() {
        return moment.name().toLowerCase(java.util.Locale.ROOT) + " " + event + " #" + nth;
    }
}
