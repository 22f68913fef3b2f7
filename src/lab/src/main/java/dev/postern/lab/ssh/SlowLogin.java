package dev.postern.lab.ssh;

import dev.postern.lab.clock.ModelledWait;
import dev.postern.lab.clock.VirtualClock;
import dev.postern.lab.host.Workings;

import org.apache.sshd.common.Service;
import org.apache.sshd.common.ServiceFactory;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.apache.sshd.server.session.ServerUserAuthService;
import org.apache.sshd.server.session.ServerUserAuthServiceFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Lets users in after as long as it takes on a starved host: the session's set-up is slow. */
final class SlowLogin implements ServiceFactory, SessionListener {
    private final Workings workings;
    private final VirtualClock clock;
    private final Map<Session, ModelledWait> waits = new ConcurrentHashMap<>();

    SlowLogin(Workings workings, VirtualClock clock) {
        this.workings = workings;
        this.clock = clock;
    }

    @Override
    public String getName() {
        return ServerUserAuthServiceFactory.INSTANCE.getName();
    }

    @Override
    public Service create(Session session) throws IOException {
        return new Login(session);
    }

    @Override
    public void sessionClosed(Session session) {
        ModelledWait wait = waits.remove(session);
        if (wait != null) {
            wait.disconnected();
        }
    }

    private final class Login extends ServerUserAuthService {
        private boolean waited;

        Login(Session session) throws IOException {
            super(session);
        }

        @Override
        protected void handleAuthenticationSuccess(int command, Buffer buffer) throws Exception {
            Duration takes = workings.loginTime();
            if (waited || takes.isZero()) {
                super.handleAuthenticationSuccess(command, buffer);
                return;
            }
            waited = true;
            Session session = getSession();
            Buffer copy = new ByteArrayBuffer(buffer.getCompactData());
            waits.put(
                    session,
                    clock.modelledWait(
                            clock.now().plus(takes),
                            () ->
                                    Thread.ofVirtual()
                                            .name("lab-login")
                                            .start(() -> {
                                                waits.remove(session);
                                                asyncAuth(command, copy, true);
                                            })));
            if (!session.isOpen()) {
                sessionClosed(session);
            }
        }
    }
}
