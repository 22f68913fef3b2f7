package dev.postern.lab.ssh;

import org.apache.sshd.client.future.DefaultOpenFuture;
import org.apache.sshd.client.future.OpenFuture;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.channel.ChannelFactory;
import org.apache.sshd.common.channel.exception.SshChannelOpenException;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.apache.sshd.common.util.threads.CloseableExecutorService;
import org.apache.sshd.server.forward.TcpForwardingFilter;
import org.apache.sshd.server.forward.TcpipServerChannel;

import java.net.InetSocketAddress;

/**
 * A forward to the host's own loopback, {@code 127.0.0.1:6443}: connects to where the API server
 * really listens, from the host's own address. Every other forward is refused.
 */
final class LoopbackForward extends TcpipServerChannel {
    private final SshHost.Settings settings;

    LoopbackForward(SshHost.Settings settings, CloseableExecutorService executor) {
        super(TcpForwardingFilter.Type.Direct, executor);
        this.settings = settings;
        setLocalAddress(new InetSocketAddress(settings.api().getAddress(), 0));
    }

    @Override
    protected OpenFuture doInit(Buffer buffer) {
        String host = buffer.getString();
        int port = buffer.getInt();
        String originator = buffer.getString();
        int originatorPort = buffer.getInt();
        if (!host.equals("127.0.0.1") || port != settings.apiPort()) {
            OpenFuture refused = new DefaultOpenFuture(this, this);
            refused.setException(
                    new SshChannelOpenException(
                            getChannelId(),
                            SshConstants.SSH_OPEN_ADMINISTRATIVELY_PROHIBITED,
                            "open failed"));
            return refused;
        }
        ByteArrayBuffer real = new ByteArrayBuffer();
        real.putString(settings.api().getAddress().getHostAddress());
        real.putInt(settings.api().getPort());
        real.putString(originator);
        real.putInt(originatorPort);
        return super.doInit(real);
    }

    /** Makes such channels. */
    record Factory(SshHost.Settings settings) implements ChannelFactory {
        @Override
        public String getName() {
            return "direct-tcpip";
        }

        @Override
        public Channel createChannel(Session session) {
            return new LoopbackForward(
                    settings, org.apache.sshd.common.util.threads.ThreadUtils.noClose(null));
        }
    }
}
