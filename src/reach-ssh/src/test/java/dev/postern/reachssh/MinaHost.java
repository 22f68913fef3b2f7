package dev.postern.reachssh;

import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.helpers.AbstractSession;
import org.apache.sshd.common.util.net.SshdSocketAddress;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.apache.sshd.server.forward.StaticDecisionForwardingFilter;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/**
 * A small SSH server on loopback that gives each command to a real {@code /bin/sh}, as a host does.
 */
final class MinaHost implements AutoCloseable {
    final List<String> commands = new CopyOnWriteArrayList<>();
    volatile Duration slowLogin = Duration.ZERO;
    private final SshServer server = SshServer.setUpDefaultServer();
    private final KeyPair hostKey;

    MinaHost(String acceptedKey) throws Exception {
        this(acceptedKey, 0);
    }

    MinaHost(String acceptedKey, int port) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        hostKey = generator.generateKeyPair();
        server.setHost("127.0.0.1");
        server.setPort(port);
        server.setKeyPairProvider(KeyPairProvider.wrap(hostKey));
        PublicKey accepted =
                PublicKeyEntry.parsePublicKeyEntry(acceptedKey).resolvePublicKey(null, null, null);
        server.setPublickeyAuthenticator((u, k, s) -> {
            LockSupport.parkNanos(slowLogin.toNanos());
            return KeyUtils.compareKeys(k, accepted);
        });
        server.setForwardingFilter(
                new StaticDecisionForwardingFilter(false) {
                    @Override
                    protected boolean checkAcceptance(
                            String request, Session session, SshdSocketAddress target) {
                        return true;
                    }
                });
        server.setCommandFactory((channel, text) -> new Process(text));
        CoreModuleProperties.TCP_NODELAY.set(server, true);
        server.start();
    }

    int port() {
        return server.getPort();
    }

    String pin() throws IOException {
        return PublicKeyEntry.toString(hostKey.getPublic());
    }

    /** Ends all its connections, and takes new ones on. Returns when they have ended. */
    void dropSessions() {
        List<AbstractSession> all = server.getActiveSessions();
        all.forEach(s -> s.close(true));
        for (AbstractSession s : all) {
            while (!s.isClosed()) {
                LockSupport.parkNanos(1_000_000);
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.stop(true);
    }

    private final class Process implements Command {
        private final String text;
        private InputStream in = InputStream.nullInputStream();
        private OutputStream out = OutputStream.nullOutputStream();
        private OutputStream err = OutputStream.nullOutputStream();
        private ExitCallback exit = (code, message, closeImmediately) -> {};
        private java.lang.Process process;

        Process(String text) {
            this.text = text;
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
        public void start(ChannelSession channel, Environment env) throws IOException {
            commands.add(text);
            ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", text);
            builder.environment()
                    .put("SSH_CONNECTION", "127.0.0.1 " + 40000 + " 127.0.0.1 " + port());
            process = builder.start();
            Thread stdout = pump(process.getInputStream(), out);
            Thread stderr = pump(process.getErrorStream(), err);
            Thread.ofVirtual()
                    .start(() -> {
                        try (OutputStream stdin = process.getOutputStream()) {
                            in.transferTo(stdin);
                        } catch (IOException e) {
                            // It ended first.
                            return;
                        }
                    });
            Thread.ofVirtual()
                    .start(() -> {
                        try {
                            int code = process.waitFor();
                            stdout.join();
                            stderr.join();
                            exit.onExit(code);
                        } catch (InterruptedException e) {
                            exit.onExit(255);
                        }
                    });
        }

        private static Thread pump(InputStream from, OutputStream to) {
            return Thread.ofVirtual()
                    .start(() -> {
                        try {
                            byte[] buffer = new byte[8192];
                            int n;
                            while ((n = from.read(buffer)) >= 0) {
                                to.write(buffer, 0, n);
                                to.flush();
                            }
                        } catch (IOException e) {
                            // The client is gone.
                            return;
                        }
                    });
        }

        @Override
        public void destroy(ChannelSession channel) {
            if (process != null) {
                process.destroyForcibly();
            }
        }
    }
}
