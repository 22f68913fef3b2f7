package dev.postern.engine.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.postern.core.text.Neutral;
import dev.postern.core.value.JsonValue;
import dev.postern.engine.run.RunControl;
import dev.postern.journal.Entry;
import dev.postern.journal.Event;
import dev.postern.json.JsonText;

import org.jspecify.annotations.Nullable;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** One attached console, on the run's side: a thread that writes, a thread that reads. */
final class Listener implements Consumer<Entry> {
    /** Lines that may wait; a console that is so far behind is gone or stuck. */
    private static final int MOST_WAITING = 100_000;

    /** Longest command line that is read. */
    private static final int LONGEST_COMMAND = 64 << 10;

    private final SocketChannel channel;
    private final RunControl control;
    private final Consumer<Listener> gone;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Entry> early = new ArrayDeque<>();
    private final Deque<String> waiting = new ArrayDeque<>();
    private @Nullable Supplier<JsonValue.Obj> picture;
    private long nextPicture = System.nanoTime();
    private boolean begun;
    private boolean closed;
    private boolean ending;
    private boolean done;

    Listener(SocketChannel channel, RunControl control, Consumer<Listener> gone) {
        this.channel = channel;
        this.control = control;
        this.gone = gone;
    }

    void begin(List<Entry> before, @Nullable Supplier<JsonValue.Obj> last) {
        lock.lock();
        try {
            before.forEach(e -> waiting.add(e.line()));
            early.forEach(e -> waiting.add(e.line()));
            early.clear();
            picture = last;
            begun = true;
        } finally {
            lock.unlock();
        }
        Thread.ofVirtual().name("run.sock writer").start(this::write);
        Thread.ofVirtual().name("run.sock reader").start(this::read);
    }

    @Override
    public void accept(Entry entry) {
        lock.lock();
        try {
            if (!begun) {
                early.add(entry);
                return;
            }
            waiting.add(entry.line());
            if (entry.event() instanceof Event.RunClosed) {
                // The last word of this process: no picture comes after it.
                closed = true;
                picture = null;
            }
            if (waiting.size() > MOST_WAITING) {
                close();
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void show(Supplier<JsonValue.Obj> newest) {
        lock.lock();
        try {
            picture = closed ? null : newest;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void say(String text) {
        lock.lock();
        try {
            waiting.add(JsonText.line(JsonValue.object("said", text)));
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Sends what waits, at most so long, and closes. */
    void end(long millis) {
        lock.lock();
        try {
            ending = true;
            changed.signalAll();
            long nanos = TimeUnit.MILLISECONDS.toNanos(millis);
            while (!done && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
        close();
    }

    private void write() {
        try {
            for (Optional<String> line = next(); line.isPresent(); line = next()) {
                ByteBuffer bytes = ByteBuffer.wrap((line.get() + "\n").getBytes(UTF_8));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            }
        } catch (IOException | InterruptedException e) {
            // The console is gone; the run goes on.
        } finally {
            lock.lock();
            try {
                done = true;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
            close();
            gone.accept(this);
        }
    }

    private Optional<String> next() throws InterruptedException {
        Supplier<JsonValue.Obj> show;
        lock.lock();
        try {
            long early = earlyFor();
            while (waiting.isEmpty() && !ending && (picture == null || early > 0)) {
                if (picture == null) {
                    changed.await();
                } else {
                    changed.awaitNanos(early);
                }
                early = earlyFor();
            }
            if (!waiting.isEmpty()) {
                return Optional.of(waiting.removeFirst());
            }
            show = picture;
            picture = null;
        } finally {
            lock.unlock();
        }
        return show == null ? Optional.empty() : Optional.of(line(show));
    }

    private long earlyFor() {
        return nextPicture - System.nanoTime();
    }

    /** Of a fleet a picture is large: making them takes a tenth of this thread's time at most. */
    private String line(Supplier<JsonValue.Obj> show) {
        long begun = System.nanoTime();
        String line = JsonText.line(JsonValue.object("progress", show.get()));
        long end = System.nanoTime();
        nextPicture = end + 9 * (end - begun);
        return line;
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(Channels.newInputStream(channel), UTF_8))) {
            StringBuilder line = new StringBuilder();
            for (int c = lines.read(); c >= 0; c = lines.read()) {
                if (c == '\n') {
                    command(line.toString());
                    line.setLength(0);
                } else if (line.length() < LONGEST_COMMAND) {
                    line.append((char) c);
                } else {
                    return;
                }
            }
        } catch (IOException e) {
            // Gone.
        } finally {
            close();
        }
    }

    private void command(String line) {
        JsonValue json = JsonText.parse(line).got().orElseGet(JsonValue::nothing);
        String by = json.text("by").orElse("a console");
        if (json.whole("stop").isPresent()) {
            control.stop(json.whole("stop").get() >= 2 ? 2 : 1, by);
        } else if (json.truth("pause").isPresent()) {
            control.pause(json.truth("pause").get(), by);
        } else if (json.text("answer", "gate").isPresent()
                && json.text("answer", "value").isPresent()) {
            control.answer(
                            json.text("answer", "gate").get(),
                            json.text("answer", "value").get(),
                            json.text("answer", "by").orElse(by))
                    .ifPresent(this::say);
        } else {
            say("not understood: " + Neutral.line(line, 200));
        }
    }

    private void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // Nothing depends on it.
        }
    }
}
