package dev.postern.console.command.runs;

import dev.postern.console.command.Session;
import dev.postern.console.grammar.Globals;
import dev.postern.console.wiring.Operator;
import dev.postern.core.value.JsonValue;
import dev.postern.engine.process.Attachment;
import dev.postern.engine.process.Message;
import dev.postern.journal.Event;

import java.util.List;
import java.util.Optional;
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

    private static final long REDRAW_MILLIS = 500;

    private final Session session;
    private final Attachment attachment;
    private final Interrupt interrupt;
    private final Board board;
    private final LinkedBlockingQueue<Optional<Message>> heard = new LinkedBlockingQueue<>();
    private final AtomicInteger interrupts = new AtomicInteger();
    private final AtomicBoolean left = new AtomicBoolean();

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
     * @param heardFrom run once, when the run's process has said its first word
     */
    public End watch(Runnable heardFrom) {
        boolean first = true;
        Thread.ofVirtual().name("run-listener").start(this::listen);
        try (var hearing = session.interrupts().hear(this::interrupted)) {
            while (!left.get()) {
                Optional<Message> next;
                try {
                    next = heard.poll(REDRAW_MILLIS, TimeUnit.MILLISECONDS);
                } catch (InterruptedException e) {
                    interrupted();
                    continue;
                }
                if (next != null && first) {
                    first = false;
                    heardFrom.run();
                }
                if (next == null) {
                    board.draw();
                } else if (next.isEmpty()) {
                    board.clear();
                    return End.LOST;
                } else if (shown(next.get())) {
                    board.clear();
                    return End.CLOSED;
                }
            }
            board.clear();
            return End.LEFT;
        }
    }

    private void listen() {
        while (true) {
            Optional<Message> next = attachment.next();
            heard.add(next);
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
        board.say(
                times == 1
                        ? "stopping: what is in flight is finished, nothing new begins; Ctrl-C"
                                + " again cuts it"
                        : "cutting what is in flight; what that leaves is in the journal");
    }

    private boolean shown(Message message) {
        switch (message) {
            case Message.Said(String line) -> board.say(line);
            case Message.Live(JsonValue.Obj picture) -> board.picture(picture);
            case Message.Journaled(var entry) -> {
                EventLine.of(entry).ifPresent(board::event);
                if (entry.event() instanceof Event.Asked asked) {
                    asked(asked);
                }
                return entry.event() instanceof Event.RunClosed && heard.isEmpty();
            }
        }
        return false;
    }

    private void asked(Event.Asked asked) {
        // What was asked in the past has been decided by now: an answer follows in the journal.
        boolean past =
                heard.stream()
                        .flatMap(Optional::stream)
                        .anyMatch(m ->
                                m instanceof Message.Journaled(var later)
                                        && later.event() instanceof Event.Decided d
                                        && d.gate().equals(asked.gate()));
        if (past || session.asker().isEmpty()) {
            return;
        }
        board.clear();
        Optional<String> typed =
                session.asker().get().ask(asked.question() + choices(asked.choices()));
        if (typed.isEmpty()) {
            interrupted();
        } else if (!typed.get().isEmpty()) {
            attachment.answer(asked.gate(), typed.get(), Operator.here());
        }
    }

    private static String choices(List<String> choices) {
        return choices.isEmpty()
                ? ""
                : choices.stream().collect(Collectors.joining("|", " [", "]"));
    }
}
