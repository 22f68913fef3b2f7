package com.jcraft.jsch;

/**
 * Whether the host has confirmed a channel. JSch (2.28) says with the same exceptions that a
 * channel was never opened and that it broke after its command was sent; only this tells them
 * apart, and with it whether a command may be sent again.
 */
public final class OpenedByHost {
    private OpenedByHost() {}

    /** False: nothing of what the channel is for was sent. */
    public static boolean is(Channel channel) {
        return channel.open_confirmation;
    }
}
