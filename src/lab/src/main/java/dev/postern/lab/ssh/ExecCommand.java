package dev.postern.lab.ssh;

import dev.postern.lab.host.Login;
import dev.postern.lab.host.Result;
import dev.postern.lab.host.machine.Running;
import dev.postern.lab.host.machine.SimulatedHost;

import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.apache.sshd.server.session.ServerSession;
import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/** One command over SSH. */
final class ExecCommand implements Command, SimulatedHost.Client {
    private static final int MOST_INPUT = 64 << 20;

    private final String line;
    private final SimulatedHost host;
    private final Function<ServerSession, Login> login;
    private InputStream in = InputStream.nullInputStream();
    private OutputStream out = OutputStream.nullOutputStream();
    private OutputStream err = OutputStream.nullOutputStream();
    private ExitCallback exit = (code, message, close) -> {};
    private @Nullable Running running;
    private boolean destroyed;

    ExecCommand(String line, SimulatedHost host, Function<ServerSession, Login> login) {
        this.line = line;
        this.host = host;
        this.login = login;
    }

    @Override
    public void setInputStream(InputStream stream) {
        in = stream;
    }

    @Override
    public void setOutputStream(OutputStream stream) {
        out = stream;
    }

    @Override
    public void setErrorStream(OutputStream stream) {
        err = stream;
    }

    @Override
    public void setExitCallback(ExitCallback callback) {
        exit = callback;
    }

    @Override
    public void start(ChannelSession channel, Environment env) {
        Login who = login.apply(channel.getServerSession());
        Thread.ofVirtual().name("lab-exec").start(() -> run(who));
    }

    private void run(Login who) {
        Running now = host.run(line, who, this);
        boolean late;
        synchronized (this) {
            running = now;
            late = destroyed;
        }
        if (late) {
            now.disconnected();
        }
    }

    /** What came until the connection ended, where it did. */
    @Override
    public byte[] input() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] some = new byte[8192];
        try {
            for (int n = in.read(some); n >= 0 && all.size() < MOST_INPUT; n = in.read(some)) {
                all.write(some, 0, n);
            }
        } catch (IOException e) {
            // Lost: the program sees the end of its input, as a real one does.
        }
        return all.toByteArray();
    }

    @Override
    public void say(String words) {
        Thread.ofVirtual()
                .name("lab-exec-prompt")
                .start(() -> {
                    try {
                        err.write(words.getBytes(StandardCharsets.UTF_8));
                        err.flush();
                    } catch (IOException e) {
                        // The client has gone, and will not answer.
                    }
                });
    }

    /** In the clock's thread, which must not block: a client may read slowly. */
    @Override
    public void ended(Result result) {
        Thread.ofVirtual()
                .name("lab-exec-answer")
                .start(() -> {
                    try {
                        out.write(result.output());
                        out.flush();
                        err.write(result.errors());
                        err.flush();
                    } catch (IOException e) {
                        // The client has gone; its status is of no interest either.
                    }
                    exit.onExit(result.exit(), "", false);
                });
    }

    @Override
    public void destroy(ChannelSession channel) {
        Running now;
        synchronized (this) {
            destroyed = true;
            now = running;
        }
        if (now != null) {
            now.disconnected();
        }
    }
}
