package com.jcraft.jsch;

/**
 * How much the other side of a channel takes just now: JSch keeps that to its own package, and
 * nobody can send safely without it ({@code ChannelInput}, ADR 117).
 */
public final class SendWindow {
    private SendWindow() {}

    /** Bytes; ask it, and send, with the channel's monitor held. */
    public static long of(Channel channel) {
        return channel.rwsize;
    }
}
