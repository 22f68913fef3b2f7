package dev.postern.console.packaged.kill;

import dev.postern.journal.Event;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** When the agent kills its process; a file, so that it reaches the process of a run. */
public interface Order {
    /** Called at both edges of each write, in order. */
    boolean isDue(KillPoint.Moment moment, Event event) throws IOException;

    /** At one point. */
    static void at(KillPoint point, Path file) throws IOException {
        Files.writeString(
                file, "at\n" + point.moment() + "\n" + point.nth() + "\n" + point.event() + "\n");
    }

    /**
     * At the first edge whose kind has not been met yet: after an event of each type, and before a
     * {@code driven}. The file keeps what was met, from one process to the next.
     */
    static void atAnyOther(Path file) throws IOException {
        Files.writeString(file, "at any other\n");
    }

    /** The kinds of edge at which processes were killed, in order; see {@link #atAnyOther}. */
    static List<String> met(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        return lines.subList(1, lines.size());
    }

    static Order read(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        return lines.getFirst().equals("at")
                ? new At(
                        new KillPoint(
                                KillPoint.Moment.valueOf(lines.get(1)),
                                lines.get(3),
                                Integer.parseInt(lines.get(2))))
                : new AtAnyOther(file, new HashSet<>(met(file)));
    }

    /** The nth event of one name. */
    final class At implements Order {
        private final KillPoint point;
        private int seen;

        At(KillPoint point) {
            this.point = point;
        }

        @Override
        public boolean isDue(KillPoint.Moment moment, Event event) {
            return moment == point.moment()
                    && KillPoint.name(event).equals(point.event())
                    && ++seen == point.nth();
        }
    }

    /** Whatever was not met before. */
    final class AtAnyOther implements Order {
        private final Path file;
        private final Set<String> met;

        AtAnyOther(Path file, Set<String> met) {
            this.file = file;
            this.met = met;
        }

        @Override
        public boolean isDue(KillPoint.Moment moment, Event event) throws IOException {
            String kind = moment + " " + event.getClass().getSimpleName();
            boolean edge = moment == KillPoint.Moment.AFTER || event instanceof Event.Driven;
            if (!edge || !met.add(kind)) {
                return false;
            }
            Files.writeString(file, kind + "\n", StandardOpenOption.APPEND);
            return true;
        }
    }
}
