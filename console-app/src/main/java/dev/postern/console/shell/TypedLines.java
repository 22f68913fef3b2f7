package dev.postern.console.shell;

import dev.postern.console.command.Session;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Lines that a person types where there is no shell. A read of standard input cannot be broken off,
 * so a thread of its own does it: who waits for a line goes on at Ctrl-C.
 */
final class TypedLines {
    private final Session.Interrupts interrupts;
    private final LinkedBlockingQueue<Optional<String>> typed = new LinkedBlockingQueue<>();
    private boolean reading;
    private volatile boolean over;

    TypedLines(Session.Interrupts interrupts) {
        this.interrupts = interrupts;
    }

    /** The next line; empty at Ctrl-C, and where nothing more will come. */
    Optional<String> next() {
        if (over && typed.isEmpty()) {
            return Optional.empty();
        }
        if (!reading) {
            reading = true;
            Thread.ofPlatform().daemon().name("typed-lines").start(this::read);
        }
        try (var hearing = interrupts.hear(() -> typed.add(Optional.empty()))) {
            return typed.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            // A Ctrl-C that came together with a line is no answer to the next question.
            typed.removeIf(Optional::isEmpty);
        }
    }

    private void read() {
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                typed.add(Optional.of(line.strip()));
            }
        } catch (IOException e) {
            // The terminal is gone: nobody answers any more.
        } finally {
            over = true;
            typed.add(Optional.empty());
        }
    }
}
