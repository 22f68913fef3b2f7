package dev.postern.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;

@Timeout(60)
class ShortLockTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(50);

    @TempDir Path directory;
    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = directory.resolve(".lock");
    }

    /** Whether another thread gets it just now. */
    private boolean isFree() throws Exception {
        return inAThread(
                        () -> {
                            Optional<ShortLock> lock = ShortLock.take(file, SHORT);
                            lock.ifPresent(ShortLock::close);
                            return lock.isPresent();
                        })
                .get();
    }

    /** Takes it, gives it back, and says whether it was had and the interrupt was left. */
    private String takenAndInterrupted() throws IOException {
        Optional<ShortLock> lock = ShortLock.take(file, LONG);
        lock.ifPresent(ShortLock::close);
        return lock.isPresent() + " " + Thread.currentThread().isInterrupted();
    }

    private record Running<T>(Thread thread, FutureTask<T> result) {
        T get() throws Exception {
            return result.get();
        }

        void awaitThatItWaits() {
            while (thread.getState() != Thread.State.TIMED_WAITING && !result.isDone()) {
                Thread.onSpinWait();
            }
        }
    }

    private static <T> Running<T> inAThread(Callable<T> work) {
        FutureTask<T> result = new FutureTask<>(work);
        return new Running<>(Thread.ofPlatform().daemon().start(result), result);
    }

    @Test
    void aThreadHasItUntilItGivesItBack() throws Exception {
        try (ShortLock held = ShortLock.take(file, SHORT).orElseThrow()) {
            assertThat(held).isNotNull();
            assertThat(isFree()).isFalse();
        }
        assertThat(isFree()).isTrue();
    }

    @Test
    void whileAnotherProcessHasItNobodyGetsItAndNothingIsLeftOpen() throws Exception {
        try (HoldsALock other = HoldsALock.of(file)) {
            assertThat(other).isNotNull();
            assertThat(ShortLock.take(file, SHORT)).isEmpty();
            assertThat(isFree()).isFalse();
            assertThat(OpenFiles.of(file)).isZero();
        }
        assertThat(isFree()).isTrue();
    }

    @Test
    void whoWaitsGetsItWhenTheOtherProcessGivesItBack() throws Exception {
        Running<String> waiting;
        try (HoldsALock other = HoldsALock.of(file)) {
            assertThat(other).isNotNull();
            waiting = inAThread(this::takenAndInterrupted);
            waiting.awaitThatItWaits();
        }
        assertThat(waiting.get()).isEqualTo("true false");
    }

    @Test
    void anInterruptEndsTheWaitForAnotherProcessAndIsNotSwallowed() throws Exception {
        try (HoldsALock other = HoldsALock.of(file)) {
            assertThat(other).isNotNull();
            Running<String> waiting = inAThread(this::takenAndInterrupted);
            waiting.awaitThatItWaits();
            waiting.thread().interrupt();
            assertThat(waiting.get()).isEqualTo("false true");
        }
        assertThat(isFree()).isTrue();
    }

    @Test
    void anInterruptEndsTheWaitForAnotherThreadAndIsNotSwallowed() throws Exception {
        try (ShortLock held = ShortLock.take(file, SHORT).orElseThrow()) {
            assertThat(held).isNotNull();
            Running<String> waiting = inAThread(this::takenAndInterrupted);
            waiting.awaitThatItWaits();
            waiting.thread().interrupt();
            assertThat(waiting.get()).isEqualTo("false true");
        }
    }

    @Test
    void aFileThatCannotBeOpenedIsSaidAndHoldsUpNobody() throws Exception {
        Path nowhere = directory.resolve("gone").resolve(".lock");

        assertThatThrownBy(() -> ShortLock.take(nowhere, SHORT))
                .isInstanceOf(NoSuchFileException.class);
        assertThat(isFree()).isTrue();
    }
}
