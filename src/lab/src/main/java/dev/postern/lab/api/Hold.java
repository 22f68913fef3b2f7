package dev.postern.lab.api;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;

import java.util.ArrayList;
import java.util.List;

/**
 * Keeps what a client sends until the server gets round to it. It goes on reading, so that the end
 * of the connection is noticed at once.
 */
final class Hold extends ChannelInboundHandlerAdapter {
    /** A ClientHello is a few hundred bytes; nobody sends much before it is answered. */
    private static final int MOST = 64;

    private final List<Object> held = new ArrayList<>();
    private Runnable first = () -> {};
    private boolean released;

    /** Done when the client's first bytes are there: only then it waits for an answer. */
    void onFirst(Runnable first) {
        this.first = first;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (released) {
            context.fireChannelRead(message);
        } else if (held.isEmpty()) {
            held.add(message);
            first.run();
        } else if (held.size() < MOST) {
            held.add(message);
        } else {
            ReferenceCountUtil.release(message);
            var _ = context.close();
        }
    }

    /** Lets through what was held, and all that follows. In the event loop. */
    void release(ChannelHandlerContext context) {
        released = true;
        held.forEach(context::fireChannelRead);
        held.clear();
        context.fireChannelReadComplete();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        held.forEach(ReferenceCountUtil::release);
        held.clear();
    }
}
