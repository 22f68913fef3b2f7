package dev.postern.engine.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.postern.core.text.Neutral;
import dev.postern.core.value.Failure;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;
import dev.postern.journal.Entry;
import dev.postern.journal.RunDirectory;
import dev.postern.json.JsonText;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The console's end of the line to a run's process. Closing it harms nothing.
 *
 * <p>It blocks on a real socket: use it on a thread that is not inside {@code Time.enter()}.
 */
public final class Attachment implements AutoCloseable {
    private final SocketChannel channel;
    private final BufferedReader lines;
    private final ReentrantLock writing = new ReentrantLock();

    private Attachment(SocketChannel channel) {
        this.channel = channel;
        this.lines =
                new BufferedReader(new InputStreamReader(Channels.newInputStream(channel), UTF_8));
    }

    /** Attaches; {@code UNREACHABLE} where no process has the run. */
    public static Outcome<Attachment> connect(RunDirectory directory) {
        SocketChannel channel = null;
        try {
            channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            channel.connect(UnixDomainSocketAddress.of(directory.socket()));
            return Outcome.ok(new Attachment(channel));
        } catch (IOException e) {
            try {
                if (channel != null) {
                    channel.close();
                }
            } catch (IOException again) {
                // It was not open.
            }
            return Outcome.failed(
                    Failure.unchanged(
                            Failure.Kind.UNREACHABLE,
                            "no process has run " + directory.id() + " just now",
                            "",
                            "postern runs show "
                                    + directory.id()
                                    + " says how it ended, postern runs resume "
                                    + directory.id()
                                    + " goes on"));
        }
    }

    /** The next message, blocking; empty when the run's process is gone. */
    public Optional<Message> next() {
        try {
            while (true) {
                String line = lines.readLine();
                if (line == null) {
                    return Optional.empty();
                }
                Optional<Message> message = message(line);
                if (message.isPresent()) {
                    return message;
                }
            }
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<Message> message(String line) {
        return JsonText.parse(line)
                .got()
                .flatMap(json -> {
                    if (json.field("progress").orElse(null) instanceof JsonValue.Obj live) {
                        return Optional.of(new Message.Live(live));
                    }
                    if (json.text("said").isPresent()) {
                        return json.text("said").map(s -> new Message.Said(Neutral.line(s, 400)));
                    }
                    return Entry.parse(line).got().map(Message.Journaled::new);
                });
    }

    /** Answers a gate. False where the process is gone. */
    public boolean answer(String gate, String value, String by) {
        return send(
                JsonValue.object(
                        "answer", JsonValue.object("gate", gate, "value", value, "by", by)));
    }

    /**
     * Asks it to stop.
     *
     * @param times 1: finish what is in flight; 2: cut it
     */
    public boolean stop(int times, String by) {
        return send(JsonValue.object("stop", times, "by", by));
    }

    /** Begins nothing new until it is called with false. */
    public boolean pause(boolean paused, String by) {
        return send(JsonValue.object("pause", paused, "by", by));
    }

    private boolean send(JsonValue.Obj command) {
        writing.lock();
        try {
            ByteBuffer bytes = ByteBuffer.wrap((JsonText.line(command) + "\n").getBytes(UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            return true;
        } catch (IOException e) {
            return false;
        } finally {
            writing.unlock();
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // Nothing depends on it.
        }
    }
}
