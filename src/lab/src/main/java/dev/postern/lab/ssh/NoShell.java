package dev.postern.lab.ssh;

import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Who asks for a shell is told that there is none. */
final class NoShell implements Command {
    private @Nullable OutputStream errors;
    private @Nullable ExitCallback exit;

    @Override
    public void setInputStream(InputStream in) {}

    @Override
    public void setOutputStream(OutputStream out) {}

    @Override
    public void setErrorStream(OutputStream err) {
        errors = err;
    }

    @Override
    public void setExitCallback(ExitCallback callback) {
        exit = callback;
    }

    @Override
    public void start(ChannelSession channel, Environment env) throws IOException {
        if (errors != null) {
            errors.write(
                    "A simulated host of a drill runs single commands; it has no shell.\r\n"
                            .getBytes(StandardCharsets.UTF_8));
            errors.flush();
        }
        if (exit != null) {
            exit.onExit(1);
        }
    }

    @Override
    public void destroy(ChannelSession channel) {}
}
