package dev.postern.console.command.runs;

import dev.postern.console.command.Session;
import dev.postern.console.grammar.Globals;
import dev.postern.console.wiring.Operator;
import dev.postern.core.value.JsonValue;
import dev.postern.engine.process.Attachment;
import dev.postern.engine.process.Message;
import dev.postern.journal.Event;
import dev.postern.journal.RunFold;
import dev.postern.journal.RunState;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** Shows a run while it goes on, asks its questions, and passes Ctrl-C on to it. */
public final class Watching {
    /** How watching ended. */
    public enum End {
        /** The run is over. */
        CLOSED,
        /** Its process is gone without a word. */
        LOST,
        /** The person left; the run goes on. */
        LEFT
    }

    /** What Ctrl-C means. */
    public enum Interrupt {
        /** Stop the run: first in order, then at once. */
        STOPS,
        /** Leave it alone and go away. */
        LEAVES
    }

    /** As often as a person can follow, and a slow line can bear. */
    private static final Duration REDRAW_EVERY = Duration.ofMillis(250);

    /**
     * @param message empty where the run's process is gone: the last that is heard
     */
    private record Heard(Optional<Message> message) {}

    private final Session session;
    private final Attachment attachment;
    private final Interrupt interrupt;
    private final Board board;
    private final EventLines lines = new EventLines();
    private final LinkedBlockingQueue<Heard> heard = new LinkedBlockingQueue<>();
    private final AtomicInteger interrupts = new AtomicInteger();
    private final AtomicBoolean left = new AtomicBoolean();

    /** Said by this console itself, from whichever thread; one thread alone draws. */
    private final Queue<String> said = new ConcurrentLinkedQueue<>();

    private boolean closed;

    /** What was heard adds up to this, whatever this machine's disk took of it. */
    private final RunFold heardOf = new RunFold();

    /** What probes of this run named, in the order in which they did. */
    private final Set<String> suspects = new LinkedHashSet<>();

    /** By gate the question that was answered last. */
    private final Map<String, String> answered = new HashMap<>();

    public Watching(Session session, Attachment attachment, Interrupt interrupt) {
        this.session = session;
        this.attachment = attachment;
        this.interrupt = interrupt;
        this.board =
                new Board(session.output(), session.globals().output() == Globals.Format.TABLE);
    }

    /**
     * Watches until the run is over or the person leaves.
     *
     * @param pressed how often Ctrl-C was pressed before there was anything to watch
     * @param heardFrom run once, when the run's process has said its first word
     */
    public End watch(int pressed, Runnable heardFrom) {
        Thread.ofVirtual().name("run-listener").start(this::listen);
        try (var hearing = session.interrupts().hear(this::interrupted)) {
            for (int i = 0; i < pressed; i++) {
                interrupted();
            }
            return untilOver(heardFrom);
        } finally {
            board.clear();
        }
    }

    /** How the run is by what was heard of it. */
    public RunState state() {
        return heardOf.state();
    }

    private End untilOver(Runnable heardFrom) {
        boolean first = true;
        long draw = System.nanoTime();
        while (!left.get()) {
            Heard next = next(draw - System.nanoTime());
            if (next == null) {
                sayWhatIsToBeSaid();
                board.draw();
                draw = System.nanoTime() + REDRAW_EVERY.toNanos();
                continue;
            }
            if (first) {
                first = false;
                heardFrom.run();
            }
            if (next.message().isEmpty()) {
                sayWhatIsToBeSaid();
                return closed ? End.CLOSED : End.LOST;
            }
            shown(next.message().get());
        }
        return End.LEFT;
    }

    /** What was heard, or null where it is time to draw. */
    private @Nullable Heard next(long nanos) {
        try {
            return nanos <= 0 ? null : heard.poll(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            interrupted();
            return null;
        }
    }

    private void sayWhatIsToBeSaid() {
        for (String line = said.poll(); line != null; line = said.poll()) {
            board.say(line);
        }
    }

    private void listen() {
        while (true) {
            Optional<Message> next = attachment.next();
            heard.add(new Heard(next));
            if (next.isEmpty()) {
                return;
            }
        }
    }

    private void interrupted() {
        int times = interrupts.incrementAndGet();
        if (interrupt == Interrupt.LEAVES) {
            left.set(true);
            return;
        }
        attachment.stop(Math.min(times, 2), Operator.here());
        said.add(
                times == 1
                        ? "stopping: what is in flight is finished, nothing new begins; Ctrl-C"
                                + " again cuts it"
                        : "cutting what is in flight; what that leaves is in the journal");
    }

    private void shown(Message message) {
        switch (message) {
            case Message.Said(String line) -> board.say(line);
            case Message.Live(JsonValue.Obj picture) -> {
                board.picture(picture);
                picture.items("asks").forEach(a -> asked(a, picture));
            }
            case Message.Journaled(var entry) -> {
                lines.of(entry).forEach(board::event);
                if (entry.event() instanceof Event.Looked looked) {
                    looked.result().text("workload").ifPresent(suspects::add);
                }
                heardOf.apply(entry.event());
                // A run that was taken up again has been closed before: only the last word counts.
                closed = entry.event() instanceof Event.RunClosed;
                if (closed) {
                    board.over();
                }
            }
        }
    }

    /**
     * Asks what the run asks now. The picture says that; the journal also holds questions that were
     * decided long ago.
     */
    private void asked(JsonValue asks, JsonValue picture) {
        String gate = asks.text("gate").orElse("");
        String again = again(gate, picture);
        String question = asks.text("until").orElse("") + again;
        if (session.asker().isEmpty() || question.equals(answered.get(gate))) {
            return;
        }
        answered.put(gate, question);
        board.clear();
        if (!again.isEmpty()) {
            board.say(again);
        }
        List<String> choices =
                asks.items("choices").stream().flatMap(c -> c.text().stream()).toList();
        if (choices.isEmpty() && !suspects.isEmpty()) {
            board.say("most likely " + String.join(" or ", suspects) + "; \"stop\" ends the run");
        }
        List<String> likely = choices.isEmpty() ? List.copyOf(suspects) : choices;
        Optional<String> typed = Optional.of("");
        while (typed.isPresent() && typed.get().isEmpty()) {
            typed = session.asker().get().ask(prompt(gate, choices), likely);
        }
        typed.ifPresentOrElse(t -> attachment.answer(gate, t, Operator.here()), this::interrupted);
    }

    /** Why the last answer was not taken, numbered by the run; empty where none was given yet. */
    private static String again(String gate, JsonValue picture) {
        return picture.items("working").stream()
                .filter(w -> w.text("step").equals(Optional.of(gate)))
                .flatMap(w -> w.text("doing").stream())
                .filter(d -> d.startsWith("asking again"))
                .findFirst()
                .orElse("");
    }

    private static String prompt(String gate, List<String> choices) {
        return gate
                + (choices.isEmpty()
                        ? ""
                        : choices.stream().collect(Collectors.joining("|", " [", "]")))
                + ">";
    }
}
