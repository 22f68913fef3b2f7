package dev.postern.core.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;

class SystemTimeTest {
    private final Time time = new SystemTime();

    @Test
    void anExchangeThatTakesTooLongIsCutAndSaysSo() throws Exception {
        try (ServerSocket mute = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket socket = new Socket(mute.getInetAddress(), mute.getLocalPort())) {
            InputStream in = socket.getInputStream();
            try (Time.Exchange x = time.exchange(Duration.ofMillis(50), () -> close(socket))) {
                assertThatThrownBy(in::read).isInstanceOf(java.io.IOException.class);
                assertThat(x.wasCut()).isTrue();
            }
        }
    }

    private static void close(Socket s) {
        try {
            s.close();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void anExchangeThatEndsInTimeIsNotCut() {
        Time.Exchange x =
                time.exchange(
                        Duration.ofHours(1),
                        () -> {
                            throw new IllegalStateException("cut");
                        });
        x.close();
        assertThat(x.wasCut()).isFalse();
    }

    @Test
    void aSignalWakesWhoAwaitsIt() throws Exception {
        Time.Signal signal = time.signal();
        Time.Task<Boolean> waiter =
                time.fork("waiter", () -> time.await(signal, Duration.ofHours(1)));
        signal.set();
        assertThat(waiter.join()).isTrue();
        assertThat(time.await(time.signal(), Duration.ofMillis(1))).isFalse();
    }

    @Test
    void resultsComeInTheOrderOfTheWork() throws Exception {
        List<Callable<Integer>> work = List.of(() -> 1, () -> 2, () -> 3);
        assertThat(time.all("n", work)).containsExactly(1, 2, 3);
    }

    @Test
    void workThatThrowsIsTold() {
        Time.Task<String> task =
                time.fork(
                        "bad",
                        () -> {
                            throw new java.io.IOException("broken");
                        });
        assertThatThrownBy(task::join)
                .isInstanceOf(IllegalStateException.class)
                .hasRootCauseMessage("broken");
    }
}
