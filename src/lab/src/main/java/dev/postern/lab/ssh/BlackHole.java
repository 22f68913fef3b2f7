package dev.postern.lab.ssh;

import dev.postern.lab.clock.ModelledWait;
import dev.postern.lab.clock.VirtualClock;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Accepts connections and never answers: whoever connects waits for ever, by virtual time. */
final class BlackHole implements AutoCloseable {
    private final VirtualClock clock;
    private final ServerSocket listener;
    private final Set<Socket> swallowed = ConcurrentHashMap.newKeySet();
    private final Thread listening;

    BlackHole(InetSocketAddress listen, VirtualClock clock) throws IOException {
        this.clock = clock;
        listener = new ServerSocket();
        try {
            listener.setReuseAddress(true);
            listener.bind(listen);
        } catch (IOException e) {
            listener.close();
            throw e;
        }
        listening = Thread.ofVirtual().name("black-hole").start(this::listen);
    }

    private void listen() {
        while (true) {
            try {
                Socket socket = listener.accept();
                swallowed.add(socket);
                Thread.ofVirtual().name("swallowed").start(() -> swallow(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void swallow(Socket socket) {
        Optional<ModelledWait> wait = Optional.empty();
        try (socket) {
            // Who has said something waits for an answer; until then it is only connecting.
            if (socket.getInputStream().read() >= 0) {
                wait = Optional.of(clock.modelledWait());
                socket.getInputStream().transferTo(OutputStream.nullOutputStream());
            }
        } catch (IOException e) {
            // Reset is as good an end as any.
        } finally {
            swallowed.remove(socket);
            wait.ifPresent(ModelledWait::disconnected);
        }
    }

    /** The port is free when this returns. */
    @Override
    public void close() {
        try {
            listener.close();
            // A socket on which a virtual thread waits is released by that thread, not by close().
            listening.join();
            for (Socket s : swallowed) {
                s.close();
            }
        } catch (IOException e) {
            // Nobody is left who could use them.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
