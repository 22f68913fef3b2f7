package dev.postern.reachssh;

import com.jcraft.jsch.Channel;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.Session;

/** A channel of a session, not connected yet. */
final class NewChannel {
    private NewChannel() {}

    /** Throws where the session is down, and where it is just ending: JSch has null for that. */
    static <C extends Channel> C of(Session session, String type, Class<C> kind)
            throws JSchException {
        Channel channel = session.openChannel(type);
        if (channel == null) {
            throw new JSchException("session is down");
        }
        return kind.cast(channel);
    }
}
